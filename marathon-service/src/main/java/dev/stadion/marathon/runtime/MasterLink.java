package dev.stadion.marathon.runtime;

import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.offerclient.SchedulerCalls;
import dev.stadion.offerclient.SchedulerListener;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Optional;
import java.util.function.Function;

/**
 * The conversation with the master while this process leads. Each opening is a new client, so that
 * nothing of an earlier life is heard or said. What is said while it is closed is lost, which
 * reconciling after the next subscription makes good.
 */
public final class MasterLink implements SchedulerCalls {
  /** A client that has been started. */
  public interface Client extends AutoCloseable {
    SchedulerCalls calls();

    boolean connected();

    @Override
    void close();
  }

  /** Starts clients. */
  @FunctionalInterface
  public interface Starter {
    /**
     * @param framework who we are; empty before the first subscription ever
     * @param listener hears what the master says
     */
    Client start(Optional<FrameworkId> framework, SchedulerListener listener);
  }

  private final Starter starter;
  private volatile Optional<Client> client = Optional.empty();

  public MasterLink(Starter starter) {
    this.starter = starter;
  }

  /** Begins anew under the given id. */
  public synchronized void open(Optional<FrameworkId> framework, SchedulerListener listener) {
    close();
    client = Optional.of(starter.start(framework, listener));
  }

  public synchronized void close() {
    Optional<Client> former = client;
    client = Optional.empty();
    former.ifPresent(Client::close);
  }

  public boolean isOpen() {
    return client.isPresent();
  }

  public boolean connected() {
    return client.filter(Client::connected).isPresent();
  }

  private Optional<SchedulerCalls> calls() {
    return client.map(Client::calls);
  }

  @Override
  public void send(Function<FrameworkId, Call> call) {
    calls().ifPresent(calls -> calls.send(call));
  }
}

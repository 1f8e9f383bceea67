package dev.stadion.marathon.runtime;

import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.offerclient.SchedulerCalls;
import dev.stadion.offerclient.SchedulerListener;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The conversation with the master while this process leads. Each opening is a new client, so that
 * nothing of an earlier life is heard or said. What is said while it is closed is lost, which
 * reconciling after the next subscription makes good.
 */
public final class MasterLink implements SchedulerCalls {
  /** A client that has been started. */
  public interface Client extends AutoCloseable {
    SchedulerCalls calls();

    /** Is known under these roles from now on. */
    void roles(Set<String> roles);

    boolean connected();

    @Override
    void close();
  }

  /** Starts clients. */
  @FunctionalInterface
  public interface Starter {
    /**
     * @param framework who we are; empty before the first subscription ever
     * @param roles under which we want offers
     * @param listener hears what the master says
     */
    Client start(Optional<FrameworkId> framework, Set<String> roles, SchedulerListener listener);
  }

  private final Starter starter;
  private volatile Optional<Client> client = Optional.empty();

  public MasterLink(Starter starter) {
    this.starter = starter;
  }

  /**
   * Begins anew under the given id.
   *
   * @param roles asked here, so that none is missed that comes meanwhile
   */
  public synchronized void open(
      Optional<FrameworkId> framework, Supplier<Set<String>> roles, SchedulerListener listener) {
    close();
    client = Optional.of(starter.start(framework, roles.get(), listener));
  }

  /** Makes us known under these roles. */
  public synchronized void roles(Set<String> roles) {
    client.ifPresent(open -> open.roles(roles));
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

package dev.stadion.chronos.runtime;

import dev.stadion.chronos.scheduler.ChronosEffect;
import dev.stadion.offerclient.SchedulerClient;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.offerclient.SchedulerListener;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Our subscription to the master while we lead. Each one speaks only for itself: what an old one
 * still says after it was closed is not listened to. May be used from any thread.
 */
public final class MasterLink {
  /** Makes a client that is not started yet. */
  @FunctionalInterface
  public interface ClientFactory {
    SchedulerClient create(Optional<FrameworkId> framework, SchedulerListener listener);
  }

  private final ClientFactory factory;
  private final Consumer<List<SchedulerEvent>> listener;
  private volatile SchedulerClient client;

  /**
   * @param listener hears what came together, in its order
   */
  public MasterLink(ClientFactory factory, Consumer<List<SchedulerEvent>> listener) {
    this.factory = factory;
    this.listener = listener;
  }

  /** Subscribes in the background, in place of any earlier subscription. */
  public synchronized void open(Optional<FrameworkId> framework) {
    close();
    var self = new SchedulerClient[1];
    SchedulerClient next =
        factory.create(
            framework,
            new SchedulerListener() {
              @Override
              public void on(SchedulerEvent event) {
                onAll(List.of(event));
              }

              @Override
              public void onAll(List<SchedulerEvent> events) {
                if (client == self[0]) {
                  listener.accept(events);
                }
              }
            });
    self[0] = next;
    client = next;
    next.start();
  }

  /** Ends the subscription; tasks run on. */
  public synchronized void close() {
    SchedulerClient last = client;
    client = null;
    if (last != null) {
      last.close();
    }
  }

  /** Makes the call of an effect; without a subscription it is dropped, to be derived again. */
  public void make(ChronosEffect effect) {
    SchedulerClient now = client;
    if (now != null) {
      MasterCalls.make(effect, now);
    }
  }

  public boolean connected() {
    SchedulerClient now = client;
    return now != null && now.connected();
  }
}

package dev.stadion.chronos.runtime;

import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.offerclient.SchedulerEvent;
import java.util.Locale;
import java.util.Optional;

/** What the master tells, as events of the heart. Pure. */
public final class MasterEvents {
  private MasterEvents() {}

  /** Empty for what does not concern jobs. */
  public static Optional<ChronosEvent> of(SchedulerEvent event) {
    return switch (event) {
      case SchedulerEvent.Subscribed subscribed ->
          Optional.of(new ChronosEvent.Subscribed(subscribed.framework()));
      case SchedulerEvent.Offered(var offers) -> Optional.of(new ChronosEvent.Offered(offers));
      case SchedulerEvent.Rescinded(var offer) -> Optional.of(new ChronosEvent.Rescinded(offer));
      case SchedulerEvent.Updated(var update) -> Optional.of(new ChronosEvent.Updated(update));
      case SchedulerEvent.AgentLost(var agent) -> Optional.of(new ChronosEvent.AgentLost(agent));
      case SchedulerEvent.Refused(var message) ->
          isForEver(message) ? Optional.of(new ChronosEvent.FrameworkRemoved()) : Optional.empty();
      case SchedulerEvent.Disconnected _ -> Optional.of(new ChronosEvent.Disconnected());
      case SchedulerEvent.ExecutorLost _,
          SchedulerEvent.MessageReceived _,
          SchedulerEvent.OperationUpdated _,
          SchedulerEvent.InverseOffered _,
          SchedulerEvent.InverseRescinded _ ->
          Optional.empty();
    };
  }

  /** The master has forgotten us on purpose: trying again with the same id is useless. */
  private static boolean isForEver(String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return text.contains("framework has been removed")
        || text.contains("framework is not allowed to reregister")
        || text.contains("completed framework");
  }
}

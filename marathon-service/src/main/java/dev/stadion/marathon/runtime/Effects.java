package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.dropwizard.loop.EffectHandler;
import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.marathon.scheduler.MarathonState;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what was decided and committed. */
public final class Effects implements EffectHandler<MarathonState, MarathonEffect> {
  private static final Logger log = LoggerFactory.getLogger(Effects.class);

  private final MarathonMetrics metrics;
  private final MasterCalls master;
  private final Probing probing;
  private final EventSink events;
  private final Optional<SecretSeal> seal;
  private final ExitHandler exit;

  public Effects(
      MarathonMetrics metrics,
      MasterCalls master,
      Probing probing,
      EventSink events,
      Optional<SecretSeal> seal,
      ExitHandler exit) {
    this.metrics = requireNonNull(metrics, "metrics");
    this.master = requireNonNull(master, "master");
    this.probing = requireNonNull(probing, "probing");
    this.events = requireNonNull(events, "events");
    this.seal = requireNonNull(seal, "seal");
    this.exit = requireNonNull(exit, "exit");
  }

  @Override
  public void handle(List<MarathonEffect> effects, MarathonState committed) {
    metrics.count(effects);
    // A launch is waited for; an acknowledgement, an event and a log line can come after it.
    SecretValues secrets = SecretValues.of(seal, committed.secrets());
    for (MarathonEffect effect : effects) {
      if (effect instanceof MarathonEffect.ToMaster call
          && !(call instanceof MarathonEffect.Receipt)) {
        master.say(call, secrets);
      }
    }
    for (MarathonEffect effect : effects) {
      switch (effect) {
        case MarathonEffect.Receipt receipt -> master.say(receipt, secrets);
        case MarathonEffect.ToMaster _ -> {}
        case MarathonEffect.Publish(var id, var announcement) -> {
          log(announcement);
          events.publish(id, announcement, committed);
        }
        case MarathonEffect.Watch(var task, var probes) -> probing.watch(task, probes);
        case MarathonEffect.Unwatch(var task) -> probing.unwatch(task);
        case MarathonEffect.UnwatchAll() -> probing.unwatchAll();
        case MarathonEffect.Warn(String message) -> log.warn("{}", message);
        case MarathonEffect.Halt(int code, String why) -> exit.exit(code, why);
      }
    }
  }

  /** One line for each transition: who, what, because of what. */
  private static void log(Announcement announcement) {
    switch (announcement) {
      case Announcement.InstanceChanged(var _, var instance, var condition) ->
          log.debug("{} {} goal {}", instance.id(), condition.wireName(), instance.goal());
      case Announcement.StatusUpdated(var _, var update, var _) ->
          log.info(
              "{} {} {} {}",
              update.task(),
              update.state().wireName(),
              update.reason().orElse(""),
              printable(update.message()));
      case Announcement.UnhealthyKill(var _, var instance, var reason) ->
          log.info("{} is killed because a check failed: {}", instance.task(), printable(reason));
      case Announcement.DeploymentSucceeded(var _, var plan) ->
          log.info("deployment {} of {} succeeded", plan.id(), plan.difference().apps().keySet());
      case Announcement.DeploymentFailed(var _, var plan, var reason) ->
          log.info(
              "deployment {} of {} failed: {}",
              plan.id(),
              plan.difference().apps().keySet(),
              reason);
      case Announcement.StepBegun(var _, var plan, var step) ->
          log.info("deployment {} begins {}", plan.id(), step.actions());
      case Announcement.AppPosted _,
          Announcement.PodChanged _,
          Announcement.GroupChanged _,
          Announcement.GroupChangeFailed _,
          Announcement.StepSucceeded _,
          Announcement.StepFailed _,
          Announcement.AppTerminated _,
          Announcement.UnknownInstanceTerminated _,
          Announcement.HealthCheckFailed _,
          Announcement.CheckFlipped _,
          Announcement.HealthChanged _,
          Announcement.HealthCheckAdded _,
          Announcement.HealthCheckRemoved _,
          Announcement.Subscribed _,
          Announcement.Unsubscribed _,
          Announcement.Registered _,
          Announcement.Reregistered _,
          Announcement.Disconnected _ ->
          log.debug("{}", announcement);
    }
  }

  private static String printable(String words) {
    return words.replaceAll("\\p{Cntrl}", " ");
  }
}

package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.AppDefinition.UnreachableStrategy;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import java.time.Instant;
import java.util.Optional;

/** When what services and their instances wait for is due at the latest. */
record Due(HeartSettings settings, Instant now) {

  /** The end of the delay that failures brought about, if somebody waits for it. */
  Optional<Alarm> ofDelay(Service service) {
    return service.waiting().isEmpty()
        ? Optional.empty()
        : service
            .delay()
            .filter(delay -> delay.isPending(now))
            .map(delay ->
                new Alarm(
                    delay.until(), Alarm.Kind.DELAY, Optional.of(service.id()), Optional.empty()));
  }

  /** When a deployment is undone if it has not ended. */
  static Optional<Alarm> of(Deployment deployment) {
    return deployment
        .plan()
        .purpose()
        .deadline()
        .map(at ->
            new Alarm(
                at, Alarm.Kind.DEPLOYMENT, Optional.empty(), Optional.of(deployment.id().uuid())));
  }

  /** When an instance has waited for long enough, if it waits for anything but an offer. */
  Optional<Alarm> of(Service service, Instance instance) {
    boolean reserving =
        instance.condition() == Condition.SCHEDULED
            && instance.reserved().filter(reserved -> !reserved.used()).isPresent();
    if (!instance.condition().hasTask() && !reserving) {
      return Optional.empty();
    }
    return at(service, instance)
        .map(at ->
            new Alarm(
                at,
                Alarm.Kind.INSTANCE,
                Optional.of(service.id()),
                Optional.of(instance.id().uuid())));
  }

  private Optional<Instant> at(Service service, Instance instance) {
    Condition condition = instance.condition();
    if (condition == Condition.UNREACHABLE || condition == Condition.UNREACHABLE_INACTIVE) {
      return service
          .app()
          .map(app -> app.definition().unreachableStrategy())
          .filter(UnreachableStrategy.Enabled.class::isInstance)
          .map(UnreachableStrategy.Enabled.class::cast)
          .map(strategy ->
              instance
                  .since()
                  .plusSeconds(
                      condition == Condition.UNREACHABLE
                          ? strategy.inactiveAfterSeconds()
                          : strategy.expungeAfterSeconds()));
    }
    if (condition == Condition.SCHEDULED) {
      return Optional.of(instance.since().plus(settings.reserving().timeout()));
    }
    if (instance.killSentAt().isPresent()) {
      return instance.killSentAt().map(at -> at.plus(settings.killRetry()));
    }
    if (instance.goal() == Goal.RUNNING && condition.isLaunching()) {
      // Counted from the launch, not from the last sign of life on the way.
      return instance.stagedAt().map(at -> at.plus(settings.launchTimeout()));
    }
    return Optional.empty();
  }
}

package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.HealthCheck;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Step;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;

/** What those who watch the event stream are told (marathon.md §4). */
public sealed interface Announcement {
  Instant at();

  /**
   * Whether it is remembered for those who come back: that nothing came of a request is told to
   * those who listen, and changes nothing.
   */
  default boolean isLasting() {
    return !(this instanceof GroupChangeFailed);
  }

  record AppPosted(Instant at, MarathonEvent.Origin origin, App app) implements Announcement {}

  /** A user asked for a change of a pod. */
  record PodChanged(Instant at, MarathonEvent.Origin origin, Change change)
      implements Announcement {
    /** What was asked for. */
    public enum Change {
      CREATED,
      UPDATED,
      DELETED
    }
  }

  record GroupChanged(Instant at, PathId group, Instant version) implements Announcement {}

  record GroupChangeFailed(Instant at, PathId group, Instant version, String reason)
      implements Announcement {}

  record StepBegun(Instant at, DeploymentPlan plan, Step step) implements Announcement {}

  record StepSucceeded(Instant at, DeploymentPlan plan, Step step) implements Announcement {}

  record StepFailed(Instant at, DeploymentPlan plan, Step step) implements Announcement {}

  record DeploymentSucceeded(Instant at, DeploymentPlan plan) implements Announcement {}

  record DeploymentFailed(Instant at, DeploymentPlan plan, String reason) implements Announcement {}

  record AppTerminated(Instant at, PathId app) implements Announcement {}

  /**
   * A task's state changed.
   *
   * @param instance as it was before the update
   */
  record StatusUpdated(Instant at, TaskUpdate update, Instance instance) implements Announcement {}

  /**
   * An instance's condition or goal changed.
   *
   * @param condition differs from the instance's own when it ended and is already scheduled again
   */
  record InstanceChanged(Instant at, Instance instance, Condition condition)
      implements Announcement {}

  record UnknownInstanceTerminated(Instant at, InstanceId instance, Condition condition)
      implements Announcement {}

  /**
   * A check that counts failed.
   *
   * @param instance as it was before
   */
  record HealthCheckFailed(Instant at, Instance instance, HealthCheck check)
      implements Announcement {}

  /** One check changed its mind. */
  record CheckFlipped(Instant at, Instance instance, boolean alive) implements Announcement {}

  /** All checks together changed their mind. */
  record HealthChanged(Instant at, Instance instance) implements Announcement {}

  record UnhealthyKill(Instant at, Instance instance, String reason) implements Announcement {}

  record HealthCheckAdded(Instant at, App app, HealthCheck check) implements Announcement {}

  record HealthCheckRemoved(Instant at, PathId app) implements Announcement {}

  record Subscribed(Instant at, String clientIp, String url) implements Announcement {}

  record Unsubscribed(Instant at, String clientIp, String url) implements Announcement {}

  record Registered(Instant at, FrameworkId framework, String master) implements Announcement {}

  record Reregistered(Instant at, String master) implements Announcement {}

  record Disconnected(Instant at) implements Announcement {}
}

package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can happen. */
public sealed interface MarathonEvent {

  /** What users ask for. */
  sealed interface Command extends MarathonEvent {}

  /**
   * Where a request came from, for those who watch.
   *
   * @param uri path and query as they were sent
   */
  record Origin(String clientIp, String uri) {}

  /** Make an app that must not exist. */
  record CreateApp(AppDefinition definition, boolean force, Origin origin) implements Command {}

  /**
   * Make an app what it shall be, whether it exists or not.
   *
   * @param basedOn the version that {@code definition} was derived from; the command is refused as
   *     superseded when it is not the current one. Absent when nothing was derived
   */
  record PutApp(AppDefinition definition, Optional<Basis> basedOn, boolean force, Origin origin)
      implements Command {}

  /** What a definition was derived from: a version, or the absence of the app. */
  record Basis(Optional<Instant> version) {}

  record DeleteApp(PathId app, boolean force, Origin origin) implements Command {}

  /** Replace every instance by one of the same definition. */
  record RestartApp(PathId app, boolean force) implements Command {}

  /**
   * End tasks; others take their place.
   *
   * @param wipe whether those that take their place shall be other instances
   */
  record KillInstances(PathId app, Set<InstanceId> instances, boolean wipe) implements Command {}

  /** End tasks, and want that many fewer from now on. */
  record KillAndScale(PathId app, Set<InstanceId> instances, boolean force) implements Command {}

  /** Undo a deployment, or just stop it where it is. */
  record CancelDeployment(DeploymentId id, boolean rollback) implements Command {}

  /** Launch again at once although tasks failed. */
  record ResetDelay(PathId app) implements Command {}

  /** An operator says that the tasks nobody knows are orphans indeed (promises.md P8). */
  record KillHeldTasks() implements Command {}

  /** What a master says. */
  sealed interface FromMaster extends MarathonEvent {}

  /**
   * @param master for people, such as {@code http://10.0.0.1:5050}
   */
  record Subscribed(FrameworkId framework, String master) implements FromMaster {}

  record Disconnected() implements FromMaster {}

  record Offered(List<Offer> offers) implements FromMaster {
    public Offered {
      offers = List.copyOf(offers);
    }
  }

  record Rescinded(OfferId offer) implements FromMaster {}

  record Updated(TaskUpdate update) implements FromMaster {}

  /** The master does not want us any more; nothing helps. */
  record Refused(String message) implements FromMaster {}

  /** A deadline may have passed. */
  record TimePassed() implements MarathonEvent {}
}

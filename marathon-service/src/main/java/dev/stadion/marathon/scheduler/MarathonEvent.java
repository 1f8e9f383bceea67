package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.group.GroupUpdate;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

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
  record CreateApp(RunSpec definition, boolean force, Origin origin) implements Command {}

  /**
   * Make an app what it shall be, whether it exists or not.
   *
   * @param basedOn the version that {@code definition} was derived from; the command is refused as
   *     superseded when it is not the current one. Absent when nothing was derived
   */
  record PutApp(RunSpec definition, Optional<Basis> basedOn, boolean force, Origin origin)
      implements Command {}

  /**
   * Make several apps what they shall be, in one deployment.
   *
   * @param basedOn as in {@link PutApp}, of every app that was derived from one
   */
  record PutApps(List<AppDefinition> definitions, Map<PathId, Basis> basedOn, boolean force)
      implements Command {
    public PutApps {
      definitions = List.copyOf(definitions);
      basedOn = Map.copyOf(basedOn);
    }
  }

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
  record KillInstances(Set<InstanceId> instances, boolean wipe) implements Command {}

  /** End tasks, and want that many fewer of their apps from now on. */
  record KillAndScale(Set<InstanceId> instances, boolean force) implements Command {}

  /** What users ask for groups (marathon.md §3.3). */
  sealed interface GroupCommand extends Command {
    PathId group();

    boolean force();
  }

  /** Make a group that must not exist. */
  record CreateGroup(GroupUpdate update, boolean force) implements GroupCommand {
    @Override
    public PathId group() {
      return update.id();
    }
  }

  /** Make a group what it shall be, whether it exists or not. */
  record PutGroup(GroupUpdate update, boolean force) implements GroupCommand {
    @Override
    public PathId group() {
      return update.id();
    }
  }

  /** Multiply the instances of all apps below a group. */
  record ScaleGroup(PathId group, double factor, boolean force) implements GroupCommand {}

  /** Make a group what it was once. */
  record RestoreGroup(PathId group, List<AppDefinition> apps, List<Group> groups, boolean force)
      implements GroupCommand {
    public RestoreGroup {
      apps = List.copyOf(apps);
      groups = List.copyOf(groups);
    }
  }

  record DeleteGroup(PathId group, boolean force) implements GroupCommand {}

  /** Carry out a change of the tree in a way that the original does not know. */
  record Conditional(Command command, Conditions conditions) implements Command {}

  /**
   * How a change of the tree is carried out.
   *
   * @param preview only say what would be done
   * @param keepsTasks tasks stay although labels change
   * @param deadline how long the deployment may take before it is undone
   */
  record Conditions(boolean preview, boolean keepsTasks, Optional<Duration> deadline) {
    /** As the original does it. */
    public static final Conditions NONE = new Conditions(false, false, Optional.empty());

    public static final Conditions PREVIEW = new Conditions(true, false, Optional.empty());
  }

  /** Say whether apps of a top-level group must use its role; no deployment follows. */
  record EnforceRole(PathId group, boolean enforced) implements Command {}

  /** Undo a deployment, or just stop it where it is. */
  record CancelDeployment(DeploymentId id, boolean rollback) implements Command {}

  /** Launch again at once although tasks failed. */
  record ResetDelay(PathId app) implements Command {}

  /** Post events to an address, on behalf of a client. */
  record Subscribe(String url, String clientIp) implements Command {}

  record Unsubscribe(String url, String clientIp) implements Command {}

  /** Store a secret. */
  record PutSecret(String path, SealedSecret secret, Expecting expecting) implements Command {
    /** What must be at the path already. */
    public enum Expecting {
      NOTHING,
      SOMETHING
    }
  }

  record RemoveSecret(String path) implements Command {}

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

  /** An agent was removed; its tasks are told of one by one. */
  record AgentLost(AgentId agent) implements FromMaster {}

  /** What was to be reserved for an instance was not, or no volume was made of it. */
  record NotReserved(InstanceId instance, String why) implements FromMaster {}

  /**
   * A master told what became of an operation, and tells it again until it hears that we know
   * (mesos-v1.md §3.13). What follows from it comes before, as an event of its own.
   */
  record OperationTold(String operation, AgentId agent, UUID uuid) implements FromMaster {}

  record Updated(TaskUpdate update) implements FromMaster {}

  /** The master does not want us any more; nothing helps. */
  record Refused(String message) implements FromMaster {}

  /**
   * We looked at a task.
   *
   * @param check the index of the health check in the definition of the task
   */
  record Probed(TaskName task, int check, ProbeResult result) implements MarathonEvent {}

  /** What a look at a task found. */
  sealed interface ProbeResult {
    record Healthy() implements ProbeResult {}

    /**
     * @param cause for people
     */
    record Unhealthy(String cause) implements ProbeResult {}
  }

  /** A task was asked whether it is ready. */
  record ReadinessAnswered(TaskName task, boolean ready, ReadinessAnswer answer)
      implements MarathonEvent {}

  /** A deadline may have passed. */
  record TimePassed() implements MarathonEvent {}
}

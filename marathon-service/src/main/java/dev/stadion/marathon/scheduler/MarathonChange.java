package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.group.Group;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Leftover;
import dev.stadion.marathon.instance.TaskFailure;
import dev.stadion.marathon.secret.SealedSecret;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Instant;
import java.util.List;

/**
 * What must be remembered. Instances are remembered from their first launch on: those that never
 * had a task follow from what the user wants.
 */
public sealed interface MarathonChange {

  /** This is the app from now on, and one of its versions for ever. */
  record SaveApp(App app) implements MarathonChange {}

  /**
   * The app is not wanted any more. Its last failure goes with it; its definitions are kept only
   * for as long as there are versions of the tree that have them.
   */
  record RemoveApp(PathId id, Instant at) implements MarathonChange {}

  /**
   * This is the group from now on.
   *
   * @param redefined whether it says something new of itself, that is, more than its version is
   */
  record SaveGroup(Group group, boolean redefined) implements MarathonChange {}

  record RemoveGroup(PathId id, Instant at) implements MarathonChange {}

  /** The tree of groups and apps had this version. */
  record SaveTreeVersion(Instant version) implements MarathonChange {}

  /**
   * @param extent how much of it is new; what {@link Instance#onlyGoesOnFrom} is progress
   */
  record SaveInstance(Instance instance, Extent extent) implements MarathonChange {}

  record RemoveInstance(InstanceId id) implements MarathonChange {}

  /** A reservation is to be given back when it is offered. */
  record SaveLeftover(Leftover leftover) implements MarathonChange {}

  /** It was given back, or there was none. */
  record RemoveLeftover(InstanceId id) implements MarathonChange {}

  record SaveSecret(String path, SealedSecret secret) implements MarathonChange {}

  record RemoveSecret(String path) implements MarathonChange {}

  record SaveDeployment(DeploymentPlan plan) implements MarathonChange {}

  record RemoveDeployment(DeploymentId id) implements MarathonChange {}

  /** This deployment missed its deadline. The newest few are remembered. */
  record SaveUndoneDeployment(UndoneDeployments.Undone deployment) implements MarathonChange {}

  /** A task has ended. The newest ones are remembered. */
  record SaveEndedTask(EndedTask task) implements MarathonChange {}

  record SaveTaskFailure(TaskFailure failure) implements MarathonChange {}

  /** Events are posted to this address. */
  record SaveSubscriber(String url) implements MarathonChange {}

  record RemoveSubscriber(String url) implements MarathonChange {}

  /**
   * This was announced, in this order.
   *
   * @param firstId the id of the first; each of the others has the next one (promises.md P13)
   */
  record SaveEvents(long firstId, List<Announcement> events) implements MarathonChange {
    public SaveEvents {
      events = List.copyOf(events);
    }

    public long lastId() {
      return firstId + events.size() - 1;
    }
  }

  record SaveFramework(FrameworkId id) implements MarathonChange {}
}

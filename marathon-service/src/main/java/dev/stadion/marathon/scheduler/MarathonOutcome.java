package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.deployment.DeploymentId;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.instance.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the one who asked is told. */
public sealed interface MarathonOutcome {

  /** There is nothing to tell. */
  record Done() implements MarathonOutcome {}

  /**
   * A deployment was accepted.
   *
   * @param app as it is wanted now; absent when it was deleted
   * @param created whether it did not exist before
   */
  record Deployed(DeploymentId id, Instant version, Optional<App> app, boolean created)
      implements MarathonOutcome {}

  /** These were asked to end. */
  record Killed(List<Instance> instances) implements MarathonOutcome {
    public Killed {
      instances = List.copyOf(instances);
    }
  }

  record NoSuchApp(PathId id) implements MarathonOutcome {}

  record NoSuchGroup(PathId id) implements MarathonOutcome {}

  record NoSuchDeployment(DeploymentId id) implements MarathonOutcome {}

  /**
   * @param pod whether a pod has the id
   */
  record AlreadyExists(PathId id, boolean pod) implements MarathonOutcome {}

  record GroupAlreadyExists(PathId id) implements MarathonOutcome {}

  /** A group cannot be made where an app is. */
  record PathTaken(PathId id) implements MarathonOutcome {}

  /**
   * What would be done.
   *
   * @param forecasts what would become of each app that is touched
   * @param lockedBy the deployments that are in the way
   */
  record Planned(DeploymentPlan plan, List<Forecast> forecasts, List<DeploymentId> lockedBy)
      implements MarathonOutcome {
    public Planned {
      forecasts = List.copyOf(forecasts);
      lockedBy = List.copyOf(lockedBy);
    }
  }

  /** Deployments are at work on what would change. */
  record Locked(List<DeploymentId> deployments) implements MarathonOutcome {
    public Locked {
      deployments = List.copyOf(deployments);
    }
  }

  record TooManyDeployments(int max) implements MarathonOutcome {}

  record Invalid(List<Problem> problems) implements MarathonOutcome {
    public Invalid {
      problems = List.copyOf(problems);
    }
  }

  /** The command was derived from a version that is no longer current: derive it again. */
  record Superseded() implements MarathonOutcome {}

  record SecretExists(String path) implements MarathonOutcome {}

  record NoSuchSecret(String path) implements MarathonOutcome {}

  record NoFreePorts(int min, int max) implements MarathonOutcome {}
}

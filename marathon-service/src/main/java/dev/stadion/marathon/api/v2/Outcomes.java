package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stadion.marathon.api.Decisions;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonEvent.KillInstances;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.wire.WaitingWriter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.function.Function;

/** Has commands carried out and turns refusals into answers (marathon.md §1.1). */
final class Outcomes {
  private static final String DEPLOYMENT = "Marathon-Deployment-Id";

  private final SchedulerAccess scheduler;

  Outcomes(SchedulerAccess scheduler) {
    this.scheduler = scheduler;
  }

  /** Waits for the commit; each request has a thread of its own. Refusals are thrown. */
  MarathonOutcome of(Command command) {
    MarathonOutcome outcome = Decisions.of(scheduler, command);
    switch (outcome) {
      case MarathonOutcome.NoSuchApp(var id) -> throw Refusals.noSuchApp(id);
      case MarathonOutcome.NoSuchGroup(var id) -> throw Refusals.noSuchGroup(id);
      case MarathonOutcome.GroupAlreadyExists(var id) ->
          throw Refusals.because(
              409, "Group " + id + " is already created. Use PUT to change this group.");
      case MarathonOutcome.PathTaken(var id) ->
          throw Refusals.because(409, "An app with the path " + id + " already exists.");
      case MarathonOutcome.NoSuchDeployment(var id) ->
          throw Refusals.because(404, "DeploymentPlan " + id + " does not exist");
      case MarathonOutcome.AlreadyExists(var id, boolean pod) ->
          throw Refusals.because(
              409, (pod ? "A pod" : "An app") + " with id [" + id + "] already exists.");
      case MarathonOutcome.Locked(var deployments) -> throw Refusals.locked(deployments);
      case MarathonOutcome.TooManyDeployments(int max) ->
          throw Refusals.because(
              403,
              "Max number ("
                  + max
                  + ") of running deployments is achieved. Wait for existing deployments to"
                  + " complete or cancel one using force=true parameter. You can increase max"
                  + " deployment number by using --max_running_deployments parameter but be"
                  + " advised that this can have negative effects on the performance.");
      case MarathonOutcome.Invalid(var problems) -> throw Refusals.invalid(problems);
      case MarathonOutcome.NoFreePorts(int min, int max) ->
          throw Refusals.because(
              409, "All ports in the range [" + min + "-" + max + ") are already in use");
      case MarathonOutcome.Done _,
          MarathonOutcome.SecretExists _,
          MarathonOutcome.NoSuchSecret _,
          Deployed _,
          MarathonOutcome.Killed _,
          MarathonOutcome.Planned _,
          MarathonOutcome.Superseded _ -> {}
    }
    return outcome;
  }

  List<Instance> killed(KillInstances command) {
    if (of(command) instanceof MarathonOutcome.Killed killed) {
      return killed.instances();
    }
    throw new IllegalStateException(command + " is not answered by a kill");
  }

  Deployed deployed(Command command) {
    return deployed(of(command));
  }

  private static Deployed deployed(MarathonOutcome outcome) {
    if (outcome instanceof Deployed deployed) {
      return deployed;
    }
    throw new IllegalStateException("a deployment was expected, not " + outcome);
  }

  /** Has a command carried out under the conditions that were sent, and says what it began. */
  Response changed(Command command, UriInfo uri) {
    return changed(command, uri, deployed -> result(200, deployed));
  }

  /**
   * As {@link #changed(Command, UriInfo)}.
   *
   * @param answer to what was begun; a dry run is answered with what would be
   */
  Response changed(
      Command command, UriInfo uri, Function<Deployed, Response.ResponseBuilder> answer) {
    return changed(of(new Parameters(uri).conditional(command)), answer);
  }

  static Response changed(MarathonOutcome outcome) {
    return changed(outcome, deployed -> result(200, deployed));
  }

  static Response changed(
      MarathonOutcome outcome, Function<Deployed, Response.ResponseBuilder> answer) {
    return outcome instanceof MarathonOutcome.Planned planned
        ? Response.ok(WaitingWriter.planned(planned)).build()
        : answer.apply(deployed(outcome)).build();
  }

  /** The body that says what was begun. */
  static Response.ResponseBuilder result(int status, Deployed deployed) {
    return answer(status, deployed)
        .entity(
            JsonNodeFactory.instance
                .objectNode()
                .put("version", Timestamps.write(deployed.version()))
                .put("deploymentId", deployed.id().toString()));
  }

  /** Whatever else it says, an answer names the deployment that was begun. */
  static Response.ResponseBuilder answer(int status, Deployed deployed) {
    return Response.status(status).header(DEPLOYMENT, deployed.id());
  }
}

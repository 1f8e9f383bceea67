package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.deployment.Purpose;
import dev.stadion.marathon.scheduler.Forecast;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.scheduler.UndoneDeployments.Undone;
import dev.stadion.marathon.scheduler.Waiting;
import java.time.Instant;
import java.util.List;

/** Answers the question why something is not as it should be. */
public final class WaitingWriter {
  private WaitingWriter() {}

  /** Of one app, with the single most telling reason first. */
  public static ObjectNode app(MarathonState state, Service service, Instant now) {
    App app = service.app().orElseThrow();
    List<Waiting.Reason> reasons = Waiting.of(state, service, now);
    int target = state.fleet().target(service);
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", service.id().value())
            .put("instances", target)
            .put("good", service.tally().good())
            .put("waiting", service.waiting().size());
    service.lockedBy().ifPresent(id -> json.put("deployment", id.toString()));
    state
        .undone()
        .of(service.id())
        .filter(undone -> !isOver(undone, state, app))
        .ifPresent(undone -> json.set("undone", undone(undone)));
    json.put("summary", summary(target, service, reasons));
    ArrayNode array = json.putArray("reasons");
    reasons.forEach(reason -> array.add(reason(reason)));
    return json;
  }

  private static String summary(int target, Service service, List<Waiting.Reason> reasons) {
    String counts = service.tally().good() + " of " + target + " do their work";
    return reasons.isEmpty() ? counts : counts + "; " + reasons.getFirst().message();
  }

  /** A deployment with what each unfinished action waits for. */
  public static ObjectNode deployment(Deployment deployment, MarathonState state, Instant now) {
    ObjectNode json = StateWriter.deployment(deployment, state);
    Purpose purpose = deployment.plan().purpose();
    purpose.deadline().ifPresent(at -> json.put("deadline", Timestamps.write(at)));
    purpose
        .undoes()
        .ifPresent(undone ->
            json.putObject("undoes")
                .put("deployment", undone.deployment().toString())
                .put("reason", undone.reason()));
    ArrayNode array = json.putArray("waitingFor");
    for (PathId id : deployment.unfinished().keySet()) {
      state
          .service(id)
          .ifPresent(service ->
              Waiting.of(state, service, now)
                  .forEach(reason -> array.add(reason(reason).put("app", id.value()))));
    }
    return json;
  }

  /** Whoever changed the app since knows better. */
  private static boolean isOver(Undone undone, MarathonState state, App app) {
    boolean undoing = undone.by().filter(state.deployments()::containsKey).isPresent();
    return !undoing && app.version().isAfter(undone.at());
  }

  /** A deployment that missed its deadline: it is no more, but there is an answer. */
  public static ObjectNode undone(Undone undone) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", undone.id().toString())
            .put("state", "undone")
            .put("at", Timestamps.write(undone.at()))
            .put("reason", undone.reason());
    undone.by().ifPresent(by -> json.put("undoneBy", by.toString()));
    ArrayNode apps = json.putArray("affectedApps");
    undone.apps().forEach(app -> apps.add(app.value()));
    return json;
  }

  /** What a change would do, and where what it starts would fit. */
  public static ObjectNode planned(MarathonOutcome.Planned planned) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    EventWriter.steps(json.putArray("steps"), planned.plan());
    ArrayNode apps = json.putArray("apps");
    for (Forecast forecast : planned.forecasts()) {
      ObjectNode app =
          apps.addObject()
              .put("id", forecast.app().value())
              .put("start", forecast.start())
              .put("stop", forecast.stop())
              .put("fits", forecast.fits());
      ObjectNode hosts = app.putObject("hosts");
      forecast.where().forEach(hosts::put);
      ObjectNode refusals = app.putObject("refusals");
      forecast.refusals().forEach((reason, count) -> refusals.put(reason.wireName(), count));
    }
    ArrayNode locks = json.putArray("lockedBy");
    planned.lockedBy().forEach(id -> locks.add(id.toString()));
    return json;
  }

  private static ObjectNode reason(Waiting.Reason reason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("reason", reason.code())
        .put("message", reason.message())
        .put("count", reason.count());
  }
}

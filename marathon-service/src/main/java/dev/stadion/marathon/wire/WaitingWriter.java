package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
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
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", service.id().value())
            .put("instances", app.definition().instances())
            .put("good", service.tally().good())
            .put("waiting", service.waiting().size());
    service.lockedBy().ifPresent(id -> json.put("deployment", id.toString()));
    json.put("summary", summary(app, service, reasons));
    ArrayNode array = json.putArray("reasons");
    reasons.forEach(reason -> array.add(reason(reason)));
    return json;
  }

  private static String summary(App app, Service service, List<Waiting.Reason> reasons) {
    String counts =
        service.tally().good() + " of " + app.definition().instances() + " do their work";
    return reasons.isEmpty() ? counts : counts + "; " + reasons.getFirst().message();
  }

  /** A deployment with what each unfinished action waits for. */
  public static ObjectNode deployment(Deployment deployment, MarathonState state, Instant now) {
    ObjectNode json = StateWriter.deployment(deployment, state);
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

  private static ObjectNode reason(Waiting.Reason reason) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("reason", reason.code())
        .put("message", reason.message())
        .put("count", reason.count());
  }
}

package dev.stadion.marathon.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.instance.CheckHealth;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.scheduling.task.CheckResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

/** Turns what checks found into text and back; nothing of tasks that nobody checks. */
public final class HealthCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  private HealthCodec() {}

  /** Empty for {@link Health#UNCHECKED}. */
  public static Optional<String> write(Health health) {
    if (health.equals(Health.UNCHECKED)) {
      return Optional.empty();
    }
    ObjectNode json = JSON.createObjectNode();
    var checks = json.putArray("checks");
    for (CheckHealth check : health.checks()) {
      ObjectNode node = checks.addObject();
      check.firstSuccess().ifPresent(at -> node.put("firstSuccess", Timestamps.write(at)));
      check.lastSuccess().ifPresent(at -> node.put("lastSuccess", Timestamps.write(at)));
      check.lastFailure().ifPresent(at -> node.put("lastFailure", Timestamps.write(at)));
      // What a task says may hold what a database refuses.
      check.lastFailureCause().ifPresent(why -> node.put("cause", why.replace("\0", "")));
      node.put("failures", check.consecutiveFailures());
    }
    health.ready().ifPresent(ready -> json.put("ready", ready));
    health
        .answer()
        .ifPresent(answer ->
            json.putObject("answer")
                .put("status", answer.status())
                .put("contentType", answer.contentType().replace("\0", ""))
                .put("body", answer.body().replace("\0", "")));
    health.result().ifPresent(result -> json.set("result", write(result)));
    return Optional.of(json.toString());
  }

  /** As in the API (marathon.md §6.2). */
  static ObjectNode write(CheckResult result) {
    ObjectNode json = JSON.createObjectNode();
    switch (result) {
      case CheckResult.Command(int exitCode) -> json.putObject("command").put("exitCode", exitCode);
      case CheckResult.Http(int status) -> json.putObject("http").put("statusCode", status);
      case CheckResult.Tcp(boolean succeeded) -> json.putObject("tcp").put("succeeded", succeeded);
    }
    return json;
  }

  /**
   * @throws IllegalStateException when {@code text} was not written by {@link #write(Health)}
   */
  public static Health read(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored health cannot be read", e);
    }
    var checks = new ArrayList<CheckHealth>();
    for (JsonNode check : json.path("checks")) {
      checks.add(
          new CheckHealth(
              instant(check, "firstSuccess"),
              instant(check, "lastSuccess"),
              instant(check, "lastFailure"),
              Optional.ofNullable(check.get("cause")).map(JsonNode::asText),
              check.path("failures").asInt()));
    }
    JsonNode answer = json.path("answer");
    return new Health(
        checks,
        Optional.ofNullable(json.get("ready")).map(JsonNode::asBoolean),
        answer.isMissingNode()
            ? Optional.empty()
            : Optional.of(
                new ReadinessAnswer(
                    answer.path("status").asInt(),
                    answer.path("contentType").asText(),
                    answer.path("body").asText())),
        result(json.path("result")));
  }

  private static Optional<Instant> instant(JsonNode node, String key) {
    return Optional.ofNullable(node.get(key)).flatMap(text -> Timestamps.parse(text.asText()));
  }

  private static Optional<CheckResult> result(JsonNode json) {
    if (json.has("command")) {
      return Optional.of(new CheckResult.Command(json.at("/command/exitCode").asInt()));
    }
    if (json.has("http")) {
      return Optional.of(new CheckResult.Http(json.at("/http/statusCode").asInt()));
    }
    return json.has("tcp")
        ? Optional.of(new CheckResult.Tcp(json.at("/tcp/succeeded").asBoolean()))
        : Optional.empty();
  }
}

package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The operator API (mesos-v1.md §13). */
final class OperatorRules {
  static final List<Rule> ALL =
      Stream.of(
              answered("GET_HEALTH", "get_health.healthy"),
              answered("GET_VERSION", "get_version.version_info.version"),
              answered("GET_FLAGS", "get_flags"),
              answered("GET_METRICS", "get_metrics.metrics.0.name"),
              answered("GET_MASTER", "get_master.master_info.id"),
              answered("GET_AGENTS", "get_agents"),
              answered("GET_FRAMEWORKS", "get_frameworks"),
              answered("GET_EXECUTORS", "get_executors"),
              answered("GET_TASKS", "get_tasks"),
              answered("GET_STATE", "get_state.get_frameworks"),
              answered("GET_ROLES", "get_roles"),
              answered("GET_WEIGHTS", "get_weights"),
              answered("GET_QUOTA", "get_quota"),
              answered("GET_OPERATIONS", "get_operations"),
              answered("GET_MAINTENANCE_SCHEDULE", "get_maintenance_schedule"),
              answered("GET_MAINTENANCE_STATUS", "get_maintenance_status"),
              new Rule("13", "a call without type is 400", m -> expect(400, m.operator("{}"))),
              new Rule("13", "GET is 405", master -> expect(405, master.get("/api/v1"))),
              new Rule("13", "another Content-Type is 415", OperatorRules::otherContentType),
              new Rule("13", "an unacceptable Accept is 406", OperatorRules::notAcceptable),
              new Rule("13", "answers come in protobuf, too", OperatorRules::protobuf),
              new Rule("13", "GET_FRAMEWORKS has who is subscribed", OperatorRules::frameworks),
              new Rule("13", "TEARDOWN ends a framework", OperatorRules::teardown),
              new Rule("13", "UPDATE_WEIGHTS is seen by GET_WEIGHTS", OperatorRules::weights),
              new Rule(
                  "13",
                  "SUBSCRIBE begins with the whole state and a heartbeat",
                  OperatorRules::stream))
          .toList();

  private OperatorRules() {}

  private static Rule answered(String type, String member) {
    return new Rule(
        "13",
        type + " is answered by " + member,
        master -> {
          Http.Answer answer = expect(200, master.operator("{\"type\":\"" + type + "\"}"));
          Json json = answer.json();
          expect(json.at("type").text().equals(type), "type is '%s'", json.at("type").text());
          expect(json.has(member), "there is no %s", member);
        });
  }

  private static Http.Answer post(Target master, Map<String, String> headers, String call)
      throws Exception {
    return master.post("/api/v1", headers, call.getBytes(UTF_8));
  }

  private static void otherContentType(Target master) throws Exception {
    expect(415, post(master, Map.of("Content-Type", "text/plain"), "{\"type\":\"GET_HEALTH\"}"));
  }

  private static void notAcceptable(Target master) throws Exception {
    expect(
        406,
        post(
            master,
            Map.of("Content-Type", Target.JSON, "Accept", "text/html"),
            "{\"type\":\"GET_HEALTH\"}"));
  }

  private static void protobuf(Target master) throws Exception {
    Http.Answer answer =
        expect(
            200,
            post(
                master,
                Map.of("Content-Type", Target.JSON, "Accept", Target.PROTOBUF),
                "{\"type\":\"GET_HEALTH\"}"));
    expect(
        answer.header("Content-Type").filter(Target.PROTOBUF::equals).isPresent(),
        "Content-Type is %s",
        answer.header("Content-Type"));
  }

  private static boolean listed(Target master, Framework framework) throws Exception {
    return expect(200, master.operator("{\"type\":\"GET_FRAMEWORKS\"}"))
        .json()
        .at("get_frameworks.frameworks")
        .each()
        .stream()
        .anyMatch(
            each -> each.at("framework_info.id.value").text().equals(framework.id().getValue()));
  }

  private static void frameworks(Target master) throws Exception {
    expect(listed(master, master.framework()), "it is not there");
  }

  private static void teardown(Target master) throws Exception {
    Framework framework = master.framework();
    Http.Answer answer =
        master.operator(
            "{\"type\":\"TEARDOWN\",\"teardown\":{\"framework_id\":{\"value\":\"%s\"}}}"
                .formatted(framework.id().getValue()));
    expect(200, answer);
    expect(framework.awaitEnd(), "its stream stays open");
    expect(!listed(master, framework), "it is still there");
    expect(400, framework.call(Call.newBuilder().setType(Call.Type.REVIVE)));
  }

  private static void weights(Target master) throws Exception {
    weigh(master, "2.5");
    List<Json> weights =
        expect(200, master.operator("{\"type\":\"GET_WEIGHTS\"}"))
            .json()
            .at("get_weights.weight_infos")
            .each();
    weigh(master, "1.0");
    expect(
        weights.stream()
            .anyMatch(each ->
                each.at("role").text().equals(master.mark)
                    && each.at("weight").text().equals("2.5")),
        "it is not there");
  }

  private static void weigh(Target master, String weight) throws Exception {
    expect(
        200,
        master.operator(
            "{\"type\":\"UPDATE_WEIGHTS\",\"update_weights\":{\"weight_infos\":[{\"role\":\"%s\",\"weight\":%s}]}}"
                .formatted(master.mark, weight)));
  }

  private static void stream(Target master) throws Exception {
    try (Http http = master.connect()) {
      http.send(
          "POST",
          "/api/v1",
          Map.of("Content-Type", Target.JSON, "Accept", Target.JSON),
          "{\"type\":\"SUBSCRIBE\"}".getBytes(UTF_8));
      Http.Answer head = http.head();
      expect(head.status() == 200 && head.chunked(), "got %d", head.status());
      var records = new RecordReader(64 * 1024 * 1024);
      var read = new ArrayList<byte[]>();
      while (read.size() < 2) {
        byte[] chunk = http.chunk();
        expect(chunk.length > 0, "the stream ended");
        read.addAll(records.feed(chunk, 0, chunk.length));
      }
      Json first = Json.parse(read.getFirst());
      expect(first.at("type").text().equals("SUBSCRIBED"), "first is %s", first.at("type").text());
      expect(first.has("subscribed.get_state"), "there is no get_state");
      Json second = Json.parse(read.get(1));
      expect(second.at("type").text().equals("HEARTBEAT"), "then %s", second.at("type").text());
    }
  }
}

package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.List;
import java.util.Map;

/** Status codes of the scheduler's endpoint, in the order of the checks (mesos-v1.md §1.5). */
final class StatusRules {
  private static final String UNKNOWN_REVIVE =
      "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"conformance-nobody\"}}";

  static final List<Rule> ALL =
      List.of(
          new Rule("1.5", "6: GET is 405 with Allow: POST", StatusRules::onlyPost),
          new Rule("1.5", "7: no Content-Type is 400", StatusRules::noContentType),
          new Rule(
              "1.5",
              "8: a body that is no JSON is 400",
              master -> expect(400, master.call("{\"type\":"))),
          new Rule("1.5", "8: a body that is no protobuf is 400", StatusRules::noProtobuf),
          new Rule("1.5", "9: another Content-Type is 415", StatusRules::otherContentType),
          new Rule("1.5", "10: an invalid call is 400 with a plain text", StatusRules::invalid),
          new Rule("1.5", "11: an unacceptable Accept is 406", StatusRules::notAcceptable),
          new Rule(
              "1.5", "11 comes before 12: 406 also with a stream id", StatusRules::acceptFirst),
          new Rule(
              "1.5", "12: SUBSCRIBE with a stream id is 400", StatusRules::subscribeWithStream),
          new Rule(
              "1.5", "10 comes before 11: an invalid SUBSCRIBE is 400", StatusRules::validFirst),
          new Rule("1.5", "14: an unknown framework is 400", StatusRules::unknownFramework),
          new Rule(
              "1.5", "16: a framework without a subscription is 403", StatusRules::notSubscribed),
          new Rule("1.5", "18: a call without a stream id is 400", StatusRules::noStreamId),
          new Rule("1.5", "19: a foreign stream id is 400", StatusRules::foreignStreamId),
          new Rule("1.5", "20: a call of strange ids is still 202", StatusRules::strangeIds),
          new Rule(
              "1.5", "21: UPDATE_FRAMEWORK is 200 without a Content-Type", StatusRules::updated),
          new Rule("1.5", "22: the type UNKNOWN is 501", StatusRules::unknownType),
          new Rule("1.5", "/redirect is 307 to //host:port", master -> redirect(master, "")),
          new Rule("1.5", "/master/redirect is the same", master -> redirect(master, "/master")),
          new Rule(
              "1.5",
              "a path below /redirect is 404",
              master -> expect(404, master.get("/redirect/deeper"))));

  private StatusRules() {}

  private static void onlyPost(Target master) throws Exception {
    Http.Answer answer = expect(405, master.get(Target.SCHEDULER));
    expect(
        answer.header("Allow").filter(allow -> allow.contains("POST")).isPresent(),
        "Allow is %s",
        answer.header("Allow"));
  }

  private static void noContentType(Target master) throws Exception {
    expect(400, master.post(Target.SCHEDULER, Map.of(), UNKNOWN_REVIVE.getBytes(UTF_8)));
  }

  private static void noProtobuf(Target master) throws Exception {
    expect(
        400,
        master.post(
            Target.SCHEDULER,
            Map.of("Content-Type", Target.PROTOBUF),
            new byte[] {(byte) 0xff, (byte) 0xff, 1}));
  }

  private static void otherContentType(Target master) throws Exception {
    expect(
        415,
        master.post(
            Target.SCHEDULER,
            Map.of("Content-Type", "text/plain"),
            UNKNOWN_REVIVE.getBytes(UTF_8)));
  }

  private static void invalid(Target master) throws Exception {
    Http.Answer answer = expect(400, master.call("{\"type\":\"REVIVE\"}"));
    expect(!answer.text().isBlank(), "there is no text");
    expect(
        answer.header("Content-Type").orElse("").startsWith("text/plain"),
        "Content-Type is %s",
        answer.header("Content-Type"));
  }

  private static void notAcceptable(Target master) throws Exception {
    subscribeWith(master, Map.of("Accept", "text/html"), 406);
  }

  private static void acceptFirst(Target master) throws Exception {
    subscribeWith(master, Map.of("Accept", "text/html", "Mesos-Stream-Id", "any"), 406);
  }

  private static void subscribeWithStream(Target master) throws Exception {
    subscribeWith(master, Map.of("Mesos-Stream-Id", "any"), 400);
  }

  private static void subscribeWith(Target master, Map<String, String> headers, int status)
      throws Exception {
    Framework framework = master.stream(master.info(info -> {}), call -> {}, headers);
    expect(framework.head().status() == status, "got %d", framework.head().status());
  }

  private static void validFirst(Target master) throws Exception {
    expect(
        400,
        master.post(
            Target.SCHEDULER,
            Map.of("Content-Type", Target.JSON, "Accept", "text/html"),
            "{\"type\":\"SUBSCRIBE\"}".getBytes(UTF_8)));
  }

  private static void unknownFramework(Target master) throws Exception {
    Http.Answer answer = expect(400, master.call(UNKNOWN_REVIVE));
    expect(answer.text().contains("Framework cannot be found"), "it says: %s", answer.brief());
  }

  private static void notSubscribed(Target master) throws Exception {
    TransportRules.ALL.getLast().check().run(master);
  }

  private static void noStreamId(Target master) throws Exception {
    Framework framework = master.framework();
    expect(400, withStream(master, framework.id(), Map.of("Content-Type", Target.JSON)));
  }

  private static void foreignStreamId(Target master) throws Exception {
    Framework framework = master.framework();
    Framework other = master.framework();
    expect(
        400,
        withStream(
            master,
            framework.id(),
            Map.of("Content-Type", Target.JSON, "Mesos-Stream-Id", other.streamId())));
  }

  private static Http.Answer withStream(
      Target master, FrameworkID framework, Map<String, String> headers) throws Exception {
    return master.post(
        Target.SCHEDULER,
        headers,
        UNKNOWN_REVIVE.replace("conformance-nobody", framework.getValue()).getBytes(UTF_8));
  }

  private static void strangeIds(Target master) throws Exception {
    Framework framework = master.framework();
    for (String call :
        List.of(
            "{\"type\":\"ACCEPT\",\"accept\":{\"offer_ids\":[{\"value\":\"nothing-O1\"}]}",
            "{\"type\":\"DECLINE\",\"decline\":{\"offer_ids\":[{\"value\":\"nothing-O1\"}]}",
            "{\"type\":\"SHUTDOWN\",\"shutdown\":{\"executor_id\":{\"value\":\"e\"},"
                + "\"agent_id\":{\"value\":\"nothing-S1\"}}",
            "{\"type\":\"MESSAGE\",\"message\":{\"executor_id\":{\"value\":\"e\"},"
                + "\"agent_id\":{\"value\":\"nothing-S1\"},\"data\":\"aGk=\"}",
            "{\"type\":\"ACKNOWLEDGE\",\"acknowledge\":{\"agent_id\":{\"value\":\"nothing-S1\"},"
                + "\"task_id\":{\"value\":\"t\"},\"uuid\":\"AAAAAAAAAAAAAAAAAAAAAA==\"}",
            "{\"type\":\"REQUEST\",\"request\":{\"requests\":[]}")) {
      expect(202, framework.callText(call + ",\"framework_id\":{\"value\":\"%s\"}}"));
    }
  }

  private static void updated(Target master) throws Exception {
    Framework framework = master.framework();
    var update = Call.newBuilder().setType(Call.Type.UPDATE_FRAMEWORK);
    update
        .getUpdateFrameworkBuilder()
        .setFrameworkInfo(master.info(info -> info.setId(framework.id()).setWebuiUrl("http://x/")));
    Http.Answer answer = expect(200, framework.call(update));
    expect(answer.header("Content-Type").isEmpty(), "there is a Content-Type");
  }

  private static void unknownType(Target master) throws Exception {
    Framework framework = master.framework();
    expect(501, framework.callText("{\"type\":\"UNKNOWN\",\"framework_id\":{\"value\":\"%s\"}}"));
  }

  private static void redirect(Target master, String prefix) throws Exception {
    Http.Answer answer = expect(307, master.get(prefix + "/redirect"));
    String location = answer.header("Location").orElse("");
    expect(location.matches("//[^/]+:\\d+"), "Location is '%s'", location);
  }
}

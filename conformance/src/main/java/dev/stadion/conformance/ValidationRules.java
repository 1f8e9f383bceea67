package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.scheduler.Call;
import java.util.List;
import java.util.stream.Stream;

/** Calls whose form is wrong are 400 and change nothing (mesos-v1.md §3.1). */
final class ValidationRules {
  private static final String INFO = "{\"user\":\"u\",\"name\":\"n\"}";

  static final List<Rule> ALL =
      Stream.concat(
              Stream.of(
                  invalid("a call without a type", "{}"),
                  invalid("a call without framework_id", "{\"type\":\"TEARDOWN\"}"),
                  invalid("SUBSCRIBE without subscribe", "{\"type\":\"SUBSCRIBE\"}"),
                  invalid(
                      "SUBSCRIBE without framework_info.name",
                      "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\"}}}"),
                  invalid(
                      "SUBSCRIBE with an id in one place only",
                      "{\"type\":\"SUBSCRIBE\",\"framework_id\":{\"value\":\"x\"},"
                          + "\"subscribe\":{\"framework_info\":"
                          + INFO
                          + "}}")),
              Stream.of(
                  lacking("ACCEPT", "accept", ""),
                  lacking("DECLINE", "decline", ""),
                  lacking("KILL", "kill", ""),
                  lacking("KILL", "kill.task_id", "\"kill\":{}"),
                  lacking(
                      "SHUTDOWN",
                      "shutdown.agent_id",
                      "\"shutdown\":{\"executor_id\":{\"value\":\"e\"}}"),
                  lacking(
                      "ACKNOWLEDGE",
                      "acknowledge.uuid",
                      "\"acknowledge\":{\"agent_id\":{\"value\":\"a\"},"
                          + "\"task_id\":{\"value\":\"t\"}}"),
                  lacking(
                      "ACKNOWLEDGE",
                      "a uuid of 16 bytes",
                      "\"acknowledge\":{\"agent_id\":{\"value\":\"a\"},"
                          + "\"task_id\":{\"value\":\"t\"},\"uuid\":\"AAAA\"}"),
                  lacking("RECONCILE", "reconcile", ""),
                  lacking("RECONCILE", "reconcile.tasks.task_id", "\"reconcile\":{\"tasks\":[{}]}"),
                  lacking(
                      "MESSAGE",
                      "message.data",
                      "\"message\":{\"agent_id\":{\"value\":\"a\"},"
                          + "\"executor_id\":{\"value\":\"e\"}}"),
                  lacking("REQUEST", "request", ""),
                  lacking("UPDATE_FRAMEWORK", "update_framework", ""),
                  new Rule(
                      "3.11", "UPDATE_FRAMEWORK cannot change the user", ValidationRules::user),
                  new Rule(
                      "3.11",
                      "UPDATE_FRAMEWORK cannot change checkpoint",
                      ValidationRules::checkpoint)))
          .toList();

  private ValidationRules() {}

  private static Rule invalid(String says, String call) {
    return new Rule("3.1", says + " is 400", master -> expect(400, master.call(call)));
  }

  private static Rule lacking(String type, String what, String member) {
    return new Rule(
        "3.1",
        type + " without " + what + " is 400",
        master -> {
          Framework framework = master.framework();
          expect(
              400,
              framework.callText(
                  "{\"type\":\"%t\",\"framework_id\":{\"value\":\"%s\"}%m}"
                      .replace("%t", type)
                      .replace("%m", member.isEmpty() ? "" : "," + member)));
          expect(202, framework.call(Call.newBuilder().setType(Call.Type.REVIVE)));
        });
  }

  private static void user(Target master) throws Exception {
    Framework framework = master.framework();
    var update = Call.newBuilder().setType(Call.Type.UPDATE_FRAMEWORK);
    update
        .getUpdateFrameworkBuilder()
        .setFrameworkInfo(master.info(info -> info.setId(framework.id()).setUser("somebody-else")));
    expect(400, framework.call(update));
  }

  private static void checkpoint(Target master) throws Exception {
    Framework framework = master.framework();
    var update = Call.newBuilder().setType(Call.Type.UPDATE_FRAMEWORK);
    update
        .getUpdateFrameworkBuilder()
        .setFrameworkInfo(master.info(info -> info.setId(framework.id()).setCheckpoint(true)));
    expect(400, framework.call(update));
  }
}

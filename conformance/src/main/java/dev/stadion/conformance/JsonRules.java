package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.Offer;
import java.util.List;

/** The dialect of JSON (mesos-v1.md §2). */
final class JsonRules {
  private static final String REVIVE = "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"%s\"}";

  static final List<Rule> ALL =
      List.of(
          new Rule("2", "names are snake_case and ids are objects", JsonRules::names),
          new Rule("2", "whole doubles are written with .0", JsonRules::doubles),
          new Rule("2", "integers are numbers and not strings", JsonRules::integers),
          new Rule("2", "enums are written by name", JsonRules::enums),
          new Rule("2", "resources' doubles are written with a point", JsonRules::resources),
          new Rule("2", "repeated fields are omitted when empty", JsonRules::emptyLists),
          new Rule("2", "declared defaults are written, deprecated ones not", JsonRules::defaults),
          new Rule(
              "2",
              "unknown fields are ignored",
              master -> accepted(master, REVIVE + ",\"novelty\":{\"a\":[1,{}]}}")),
          new Rule(
              "2",
              "null is the same as absent",
              master -> accepted(master, REVIVE + ",\"revive\":null}")),
          new Rule(
              "2",
              "one value is accepted where an array is expected",
              master -> accepted(master, REVIVE + ",\"revive\":{\"roles\":\"*\"}}")),
          new Rule(
              "2",
              "a number in a string is a number",
              master ->
                  accepted(
                      master,
                      "{\"type\":\"KILL\",\"framework_id\":{\"value\":\"%s\"},\"kill\":{\"task_id\":"
                          + "{\"value\":\"no-such-task\"},\"kill_policy\":{\"grace_period\":"
                          + "{\"nanoseconds\":\"5000000000\"}}}}")),
          new Rule(
              "2",
              "true in a string is true",
              master -> subscribes(master, "\"checkpoint\":\"true\"")),
          new Rule(
              "2",
              "an unknown name of an optional enum is as absent",
              master -> subscribes(master, "\"capabilities\":[{\"type\":\"TELEPATHY\"}]")),
          new Rule("2", "lowerCamelCase is not accepted", JsonRules::camelCase),
          new Rule("2", "an id that is a plain string is 400", JsonRules::plainId),
          new Rule("2", "bytes that are no Base64 are 400", JsonRules::badBase64));

  private JsonRules() {}

  private static void names(Target master) throws Exception {
    Json event = subscribed(master);
    expect(event.at("subscribed.framework_id.value").isText(), "no subscribed.framework_id.value");
  }

  private static void doubles(Target master) throws Exception {
    String interval = subscribed(master).at("subscribed.heartbeat_interval_seconds").text();
    expect(interval.matches("\\d+\\.\\d+"), "heartbeat_interval_seconds is %s", interval);
  }

  private static void integers(Target master) throws Exception {
    Json info = subscribed(master).at("subscribed.master_info");
    expect(info.at("port").isNumber() && info.at("ip").isNumber(), "port or ip is no number");
    expect(info.at("port").text().matches("\\d+"), "port is %s", info.at("port").text());
  }

  private static void enums(Target master) throws Exception {
    expect(subscribed(master).at("type").text().equals("SUBSCRIBED"), "type is no name");
  }

  private static void resources(Target master) throws Exception {
    for (Json resource : offer(master).at("resources").each()) {
      if (resource.has("scalar")) {
        String value = resource.at("scalar.value").text();
        expect(value.matches("\\d+\\.\\d+"), "%s is %s", resource.at("name").text(), value);
      }
    }
  }

  private static void emptyLists(Target master) throws Exception {
    Json offer = offer(master);
    for (String list : List.of("executor_ids", "attributes")) {
      expect(
          !offer.has(list) || !offer.at(list).each().isEmpty(), "%s is written though empty", list);
    }
  }

  private static void defaults(Target master) throws Exception {
    Framework framework = master.framework();
    Http.Answer answer = expect(200, master.operator("{\"type\":\"GET_FRAMEWORKS\"}"));
    for (Json each : answer.json().at("get_frameworks.frameworks").each()) {
      Json info = each.at("framework_info");
      if (info.at("id.value").text().equals(framework.id().getValue())) {
        expect(Boolean.FALSE.equals(info.at("checkpoint").value()), "checkpoint is not written");
        expect(
            info.at("failover_timeout").text().equals("0.0"),
            "failover_timeout is '%s'",
            info.at("failover_timeout").text());
        return;
      }
    }
    throw new Rule.Broken("GET_FRAMEWORKS does not have the framework");
  }

  private static void accepted(Target master, String call) throws Exception {
    expect(202, master.framework().callText(call));
  }

  private static void subscribes(Target master, String field) throws Exception {
    try (Http http = master.connect()) {
      http.send(
          "POST",
          Target.SCHEDULER,
          java.util.Map.of("Content-Type", Target.JSON, "Accept", Target.JSON),
          ("{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":{\"user\":\"u\",\"name\":\""
                  + master.mark
                  + "\","
                  + field
                  + "}}}")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      int status = http.head().status();
      expect(status == 200, "got %d", status);
    }
  }

  private static void camelCase(Target master) throws Exception {
    expect(
        400,
        master.call(
            "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"frameworkInfo\":"
                + "{\"user\":\"u\",\"name\":\"n\"}}}"));
  }

  private static void plainId(Target master) throws Exception {
    expect(400, master.call("{\"type\":\"REVIVE\",\"framework_id\":\"x\"}"));
  }

  private static void badBase64(Target master) throws Exception {
    expect(
        400,
        master
            .framework()
            .callText(
                "{\"type\":\"MESSAGE\",\"framework_id\":{\"value\":\"%s\"},\"message\":{\"agent_id\":"
                    + "{\"value\":\"a\"},\"executor_id\":{\"value\":\"e\"},\"data\":\"!\"}}"));
  }

  private static Json subscribed(Target master) throws Exception {
    return Json.parse(
        master.stream(master.info(info -> {})).awaitSubscribed().record().toByteArray());
  }

  /** An offer as it was written. */
  private static Json offer(Target master) throws Exception {
    Framework framework = master.framework();
    var heard =
        framework.find(
            event -> event.getOffers().getOffersList().stream().anyMatch(Tasks::hasRoom),
            master.agentWait());
    if (heard.isEmpty()) {
      throw new Rule.Skipped("no agent has offered anything");
    }
    List<Offer> offers = heard.get().event().getOffers().getOffersList();
    int index = offers.indexOf(offers.stream().filter(Tasks::hasRoom).findFirst().orElseThrow());
    return Json.parse(heard.get().record().toByteArray()).at("offers.offers." + index);
  }
}

package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import java.util.List;
import java.util.Map;

/** What tools read (mesos-v1.md §12). */
final class ReadRules {
  static final List<Rule> ALL =
      List.of(
          new Rule("12", "/health is 200", master -> expect(200, master.get("/health"))),
          new Rule("12", "/version has a version of three numbers", ReadRules::version),
          new Rule("12", "/master/state, /state.json are /state", ReadRules::aliases),
          new Rule("12.1", "/state has what tools read", ReadRules::state),
          new Rule("12.1", "/state shows a framework that is subscribed", ReadRules::frameworks),
          new Rule("12", "resources are maps with four names always", ReadRules::resources),
          new Rule("12", "/slaves lists agents", master -> list(master, "/slaves", "slaves")),
          new Rule(
              "12",
              "/frameworks lists frameworks",
              master -> list(master, "/frameworks", "frameworks")),
          new Rule("12", "/tasks lists tasks", master -> list(master, "/tasks", "tasks")),
          new Rule("12", "/roles lists roles", master -> list(master, "/roles", "roles")),
          new Rule(
              "12",
              "/state-summary has agents and frameworks",
              master -> {
                list(master, "/state-summary", "slaves");
                list(master, "/state-summary", "frameworks");
              }),
          new Rule("12", "/flags has flags", ReadRules::flags),
          new Rule("12", "/metrics/snapshot is a flat map of numbers", ReadRules::metrics),
          new Rule("12", "?jsonp= wraps the answer", ReadRules::jsonp),
          new Rule("12", "an unknown path is 404", master -> expect(404, master.get("/nonsense"))));

  private ReadRules() {}

  private static Json json(Target master, String path) throws Exception {
    Http.Answer answer = expect(200, master.get(path));
    expect(
        answer.header("Content-Type").orElse("").startsWith("application/json"),
        "Content-Type is %s",
        answer.header("Content-Type"));
    return answer.json();
  }

  private static void version(Target master) throws Exception {
    String version = json(master, "/version").at("version").text();
    expect(version.matches("\\d+\\.\\d+\\.\\d+.*"), "version is '%s'", version);
  }

  private static void aliases(Target master) throws Exception {
    String id = json(master, "/state").at("id").text();
    for (String path : List.of("/master/state", "/state.json", "/master/state.json")) {
      expect(json(master, path).at("id").text().equals(id), "%s differs", path);
    }
  }

  private static void state(Target master) throws Exception {
    Json state = json(master, "/state");
    for (String text : List.of("version", "id", "pid", "hostname", "leader")) {
      expect(state.at(text).isText(), "%s is no text", text);
    }
    for (String number :
        List.of("start_time", "activated_slaves", "deactivated_slaves", "unreachable_slaves")) {
      expect(state.at(number).isNumber(), "%s is no number", number);
    }
    for (String list : List.of("slaves", "frameworks", "completed_frameworks")) {
      expect(state.at(list).isList(), "%s is no list", list);
    }
    expect(
        state.at("leader").text().matches("master@.+:\\d+"),
        "leader is %s",
        state.at("leader").text());
  }

  private static void frameworks(Target master) throws Exception {
    Framework framework = master.framework();
    Json found = null;
    for (Json each : json(master, "/state").at("frameworks").each()) {
      found = each.at("id").text().equals(framework.id().getValue()) ? each : found;
    }
    if (found == null) {
      throw new Rule.Broken("it is not there");
    }
    expect(found.at("name").text().equals(master.mark), "its name is %s", found.at("name").text());
    expect(Boolean.TRUE.equals(found.at("active").value()), "it is not active");
  }

  private static void resources(Target master) throws Exception {
    List<Json> agents = json(master, "/state").at("slaves").each();
    if (agents.isEmpty()) {
      throw new Rule.Skipped("no agent is registered");
    }
    for (String kind : List.of("resources", "used_resources")) {
      for (String name : List.of("cpus", "mem", "disk", "gpus")) {
        expect(agents.getFirst().at(kind).at(name).isNumber(), "%s has no %s", kind, name);
      }
    }
  }

  private static void list(Target master, String path, String member) throws Exception {
    expect(json(master, path).at(member).isList(), "%s is no list", member);
  }

  private static void flags(Target master) throws Exception {
    expect(json(master, "/flags").at("flags").isObject(), "flags is no object");
  }

  private static void metrics(Target master) throws Exception {
    Json metrics = json(master, "/metrics/snapshot");
    if (!(metrics.value() instanceof Map<?, ?> map)) {
      throw new Rule.Broken("it is no object");
    }
    expect(map.values().stream().allMatch(Json.Written.class::isInstance), "a value is no number");
    expect(map.get("master/elected") instanceof Json.Written, "master/elected is missing");
  }

  private static void jsonp(Target master) throws Exception {
    Http.Answer answer = expect(200, master.get("/version?jsonp=cb"));
    expect(
        answer.text().startsWith("cb(") && answer.text().strip().endsWith(");"),
        "it is %s",
        answer.brief());
    expect(
        answer.header("Content-Type").orElse("").startsWith("text/javascript"),
        "Content-Type is %s",
        answer.header("Content-Type"));
  }
}

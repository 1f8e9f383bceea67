package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.AppDefinition.UnreachableStrategy;
import dev.stadion.marathon.app.Check;
import dev.stadion.marathon.app.Check.Probe;
import dev.stadion.marathon.app.HealthCheck;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.PortDefinition;
import dev.stadion.marathon.app.ReadinessCheck;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.app.VersionInfo;
import dev.stadion.scheduling.constraint.Constraint;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * Writes app definitions as their owners know them (marathon.md §5): key sets are closed, because
 * some clients raise on keys they do not know (§25.2).
 */
public final class AppWriter {
  private AppWriter() {}

  /** The definition with its version, and with the history of its version. */
  public static ObjectNode write(App app) {
    ObjectNode json = withoutHistory(app);
    VersionInfo info = app.versionInfo();
    json.putObject("versionInfo")
        .put("lastScalingAt", Timestamps.write(info.lastScalingAt()))
        .put("lastConfigChangeAt", Timestamps.write(info.lastConfigChangeAt()));
    return json;
  }

  /** The definition with its version alone. */
  public static ObjectNode withoutHistory(App app) {
    ObjectNode json = write(app.application());
    json.put("version", Timestamps.write(app.version()));
    return json;
  }

  /** What {@link AppReader} reads again as an equal definition. */
  public static ObjectNode write(AppDefinition app) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", app.id().value());
    app.acceptedResourceRoles()
        .ifPresent(roles -> texts(json.putArray("acceptedResourceRoles"), roles));
    if (!app.args().isEmpty()) {
      texts(json.putArray("args"), app.args());
    }
    json.set("backoffFactor", Numbers.of(app.backoff().backoffFactor()));
    json.put("backoffSeconds", app.backoff().backoffSeconds());
    app.check().ifPresent(check -> json.set("check", check(check)));
    app.cmd().ifPresent(cmd -> json.put("cmd", cmd));
    if (!app.constraints().isEmpty()) {
      constraints(json.putArray("constraints"), app.constraints());
    }
    app.container().ifPresent(container -> json.set("container", ContainerWriter.write(container)));
    json.set("cpus", Numbers.of(app.resources().cpus()));
    if (app.daemon()) {
      json.put("daemon", true);
    }
    if (!app.dependencies().isEmpty()) {
      texts(json.putArray("dependencies"), app.dependencies().stream().map(PathId::value).toList());
    }
    json.set("disk", Numbers.of(app.resources().disk()));
    if (!app.env().isEmpty()) {
      environment(json.putObject("env"), app.env());
    }
    json.put("executor", app.executor());
    app.executorResources()
        .ifPresent(amounts -> executor(json.putObject("executorResources"), amounts));
    if (!app.fetch().isEmpty()) {
      artifacts(json.putArray("fetch"), app.fetch());
    }
    json.put("gpus", app.resources().gpus());
    if (!app.healthChecks().isEmpty()) {
      ArrayNode checks = json.putArray("healthChecks");
      app.healthChecks().forEach(check -> checks.add(healthCheck(check)));
    }
    json.put("instances", app.instances());
    json.put("killSelection", app.killSelection().name());
    labels(json.putObject("labels"), app.labels());
    json.put("maxLaunchDelaySeconds", app.backoff().maxLaunchDelaySeconds());
    json.set("mem", Numbers.of(app.resources().mem()));
    networks(json.putArray("networks"), app.networks());
    app.portDefinitions()
        .ifPresent(ports -> {
          ArrayNode definitions = json.putArray("portDefinitions");
          ports.forEach(port -> definitions.add(port(port)));
        });
    if (!app.readinessChecks().isEmpty()) {
      ArrayNode checks = json.putArray("readinessChecks");
      app.readinessChecks().forEach(check -> checks.add(readiness(check)));
    }
    json.put("requirePorts", app.requirePorts());
    app.residency()
        .ifPresent(residency ->
            json.putObject("residency")
                .put(
                    "relaunchEscalationTimeoutSeconds",
                    residency.relaunchEscalationTimeoutSeconds())
                .put("taskLostBehavior", residency.taskLostBehavior()));
    app.resourceLimits().ifPresent(limits -> limits(json.putObject("resourceLimits"), limits));
    json.put("role", app.role());
    if (!app.secrets().isEmpty()) {
      ObjectNode secrets = json.putObject("secrets");
      app.secrets().forEach((name, source) -> secrets.putObject(name).put("source", source));
    }
    app.taskKillGracePeriodSeconds()
        .ifPresent(seconds -> json.put("taskKillGracePeriodSeconds", seconds));
    app.tty().ifPresent(tty -> json.put("tty", tty));
    unreachable(json, app.unreachableStrategy());
    upgrade(json.putObject("upgradeStrategy"), app.upgradeStrategy());
    app.user().ifPresent(user -> json.put("user", user));
    return json;
  }

  static void executor(ObjectNode node, AppDefinition.Amounts amounts) {
    node.set("cpus", Numbers.of(amounts.cpus()));
    node.set("mem", Numbers.of(amounts.mem()));
    node.set("disk", Numbers.of(amounts.disk()));
  }

  static void upgrade(ObjectNode node, AppDefinition.UpgradeStrategy strategy) {
    node.set("maximumOverCapacity", Numbers.of(strategy.maximumOverCapacity()));
    node.set("minimumHealthCapacity", Numbers.of(strategy.minimumHealthCapacity()));
  }

  static void texts(ArrayNode array, Collection<String> texts) {
    texts.forEach(array::add);
  }

  static void labels(ObjectNode node, Map<String, String> labels) {
    labels.forEach(node::put);
  }

  static void limits(ObjectNode node, AppDefinition.Limits limits) {
    limits.cpus().ifPresent(most -> limit(node, "cpus", most));
    limits.mem().ifPresent(most -> limit(node, "mem", most));
  }

  private static void limit(ObjectNode node, String key, double most) {
    if (Double.isInfinite(most)) {
      node.put(key, "unlimited");
    } else {
      node.set(key, Numbers.of(most));
    }
  }

  private static void constraints(ArrayNode array, Collection<Constraint> constraints) {
    for (Constraint constraint : constraints) {
      ArrayNode parts = array.addArray();
      parts.add(constraint.field()).add(constraint.operator().name());
      constraint.value().ifPresent(parts::add);
    }
  }

  static void environment(ObjectNode node, Map<String, EnvValue> env) {
    env.forEach((name, value) -> {
      switch (value) {
        case EnvValue.Text(String text) -> node.put(name, text);
        case EnvValue.SecretReference(String secret) -> node.putObject(name).put("secret", secret);
      }
    });
  }

  static void artifacts(ArrayNode array, Collection<AppDefinition.Artifact> artifacts) {
    for (AppDefinition.Artifact artifact : artifacts) {
      ObjectNode node =
          array
              .addObject()
              .put("uri", artifact.uri())
              .put("extract", artifact.extract())
              .put("executable", artifact.executable())
              .put("cache", artifact.cache());
      artifact.destPath().ifPresent(path -> node.put("destPath", path));
    }
  }

  static void networks(ArrayNode array, Collection<Network> networks) {
    for (Network network : networks) {
      ObjectNode node = array.addObject().put("mode", network.mode().wireName());
      network.name().ifPresent(name -> node.put("name", name));
      if (!network.labels().isEmpty()) {
        labels(node.putObject("labels"), network.labels());
      }
    }
  }

  private static ObjectNode port(PortDefinition port) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("port", port.port())
            .put("protocol", port.protocol());
    port.name().ifPresent(name -> node.put("name", name));
    if (!port.labels().isEmpty()) {
      labels(node.putObject("labels"), port.labels());
    }
    return node;
  }

  static void unreachable(ObjectNode json, UnreachableStrategy strategy) {
    switch (strategy) {
      case UnreachableStrategy.Disabled() -> json.put("unreachableStrategy", "disabled");
      case UnreachableStrategy.Enabled(int inactive, int expunge) ->
          json.putObject("unreachableStrategy")
              .put("inactiveAfterSeconds", inactive)
              .put("expungeAfterSeconds", expunge);
    }
  }

  static ObjectNode healthCheck(HealthCheck check) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    check.command().ifPresent(command -> node.putObject("command").put("value", command));
    node.put("delaySeconds", check.delaySeconds());
    node.put("gracePeriodSeconds", check.gracePeriodSeconds());
    if (check.protocol() == HealthCheck.Protocol.HTTP
        || check.protocol() == HealthCheck.Protocol.HTTPS) {
      node.put("ignoreHttp1xx", check.ignoreHttp1xx());
    }
    node.put("intervalSeconds", check.intervalSeconds());
    node.put("ipProtocol", check.ipProtocol());
    node.put("maxConsecutiveFailures", check.maxConsecutiveFailures());
    check.path().ifPresent(path -> node.put("path", path));
    check.port().ifPresent(port -> node.put("port", port));
    check.portIndex().ifPresent(index -> node.put("portIndex", index));
    node.put("protocol", check.protocol().name());
    node.put("timeoutSeconds", check.timeoutSeconds());
    return node;
  }

  private static ObjectNode check(Check check) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    switch (check.probe()) {
      case Probe.Http(var index, var port, var path, var scheme) -> {
        ObjectNode http = node.putObject("http");
        ports(http, index, port);
        path.ifPresent(given -> http.put("path", given));
        http.put("scheme", scheme);
      }
      case Probe.Tcp(var index, var port) -> ports(node.putObject("tcp"), index, port);
      case Probe.Shell(String command) ->
          node.putObject("exec").putObject("command").put("shell", command);
      case Probe.Argv(var arguments) ->
          texts(node.putObject("exec").putObject("command").putArray("argv"), arguments);
    }
    return node.put("intervalSeconds", check.intervalSeconds())
        .put("timeoutSeconds", check.timeoutSeconds())
        .put("delaySeconds", check.delaySeconds());
  }

  private static void ports(ObjectNode node, Optional<Integer> index, Optional<Integer> port) {
    index.ifPresent(given -> node.put("portIndex", given));
    port.ifPresent(given -> node.put("port", given));
  }

  private static ObjectNode readiness(ReadinessCheck check) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", check.name())
            .put("protocol", check.protocol())
            .put("path", check.path())
            .put("portName", check.portName())
            .put("intervalSeconds", check.intervalSeconds())
            .put("timeoutSeconds", check.timeoutSeconds());
    ArrayNode codes = node.putArray("httpStatusCodesForReady");
    check.httpStatusCodesForReady().forEach(codes::add);
    return node.put("preserveLastResponse", check.preserveLastResponse());
  }
}

package dev.stadion.marathon.app;

import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.AppDefinition.UpgradeStrategy;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges one definition for itself (marathon.md §5, §23). What depends on other apps is judged
 * where they are known.
 */
public final class AppValidation {
  private final AppDefinition app;
  private final ValidationRules rules;
  private final Problems problems = new Problems();

  private AppValidation(AppDefinition app, ValidationRules rules) {
    this.app = app;
    this.rules = rules;
  }

  /** Everything that is wrong with {@code app}, empty when it may be stored. */
  public static List<Problem> problems(AppDefinition app, ValidationRules rules) {
    var validation = new AppValidation(app, rules);
    validation.identity();
    validation.command();
    validation.amounts();
    validation.environment();
    validation.placement();
    validation.probes();
    validation.strategies();
    validation.ports();
    NetworkValidation.check(app, validation.problems);
    ContainerValidation.check(app, rules, validation.problems);
    return validation.problems.toList();
  }

  private void identity() {
    app.id().problemAsAppId().ifPresent(problem -> problems.add("/id", problem));
    for (PathId dependency : app.dependencies()) {
      if (!dependency.isRoot()) {
        dependency.problemAsAppId().ifPresent(problem -> problems.add("/dependencies", problem));
      }
    }
  }

  private void command() {
    app.cmd()
        .ifPresent(
            cmd -> problems.require(cmd.length() > 1, "/cmd", "must not be an empty string"));
    boolean cmd = app.cmd().isPresent();
    boolean args = !app.args().isEmpty();
    boolean image = app.container().flatMap(Container::docker).isPresent();
    problems.require(
        cmd ? !args : args || image,
        "/",
        "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.");
    app.cmd().ifPresent(text -> noNul("/cmd", text));
    app.args().forEach(text -> noNul("/args", text));
    app.user().ifPresent(text -> noNul("/user", text));
    for (int i = 0; i < app.fetch().size(); i++) {
      String path = "/fetch(" + i + ")/uri";
      problems.require(isUri(app.fetch().get(i).uri()), path, "URI has invalid syntax.");
    }
  }

  /** Processes cannot be given one, and a database would refuse it. */
  private void noNul(String path, String text) {
    noNul(path, text, problems);
  }

  private static void noNul(String path, String text, Problems problems) {
    problems.require(text.indexOf('\0') < 0, path, "must not contain a NUL character");
  }

  private static boolean isUri(String text) {
    try {
      new URI(text);
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private void amounts() {
    problems.require(
        app.instances() <= rules.maxInstances(),
        "/instances",
        "got " + app.instances() + ", expected " + rules.maxInstances() + " or less");
    if (app.isSingleInstance()) {
      problems.require(
          app.instances() <= 1, "/instances", "Single instance app may only have one instance");
      problems.require(
          app.upgradeStrategy().equals(new UpgradeStrategy(0, 0)),
          "/upgradeStrategy",
          "must equal {minimumHealthCapacity: 0, maximumOverCapacity: 0} for a single instance"
              + " app");
    }
    if (app.resources().gpus() > 0) {
      feature("/gpus", "gpu_resources");
      problems.require(
          app.container().filter(c -> c.type() == Container.Type.DOCKER).isEmpty(),
          "/gpus",
          "GPU resources only work with the Mesos containerizer");
    }
    app.resourceLimits()
        .ifPresent(limits -> limits(limits, app.resources(), "/resourceLimits", problems));
  }

  /** What a task may use at most must not be less than what it asks for. */
  static void limits(
      AppDefinition.Limits limits, AppDefinition.Amounts requests, String path, Problems problems) {
    limit(path + "/cpus", limits.cpus(), requests.cpus(), problems);
    limit(path + "/mem", limits.mem(), requests.mem(), problems);
  }

  private void feature(String path, String feature) {
    problems.require(
        rules.allows(feature),
        path,
        "Feature %1$s is not enabled. Enable with --enable_features %1$s)".formatted(feature));
  }

  private static void limit(
      String path, Optional<Double> limit, double request, Problems problems) {
    limit.ifPresent(most ->
        problems.require(
            most >= request,
            path,
            "resource limit must be greater than or equal to requested resource ("
                + request
                + ")"));
  }

  private void environment() {
    environment(app.env(), app.secrets(), rules, "/env", problems);
    if (!app.secrets().isEmpty()) {
      feature("/secrets", "secrets");
    }
    app.labels()
        .forEach((name, value) -> {
          noNul("/labels", name);
          noNul("/labels/" + name, value);
        });
  }

  /**
   * @param at where the variables stand in the document
   */
  static void environment(
      Map<String, EnvValue> variables,
      Map<String, String> secrets,
      ValidationRules rules,
      String at,
      Problems problems) {
    variables.forEach((name, value) -> {
      String path = at + "/" + name;
      problems.require(!name.isEmpty(), at, "must not be empty");
      problems.require(
          name.isEmpty() || isVariableName(name),
          path,
          "must fully match regular expression '[A-Za-z_][A-Za-z0-9_]*'");
      switch (value) {
        case EnvValue.Text(String text) -> noNul(path, text, problems);
        case EnvValue.SecretReference(String secret) -> {
          problems.require(
              rules.allows("secrets"),
              path,
              "use of secret-references in the environment requires the secrets feature to be"
                  + " enabled");
          problems.require(
              secrets.containsKey(secret), path + "/secret", "references an undefined secret");
        }
      }
    });
  }

  private static boolean isVariableName(String name) {
    return !Character.isDigit(name.charAt(0))
        && name.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '_');
  }

  /** Which roles there may be depends on the groups around it, see {@link RoleRules}. */
  private void placement() {
    app.acceptedResourceRoles()
        .ifPresent(roles ->
            problems.require(!roles.isEmpty(), "/acceptedResourceRoles", "must not be empty"));
  }

  private void probes() {
    int ports = app.servicePorts().size();
    int index = 0;
    for (HealthCheck check : app.healthChecks()) {
      String path = "/healthChecks(" + index++ + ")";
      problems.require(
          check.portIndex().isEmpty() || check.portIndex().get() < ports,
          path,
          "Health check port indices must address an element of the ports array or container port"
              + " mappings.");
      boolean command = check.protocol() == HealthCheck.Protocol.COMMAND;
      problems.require(
          command == check.command().isPresent(),
          path + "/command",
          command ? "not defined" : "must be undefined");
      problems.require(
          check.ipProtocol().equals("IPv4") || mayUseIpv6(check),
          path,
          "IPv6 can only be used for container type DOCKER and Mesos http/https/tcp health checks");
    }
    long mesosChecks =
        app.healthChecks().stream()
            .filter(c -> c.protocol().isOfAgent() && c.protocol() != HealthCheck.Protocol.COMMAND)
            .count();
    problems.require(
        mesosChecks <= 1, "/", "AppDefinition can contain at most one Mesos health check");
    readiness();
    if (app.check().isPresent()) {
      problems.require(
          app.container().filter(c -> c.type() == Container.Type.DOCKER).isEmpty(),
          "/check",
          "AppDefinition must not use 'checks' if using docker");
    }
  }

  private boolean mayUseIpv6(HealthCheck check) {
    return app.container().filter(c -> c.type() == Container.Type.DOCKER).isPresent()
        && check.protocol().isOfAgent()
        && check.protocol() != HealthCheck.Protocol.COMMAND;
  }

  private void readiness() {
    List<ReadinessCheck> checks = app.readinessChecks();
    problems.require(
        checks.size() <= 1, "/readinessChecks", "At most one readiness check is supported");
    for (int i = 0; i < checks.size(); i++) {
      ReadinessCheck check = checks.get(i);
      String path = "/readinessChecks(" + i + ")";
      problems.require(
          check.timeoutSeconds() < check.intervalSeconds(),
          path + "/timeoutSeconds",
          "got " + check.timeoutSeconds() + ", expected less than " + check.intervalSeconds());
      problems.require(
          portNames().contains(check.portName()),
          path + "/portName",
          "No port definition reference for portName " + check.portName());
    }
  }

  private Set<String> portNames() {
    var names = new HashSet<String>();
    app.portDefinitions().orElse(List.of()).forEach(port -> port.name().ifPresent(names::add));
    app.portMappings().forEach(port -> port.name().ifPresent(names::add));
    return names;
  }

  private void strategies() {
    new StrategyRules("/unreachableStrategy", "/upgradeStrategy").check(app, problems);
    if (app.isResident()) {
      problems.require(
          app.acceptedResourceRoles().filter(roles -> !roles.equals(Set.of("*"))).isEmpty(),
          "/acceptedResourceRoles",
          "A resident app must have `acceptedResourceRoles = [\"*\"]`.");
    }
  }

  private void ports() {
    List<PortDefinition> definitions = app.portDefinitions().orElse(List.of());
    problems.require(
        isUnique(definitions.stream().flatMap(port -> port.name().stream()).toList()),
        "/portDefinitions",
        "Port names must be unique.");
    problems.require(
        isUnique(definitions.stream().map(PortDefinition::port).filter(port -> port != 0).toList()),
        "/portDefinitions",
        "Ports must be unique.");
    problems.require(
        isUnique(app.portMappings().stream().flatMap(port -> port.name().stream()).toList()),
        "/container/portMappings",
        "Port names must be unique.");
  }

  private static boolean isUnique(List<?> elements) {
    return new HashSet<>(elements).size() == elements.size();
  }
}

package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.AppDefinition.Artifact;
import dev.stadion.marathon.app.AppDefinition.BackoffStrategy;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.AppDefinition.KillSelection;
import dev.stadion.marathon.app.AppDefinition.Limits;
import dev.stadion.marathon.app.AppDefinition.Residency;
import dev.stadion.marathon.app.AppDefinition.UnreachableStrategy;
import dev.stadion.marathon.app.AppDefinition.UpgradeStrategy;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.HealthCheck;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.Problems;
import dev.stadion.scheduling.constraint.Constraint;
import dev.stadion.scheduling.constraint.Operator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads app definitions (marathon.md §5) and fills in what follows from what is given. */
public final class AppReader {
  static final int MAX = Integer.MAX_VALUE;

  /** More of anything than a machine will ever have. */
  private static final double MOST = 1e9;

  private static final Pattern EXECUTOR = Pattern.compile("(//cmd)|(/?[^/]+(/[^/]+)*)|");

  private final ObjectReader app;
  private final Problems problems;

  private AppReader(ObjectReader app) {
    this.app = app;
    this.problems = app.problems();
  }

  /** What came of reading: a definition, or what is wrong with it. */
  public sealed interface Result {
    record Read(AppDefinition definition) implements Result {}

    record Misfit(List<Problem> problems) implements Result {
      public Misfit {
        problems = List.copyOf(problems);
      }
    }
  }

  /** Reads a whole definition, in today's or in a legacy spelling. */
  public static Result read(ObjectNode sent) {
    return read(sent, ChosenNames.DEFAULT);
  }

  /**
   * @param names that stand for those that were not given
   */
  public static Result read(ObjectNode sent, ChosenNames names) {
    var problems = new Problems();
    return read(LegacyApp.modernised(sent, names.bridge(), problems), names, problems);
  }

  /**
   * Reads an update: what is not given remains as it is.
   *
   * @param stored as {@link AppWriter} writes it
   */
  public static Result readOver(ObjectNode stored, ObjectNode sent, ChosenNames names) {
    var problems = new Problems();
    ObjectNode update = LegacyApp.modernised(sent, names.bridge(), problems);
    ObjectNode merged = stored.deepCopy();
    if (update.has("cmd") && !update.has("args")) {
      merged.remove("args");
    }
    if (update.has("args") && !update.has("cmd")) {
      merged.remove("cmd");
    }
    // The original forgets these unless they are sent again.
    merged.remove(List.of("resourceLimits", "executorResources"));
    merged.setAll(update);
    merged.set("id", stored.get("id"));
    return read(merged, names, problems);
  }

  /** A copy of {@code sent} whose relative paths are resolved against a group's id. */
  public static ObjectNode below(PathId group, ObjectNode sent) {
    ObjectNode resolved = sent.deepCopy();
    if (sent.path("id").isTextual() && PathId.isWellFormed(sent.path("id").asText())) {
      resolved.put("id", group.resolve(sent.path("id").asText()).value());
    }
    if (sent.path("dependencies").isArray()) {
      var dependencies = resolved.putArray("dependencies");
      for (JsonNode id : sent.path("dependencies")) {
        boolean resolvable = id.isTextual() && PathId.isWellFormed(id.asText());
        dependencies.add(resolvable ? TextNode.valueOf(group.resolve(id.asText()).value()) : id);
      }
    }
    return resolved;
  }

  private static Result read(ObjectNode canonical, ChosenNames names, Problems problems) {
    AppDefinition definition =
        new AppReader(new ObjectReader(canonical, "", problems)).definition(names);
    return problems.isEmpty() ? new Result.Read(definition) : new Result.Misfit(problems.toList());
  }

  private AppDefinition definition(ChosenNames names) {
    PathId id = id();
    var networking = new NetworkingReader(app, names);
    Optional<Container> container = networking.container();
    boolean resident =
        container.stream()
            .flatMap(c -> c.volumes().stream())
            .anyMatch(Container.Volume.Persistent.class::isInstance);
    boolean external =
        container.stream()
            .flatMap(c -> c.volumes().stream())
            .anyMatch(Container.Volume.External.class::isInstance);
    int ports = networking.portCount();
    return new AppDefinition(
        id,
        app.text("cmd", 1, MAX),
        app.texts("args").orElse(List.of()),
        instances(),
        new Amounts(
            app.number("cpus", 1, 0.001, MOST),
            app.number("mem", 128, 0, MOST),
            app.number("disk", 0, 0, MOST),
            app.integer("gpus", 0, 0, MAX)),
        app.object("resourceLimits").map(l -> new Limits(l.limit("cpus"), l.limit("mem"))),
        app.text("user"),
        app.mixedMap(
            "env",
            EnvValue.Text::new,
            secret -> new EnvValue.SecretReference(secret.requiredText("secret"))),
        app.objectMap("secrets", secret -> secret.requiredText("source", 1, MAX)),
        app.textMap("labels"),
        executor(),
        app.object("executorResources")
            .map(r ->
                new Amounts(
                    r.number("cpus", 0.1, 0.1, MOST),
                    r.number("mem", 32, 32, MOST),
                    r.number("disk", 10, 10, MOST),
                    0)),
        constraints(),
        app.objects("fetch", AppReader::artifact).orElse(List.of()),
        dependencies(),
        healthChecks(ports),
        app.object("check").map(CheckReader::check),
        app.objects("readinessChecks", CheckReader::readinessCheck).orElse(List.of()),
        upgradeStrategy(resident || external),
        new BackoffStrategy(
            app.integer("backoffSeconds", 1, 0, MAX),
            app.number("backoffFactor", 1.15, 1, MOST),
            app.integer("maxLaunchDelaySeconds", 300, 0, MAX)),
        app.integer("taskKillGracePeriodSeconds", 0, MAX),
        app.constant("killSelection", KillSelection.class, KillSelection.YOUNGEST_FIRST),
        unreachableStrategy(app, resident),
        app.texts("acceptedResourceRoles").map(TreeSet::new),
        app.text("role").orElse(""),
        residency(resident),
        networking.isOfTheHost() && app.bool("requirePorts", false),
        networking.portDefinitions(),
        networking.networks(),
        container,
        app.bool("tty"),
        app.bool("daemon", false));
  }

  /** Of a daemon nobody says how many there are: its agents do. */
  private int instances() {
    int instances = app.integer("instances", 1, 0, MAX);
    return app.bool("daemon", false) ? 1 : instances;
  }

  private PathId id() {
    String text = app.requiredText("id");
    if (app.has("id") && !PathId.isWellFormed(text)) {
      app.fail("id", text.isEmpty() ? "error.minLength" : "error.pattern");
    }
    return PathId.of(text);
  }

  private String executor() {
    String executor = app.text("executor").orElse("");
    // Tried only on what is short: the expression is simple, but nobody needs more.
    if (executor.length() > 4096 || !EXECUTOR.matcher(executor).matches()) {
      app.fail("executor", "error.pattern");
    }
    return executor;
  }

  private Set<Constraint> constraints() {
    var constraints = new LinkedHashSet<Constraint>();
    List<List<String>> given = app.textLists("constraints").orElse(List.of());
    for (int i = 0; i < given.size(); i++) {
      String path = app.path("constraints") + "(" + i + ")";
      constraint(given.get(i), path).ifPresent(constraints::add);
    }
    return constraints;
  }

  private Optional<Constraint> constraint(List<String> parts, String path) {
    if (parts.size() < 2 || parts.size() > 3) {
      problems.add(path, "Each constraint must have either 2 or 3 fields");
      return Optional.empty();
    }
    return constraint(
        parts.get(0),
        parts.get(1),
        parts.size() == 3 ? Optional.of(parts.get(2)) : Optional.empty(),
        path,
        problems);
  }

  static Optional<Constraint> constraint(
      String field, String name, Optional<String> value, String path, Problems problems) {
    if (field.isEmpty()) {
      problems.add(path, "missing field for constraint declaration");
      return Optional.empty();
    }
    Optional<Operator> operator = operator(name);
    if (operator.isEmpty()) {
      problems.add(
          path,
          "operator must be one of the following UNIQUE, CLUSTER, GROUP_BY, LIKE, MAX_PER, UNLIKE"
              + " or IS");
      return Optional.empty();
    }
    try {
      return Optional.of(Constraint.of(field, operator.get(), value));
    } catch (IllegalArgumentException e) {
      problems.add(path, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<Operator> operator(String name) {
    for (Operator operator : Operator.values()) {
      if (operator.name().equals(name)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  static Artifact artifact(ObjectReader artifact) {
    return new Artifact(
        artifact.requiredText("uri", 1, 1024),
        artifact.bool("extract", true),
        artifact.bool("executable", false),
        artifact.bool("cache", false),
        artifact.text("destPath", 1, 1024));
  }

  private SortedSet<PathId> dependencies() {
    var dependencies = new TreeSet<PathId>();
    for (String text : app.texts("dependencies").orElse(List.of())) {
      if (PathId.isWellFormed(text)) {
        dependencies.add(PathId.of(text));
      } else {
        app.fail("dependencies", "error.pattern");
      }
    }
    return dependencies;
  }

  private Set<HealthCheck> healthChecks(int ports) {
    return new LinkedHashSet<>(
        app.objects("healthChecks", check -> CheckReader.healthCheck(check, ports > 0))
            .orElse(List.of()));
  }

  private UpgradeStrategy upgradeStrategy(boolean holdsData) {
    return app.object("upgradeStrategy")
        .map(strategy ->
            new UpgradeStrategy(
                strategy.requiredNumber("minimumHealthCapacity", 0, 1),
                strategy.requiredNumber("maximumOverCapacity", 0, 1)))
        .orElseGet(() ->
            app.raw("labels").path("MARATHON_SINGLE_INSTANCE_APP").asText().equals("true")
                ? new UpgradeStrategy(0, 0)
                : holdsData ? new UpgradeStrategy(0.5, 0) : new UpgradeStrategy(1, 1));
  }

  static UnreachableStrategy unreachableStrategy(ObjectReader app, boolean resident) {
    JsonNode given = app.raw("unreachableStrategy");
    if (given.isTextual()) {
      if (!given.asText().equals("disabled")) {
        app.fail("unreachableStrategy", "error.unknown.enum.literal");
      }
      return new UnreachableStrategy.Disabled();
    }
    return app.object("unreachableStrategy")
        .<UnreachableStrategy>map(strategy ->
            new UnreachableStrategy.Enabled(
                strategy.integer("inactiveAfterSeconds", 0, 0, MAX),
                strategy.integer("expungeAfterSeconds", 0, 0, MAX)))
        .orElse(
            resident ? new UnreachableStrategy.Disabled() : new UnreachableStrategy.Enabled(0, 0));
  }

  private Optional<Residency> residency(boolean resident) {
    Optional<Residency> given =
        app.object("residency")
            .map(r ->
                new Residency(
                    r.integer("relaunchEscalationTimeoutSeconds", 3600, 0, MAX),
                    r.oneOf(
                        "taskLostBehavior",
                        "WAIT_FOREVER",
                        List.of("WAIT_FOREVER", "RELAUNCH_AFTER_TIMEOUT"))));
    return resident
        ? given.or(() -> Optional.of(new Residency(3600, "WAIT_FOREVER")))
        : Optional.empty();
  }
}

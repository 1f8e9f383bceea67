package dev.stadion.chronos.document;

import dev.stadion.chronos.job.DagRole;
import dev.stadion.chronos.job.Inputs;
import dev.stadion.chronos.job.Options;
import dev.stadion.chronos.job.Overlap;
import dev.stadion.chronos.job.Parameter;
import dev.stadion.chronos.job.Queueing;
import dev.stadion.chronos.job.RetryRule;
import dev.stadion.chronos.job.TimeLimits;
import dev.stadion.scheduling.constraint.BoundedRegex;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads what a job says beyond Chronos (chronos.md §12); what it does not say stays empty. */
final class OptionsReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final int LONGEST_NAME = 200;
  private static final int MOST = 100_000;

  private OptionsReader() {}

  static Options read(Fields fields) {
    return new Options(
            overlap(fields),
            limits(fields),
            retrying(fields),
            queueing(fields),
            inputs(fields),
            dag(fields),
            WatchReader.read(fields),
            CardReader.read(fields),
            fields.flag("paused"),
            fields.text("pausedSince").flatMap(OptionsReader::moment),
            Optional.empty())
        .shared();
  }

  /** Written by us only; whoever sends it is not listened to. */
  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Overlap overlap(Fields fields) {
    Optional<Overlap.Rule> rule = fields.word("concurrencyPolicy", Overlap.Rule.class);
    boolean alone = rule.filter(r -> r != Overlap.Rule.ALLOW).isPresent();
    if (alone && fields.flag("concurrent").orElse(false)) {
      fields.problem(
          "concurrencyPolicy",
          "a concurrent job must not have the concurrencyPolicy " + rule.get().word());
    }
    return new Overlap(
        rule, fields.whole("maxConcurrentRuns", 1, MOST), fields.span("killGracePeriod"));
  }

  private static TimeLimits limits(Fields fields) {
    return new TimeLimits(fields.someTime("runTimeout"), fields.someTime("queueTimeout"));
  }

  private static RetryRule retrying(Fields fields) {
    return new RetryRule(
        fields.span("retryDelay"),
        fields.decimal("retryBackoff", 1, 1000),
        fields.span("retryMaxDelay"),
        fields.decimal("retryJitter", 0, 1),
        fields.words("retryOn", RetryRule.Cause.class),
        exitCodes(fields, "noRetryExitCodes"),
        exitCodes(fields, "retryExitCodes"));
  }

  private static SortedSet<Integer> exitCodes(Fields fields, String name) {
    var codes = new TreeSet<Integer>();
    for (String text : fields.texts(name)) {
      if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= 255) {
        codes.add(Integer.valueOf(text));
      } else {
        fields.problem(name, name + " must be an array of whole numbers from 0 to 255");
      }
    }
    return codes;
  }

  private static Queueing queueing(Fields fields) {
    return new Queueing(
        fields.whole("priority", 0, 100), name(fields, "pool"), fields.whole("poolSlots", 1, MOST));
  }

  private static Optional<String> name(Fields fields, String field) {
    Optional<String> name = fields.text(field);
    if (name.filter(n -> n.isEmpty() || n.length() > LONGEST_NAME).isPresent()) {
      fields.problem(field, "%s must have 1 to %d characters".formatted(field, LONGEST_NAME));
      return Optional.empty();
    }
    return name;
  }

  private static DagRole dag(Fields fields) {
    var role =
        new DagRole(
            fields.word("dependencyMode", DagRole.Mode.class),
            fields.word("triggerRule", DagRole.TriggerRule.class),
            fields.whole("maxActiveDagRuns", 1, MOST),
            fields.flag("dependsOnPast"),
            fields.flag("failFast"));
    if (role.trigger().isPresent() && !role.inRunMode()) {
      fields.problem("triggerRule", "a triggerRule needs the dependencyMode run");
    }
    return role;
  }

  // ---- parameters ----------------------------------------------------------------------------

  private static Inputs inputs(Fields fields) {
    List<Parameter> parameters = fields.objects("parameters", OptionsReader::parameter);
    var names = new HashSet<String>();
    for (Parameter parameter : parameters) {
      if (!names.add(parameter.name())) {
        fields.problem("parameters", "two parameters are called " + parameter.name());
      }
    }
    Optional<Boolean> payload = fields.flag("payloadAllowed");
    if (payload.orElse(false) && !fields.flag("shell", true)) {
      fields.problem("payloadAllowed", "only a shell command finds a payload in its sandbox");
    }
    return new Inputs(parameters, fields.flag("template"), payload);
  }

  private static Parameter parameter(Fields fields) {
    String name = fields.text("name", "");
    if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
      fields.problem("name", "'%s' cannot name a parameter".formatted(StrictJson.shown(name)));
      return null;
    }
    var parameter =
        new Parameter(
            name,
            fields.text("description"),
            fields.text("default"),
            fields.flag("required", false),
            fields.word("type", Parameter.Type.class),
            pattern(fields),
            fields.texts("values"));
    boolean choice = parameter.type().filter(t -> t == Parameter.Type.ENUM).isPresent();
    if (choice == parameter.values().isEmpty()) {
      fields.problem("values", "values belong to the type enum, which must have some");
      return null;
    }
    parameter
        .value()
        .flatMap(parameter::problemWith)
        .ifPresent(error -> fields.problem("default", StrictJson.shown(error)));
    return parameter;
  }

  private static Optional<BoundedRegex> pattern(Fields fields) {
    try {
      return fields.text("pattern").map(BoundedRegex::of);
    } catch (IllegalArgumentException e) {
      fields.problem("pattern", "pattern must be a regular expression");
      return Optional.empty();
    }
  }
}

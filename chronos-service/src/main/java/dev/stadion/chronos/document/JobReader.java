package dev.stadion.chronos.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.job.Execution;
import dev.stadion.chronos.job.Execution.Fetch;
import dev.stadion.chronos.job.Execution.Variable;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.job.Needs;
import dev.stadion.chronos.job.Options;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.job.Shared;
import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.schedule.Epsilon;
import dev.stadion.scheduling.constraint.AttributeConstraint;
import dev.stadion.scheduling.constraint.BoundedRegex;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads a job from its document (chronos.md §2); unknown fields are ignored. */
public final class JobReader {
  private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> SCHEMES =
      Set.of("http", "https", "ftp", "ftps", "file", "hdfs", "s3", "s3a", "s3n");
  private static final double MOST_CPUS = 1_000_000;
  private static final double MOST_MEGABYTES = 1_000_000_000_000d;
  private static final int MOST_PARENTS = 10_000;

  /** What makes a job run, as far as the caller has said. */
  public enum Kind {
    SCHEDULED,
    DEPENDENT,
    /** Whatever the document says. */
    ANY
  }

  private final Defaults defaults;
  private final SecretKeeper secrets;

  public JobReader(Defaults defaults) {
    this(defaults, SecretKeeper.AS_IT_IS);
  }

  public JobReader(Defaults defaults, SecretKeeper secrets) {
    this.defaults = defaults;
    this.secrets = secrets;
  }

  /**
   * @param now when a job that says nothing of a schedule is due
   * @throws InvalidDocumentException naming every problem
   */
  public Job read(JsonNode document, Kind kind, NameRule names, Instant now) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    String name = name(fields, names);
    Options options = OptionsReader.read(fields);
    options = options.with(WatchReader.keepingSecrets(options.watch(), secrets, fields));
    Plan plan = plan(fields, kind, options, now);
    var job =
        new Job(
            name,
            Shared.of(execution(fields)),
            Shared.of(needs(fields)),
            Shared.of(policy(fields)),
            Shared.of(
                new Job.Ownership(
                    fields.text("owner", ""),
                    fields.text("ownerName", ""),
                    fields.text("description", ""))),
            tally(fields),
            fields.flag("disabled", false),
            Shared.of(plan),
            options);
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    return job;
  }

  private static String name(Fields fields, NameRule rule) {
    Optional<String> name = fields.text("name");
    if (name.isEmpty()) {
      fields.problem("name", "a job must have a name");
      return "";
    }
    rule.problemWith(name.get())
        .ifPresent(error ->
            fields.problem("name", "'%s': %s".formatted(StrictJson.shown(name.get()), error)));
    return name.get();
  }

  // ---- what makes it run ---------------------------------------------------------------------

  private static final Plan NO_PLAN = Plan.Dependent.on(List.of());

  private static Plan plan(Fields fields, Kind kind, Options options, Instant now) {
    List<String> parents = fields.texts("parents");
    boolean dependent = !parents.isEmpty();
    if (kind == Kind.SCHEDULED && dependent) {
      fields.problem("parents", "a scheduled job must not have parents");
      return NO_PLAN;
    }
    if (kind == Kind.DEPENDENT && !dependent) {
      fields.problem("parents", "a dependent job must name its parents");
      return NO_PLAN;
    }
    if (parents.size() > MOST_PARENTS) {
      fields.problem("parents", "a job must not have more than " + MOST_PARENTS + " parents");
      return NO_PLAN;
    }
    if (dependent) {
      if (fields.has("cron")) {
        fields.problem("cron", "a job runs by cron or after its parents, not both");
      }
      return Plan.Dependent.on(parents);
    }
    Instant start = now.truncatedTo(ChronoUnit.MILLIS);
    if (options.inputs().mustBeTold()) {
      mustNotBeTimed(fields);
      return ScheduleReader.read(fields, "R0/" + start + "/PT24H").orElse(NO_PLAN);
    }
    return ScheduleReader.read(fields, "R1/" + start + "/PT24H").orElse(NO_PLAN);
  }

  /** No clock can start a job that must be told something (B-33). */
  private static void mustNotBeTimed(Fields fields) {
    // What a reader of ours sends back is the schedule that never fires.
    boolean timed = fields.text("schedule").filter(text -> !text.startsWith("R0/")).isPresent();
    boolean cron =
        fields.textOrTexts("cron").stream().anyMatch(text -> !text.strip().equals("@manually"));
    if (timed || cron) {
      fields.problem(
          timed ? "schedule" : "cron",
          "a job with a required parameter that has no default must not have a schedule");
    }
  }

  // ---- what it executes ----------------------------------------------------------------------

  private Execution execution(Fields fields) {
    List<Fetch> fetch = fields.objects("fetch", JobReader::fetch);
    List<String> uris = fields.texts("uris");
    uris.forEach(uri -> uriProblem(uri).ifPresent(error -> fields.problem("uris", error)));
    if (!fetch.isEmpty() && !uris.isEmpty()) {
      // Readers see each mirrored in the other; what they send back says one thing twice.
      if (!uris.equals(fetch.stream().map(Fetch::uri).toList())) {
        fields.problem("uris", "a job must not have both uris and fetch");
      }
      uris = List.of();
    }
    return new Execution(
        fields.text("command", ""),
        fields.flag("shell", true),
        fields.text("executor", ""),
        fields.text("executorFlags", ""),
        fields.text("taskInfoData", ""),
        fields.text("runAsUser").filter(user -> !user.isEmpty()),
        fetch,
        uris,
        fields.objects("environmentVariables", JobReader::variable),
        fields.texts("arguments"),
        fields.count("maxCompletionTime", 0, Integer.MAX_VALUE),
        fields.flag("async"),
        fields.child("container").flatMap(ContainerReader::read));
  }

  private static Fetch fetch(Fields fields) {
    String uri = fields.text("uri", "");
    uriProblem(uri).ifPresent(error -> fields.problem("uri", error));
    String output = fields.text("output_file", "");
    if (output.startsWith("/") || Arrays.asList(output.split("/")).contains("..")) {
      fields.problem("output_file", "output_file must stay within the sandbox");
    }
    return new Fetch(
        uri,
        fields.flag("executable", false),
        fields.flag("cache", false),
        fields.flag("extract", true),
        output);
  }

  private static Optional<String> uriProblem(String text) {
    try {
      var uri = new URI(text.strip());
      String scheme = uri.getScheme();
      if (scheme != null && !SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) {
        return Optional.of("a URI must not have the scheme " + StrictJson.shown(scheme));
      }
      return uri.getRawUserInfo() == null
          ? Optional.empty()
          : Optional.of("a URI must not carry credentials");
    } catch (URISyntaxException e) {
      return Optional.of("'%s' is not a URI".formatted(StrictJson.shown(text)));
    }
  }

  private static Variable variable(Fields fields) {
    Optional<String> name = fields.text("name");
    Optional<String> value = fields.text("value");
    if (name.isEmpty() || value.isEmpty()) {
      fields.problem("name", "an environment variable needs a name and a value");
      return null;
    }
    if (!VARIABLE_NAME.matcher(name.get()).matches()) {
      fields.problem("name", "'%s' cannot name a variable".formatted(StrictJson.shown(name.get())));
      return null;
    }
    return new Variable(name.get(), value.get());
  }

  // ---- how and where -------------------------------------------------------------------------

  private Needs needs(Fields fields) {
    List<AttributeConstraint> constraints = new ArrayList<>();
    for (JsonNode item : fields.array("constraints")) {
      constraint(item)
          .ifPresentOrElse(
              constraints::add,
              () ->
                  fields.problem(
                      "constraints",
                      "a constraint is [attribute, EQUALS|LIKE|UNLIKE, value], and the value of"
                          + " LIKE and UNLIKE a regular expression"));
    }
    return new Needs(
        fields.amount("cpus", defaults.cpus(), MOST_CPUS),
        fields.amount("mem", defaults.mem(), MOST_MEGABYTES),
        fields.amount("disk", defaults.disk(), MOST_MEGABYTES),
        constraints);
  }

  private static Optional<AttributeConstraint> constraint(JsonNode item) {
    if (!item.isArray() || item.size() != 3) {
      return Optional.empty();
    }
    for (JsonNode part : item) {
      if (!part.isValueNode() || part.isNull()) {
        return Optional.empty();
      }
    }
    String attribute = item.get(0).asText();
    String value = item.get(2).asText();
    try {
      return switch (item.get(1).asText()) {
        case "EQUALS" -> Optional.of(new AttributeConstraint.Equal(attribute, value));
        case "LIKE" -> Optional.of(new AttributeConstraint.Like(attribute, BoundedRegex.of(value)));
        case "UNLIKE" ->
            Optional.of(new AttributeConstraint.Unlike(attribute, BoundedRegex.of(value)));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Job.Policy policy(Fields fields) {
    Optional<Epsilon> epsilon =
        fields.has("epsilon") ? lateness(fields, "epsilon") : lateness(fields, "startDeadline");
    return new Job.Policy(
        (int) fields.count("retries", 2, Integer.MAX_VALUE),
        epsilon,
        fields.flag("softError", false),
        fields.flag("concurrent", false),
        fields.flag("highPriority", false),
        fields.has("dataProcessingJobType")
            ? fields.flag("dataProcessingJobType", false)
            : fields.flag("dataJob", false));
  }

  private static Optional<Epsilon> lateness(Fields fields, String name) {
    return fields
        .text(name)
        .filter(text -> !text.isEmpty())
        .flatMap(text -> fields.parsed(name, text, Epsilon::parse));
  }

  private static Tally tally(Fields fields) {
    return new Tally(
        fields.count("successCount", 0, Long.MAX_VALUE),
        fields.count("errorCount", 0, Long.MAX_VALUE),
        moment(fields, "lastSuccess"),
        moment(fields, "lastError"),
        fields.count("errorsSinceLastSuccess", 0, Long.MAX_VALUE));
  }

  private static Optional<Instant> moment(Fields fields, String name) {
    Function<String, Instant> read =
        text ->
            text.length() == 10
                ? OffsetDateTime.parse(text + "T00:00:00Z").toInstant()
                : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toInstant();
    try {
      return fields
          .text(name)
          .filter(text -> !text.isEmpty())
          .map(read)
          .map(moment -> moment.truncatedTo(ChronoUnit.MILLIS));
    } catch (DateTimeException e) {
      fields.problem(name, name + " must be an ISO-8601 time or empty");
      return Optional.empty();
    }
  }
}

package dev.stadion.chronos.run;

import dev.stadion.chronos.job.Execution;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.Plan;
import dev.stadion.scheduling.time.Stamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in what a run knows, in place of {@code ${…}} (chronos.md B-31). Only names are looked up;
 * nothing is ever evaluated. A second dollar sign before it keeps it as it is.
 */
public final class Template {
  private static final Pattern PLACE = Pattern.compile("(\\$)?\\$\\{([^{}]{0,300})}");
  private final Map<String, String> known = new HashMap<>();

  public Template(Job job, Run run, Interval interval) {
    run.request().parameters().forEach((name, value) -> known.put("param." + name, value));
    known.put("run.id", run.runId());
    known.put("run.scheduledTime", print(run.scheduledAt()));
    known.put("run.date", run.scheduledAt().atZone(zone(job)).toLocalDate().toString());
    known.put("run.intervalStart", print(interval.start()));
    known.put("run.intervalEnd", print(interval.end()));
  }

  /** A moment as runs are told it. */
  public static String print(Instant moment) {
    return Stamp.of(moment);
  }

  private static ZoneId zone(Job job) {
    return switch (job.plan()) {
      case Plan.Scheduled plan -> plan.zoneId();
      case Plan.Dependent _ -> ZoneOffset.UTC;
    };
  }

  /** Empty when it names something that nobody knows. */
  public Optional<String> fill(String text) {
    Matcher places = PLACE.matcher(text);
    var filled = new StringBuilder();
    while (places.find()) {
      String value =
          places.group(1) != null ? places.group().substring(1) : known.get(places.group(2));
      if (value == null) {
        return Optional.empty();
      }
      places.appendReplacement(filled, Matcher.quoteReplacement(value));
    }
    return Optional.of(places.appendTail(filled).toString());
  }

  private Optional<List<String>> fill(List<String> texts) {
    List<Optional<String>> filled = texts.stream().map(this::fill).toList();
    return filled.stream().allMatch(Optional::isPresent)
        ? Optional.of(filled.stream().map(Optional::orElseThrow).toList())
        : Optional.empty();
  }

  /** Command, arguments and the values of variables; empty when one names something unknown. */
  public Optional<Execution> fill(Execution execution) {
    Optional<String> command = fill(execution.command());
    Optional<List<String>> arguments = fill(execution.arguments());
    Optional<List<String>> values =
        fill(execution.environment().stream().map(Execution.Variable::value).toList());
    if (command.isEmpty() || arguments.isEmpty() || values.isEmpty()) {
      return Optional.empty();
    }
    List<Execution.Variable> variables = new ArrayList<>();
    for (Execution.Variable variable : execution.environment()) {
      variables.add(new Execution.Variable(variable.name(), values.get().get(variables.size())));
    }
    return Optional.of(execution.filled(command.get(), arguments.get(), variables));
  }
}

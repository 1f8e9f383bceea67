package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.metronome.MetronomeResource.Known;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.run.RunCatalog.RunRecord;
import dev.stadion.chronos.run.RunState;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a job is shown with when its reader asks for it (dcos.md §5.1). */
final class Embeds {
  static final Set<String> ALL = Set.of("activeRuns", "schedules", "history", "historySummary");
  private static final int LONGEST_HISTORY = 1_000;

  private static final Set<RunState> ACTIVE =
      EnumSet.copyOf(
          Arrays.stream(RunState.values()).filter(state -> !state.isTerminal()).toList());
  private static final Set<RunState> SUCCESS = EnumSet.of(RunState.SUCCEEDED);
  private static final Set<RunState> FAILURE =
      EnumSet.complementOf(EnumSet.copyOf(union(ACTIVE, SUCCESS)));

  private final RunCatalog catalog;

  Embeds(RunCatalog catalog) {
    this.catalog = catalog;
  }

  private static Set<RunState> union(Set<RunState> a, Set<RunState> b) {
    Set<RunState> all = EnumSet.copyOf(a);
    all.addAll(b);
    return all;
  }

  /** Given several times or separated by commas. */
  static Set<String> wanted(List<String> embed) {
    return embed.stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .collect(Collectors.toSet());
  }

  static ObjectNode refusal() {
    return MetronomeJson.message(
        "Unknown embed options. Valid options are: "
            + ALL.stream().sorted().collect(Collectors.joining(", ")));
  }

  /**
   * In a list, a job of which nothing is active says nothing of it: clients look for the member.
   */
  ObjectNode listed(Known known, Set<String> wanted) {
    ObjectNode job = show(known, wanted);
    if (job.path("activeRuns").isEmpty()) {
      job.remove("activeRuns");
    }
    return job;
  }

  ObjectNode show(Known known, Set<String> wanted) {
    ObjectNode job = MetronomeJson.job(known.state(), known.spec());
    if (wanted.contains("activeRuns")) {
      job.set("activeRuns", active(known.spec().id()));
    }
    if (wanted.contains("history")) {
      job.set(
          "history",
          MetronomeJson.history(
              known.state(), runs(known.spec().id(), SUCCESS), runs(known.spec().id(), FAILURE)));
    }
    if (wanted.contains("historySummary")) {
      job.set("historySummary", MetronomeJson.summary(known.state()));
    }
    return job;
  }

  ArrayNode active(String job) {
    ArrayNode active = JsonNodeFactory.instance.arrayNode();
    for (RunRecord record : activeRuns(job)) {
      active.add(MetronomeJson.run(record.run(), record.attempts()));
    }
    return active;
  }

  List<RunRecord> activeRuns(String job) {
    return runs(job, ACTIVE);
  }

  private List<RunRecord> runs(String job, Set<RunState> states) {
    return catalog.find(
        new RunCatalog.Query(
            Optional.of(job),
            states,
            Set.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            LONGEST_HISTORY));
  }
}

package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.DagRole;
import dev.stadion.chronos.job.DagRole.TriggerRule;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.run.DagPlace;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.KillCause;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.scheduler.Commons.Past;
import dev.stadion.chronos.scheduler.OpenDag.Outcome;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs of whole graphs (chronos.md §12.12): each job of the graph has one run in it, which waits
 * for the runs of its parents in the same one.
 */
final class Dags {
  private Dags() {}

  /** Whether a run of this job opens one of a graph (B-56). */
  static boolean isRoot(Turn turn, JobState job) {
    return !turn.childrenOf(job.name()).isEmpty()
        && turn.childrenOf(job.name()).stream().anyMatch(child -> inRunMode(turn, child));
  }

  private static boolean inRunMode(Turn turn, String job) {
    return turn.job(job).filter(state -> state.job().options().dag().inRunMode()).isPresent();
  }

  // ---- beginning -----------------------------------------------------------------------------

  /**
   * Opens a run of a graph with the root's run, and one that waits for each job below it.
   *
   * @param first the root's run, not remembered yet
   * @return the root's run as it is remembered
   */
  static Run open(Turn turn, JobState root, Run first) {
    SortedMap<String, DagRun.Node> nodes = nodes(turn, root);
    DagRole role = root.job().options().dag();
    var dag =
        new DagRun(
            turn.newId(),
            root.name(),
            first.scheduledAt(),
            first.trigger(),
            firstState(turn, root.name()),
            1,
            turn.now,
            Optional.empty(),
            role.failFast().orElse(false),
            nodes);
    var place = new DagPlace(dag.id(), 1);
    Map<String, Long> runOf = new HashMap<>();
    Run waiting = first.draft().waits(place).done();
    turn.save(waiting);
    runOf.put(root.name(), waiting.id());
    for (String job : nodes.keySet()) {
      if (!job.equals(root.name())) {
        Run run = Runs.waiting(turn, turn.job(job).orElseThrow(), Trigger.DEPENDENCY, first, place);
        runOf.put(job, run.id());
      }
    }
    OpenDag open = OpenDag.of(dag, runOf, Map.of());
    save(turn, open);
    begin(turn, open);
    return turn.made(waiting.id());
  }

  static void save(Turn turn, OpenDag open) {
    turn.commons(turn.commons().with(open), new ChronosChange.DagSaved(open.dag()));
  }

  /** Whether a graph's run that begins now goes on at once, or waits for others (B-62). */
  static DagRun.State firstState(Turn turn, String root) {
    boolean may = turn.job(root).map(job -> mayRun(turn, job.job())).orElse(true);
    return may ? DagRun.State.RUNNING : DagRun.State.QUEUED;
  }

  private static boolean mayRun(Turn turn, Job root) {
    long running =
        turn.commons().dagsOf(root.name()).stream()
            .filter(d -> d.dag().state() == DagRun.State.RUNNING)
            .count();
    return running < root.options().dag().mostRuns().orElse(DagRole.USUAL_RUNS);
  }

  private static SortedMap<String, DagRun.Node> nodes(Turn turn, JobState root) {
    SortedMap<String, DagRun.Node> nodes = new TreeMap<>();
    var open = new ArrayDeque<>(List.of(root.name()));
    while (!open.isEmpty()) {
      Job job = turn.job(open.remove()).orElseThrow().job();
      if (nodes.containsKey(job.name())) {
        continue;
      }
      DagRole role = job.options().dag();
      nodes.put(
          job.name(),
          new DagRun.Node(
              new java.util.TreeSet<>(job.parents()),
              role.trigger().orElse(TriggerRule.ALL_SUCCESS),
              job.policy().softError(),
              role.onPast().orElse(false)));
      open.addAll(turn.childrenOf(job.name()));
    }
    return nodes;
  }

  /** Lets start what needs not wait: the root, and who runs in any case. */
  private static void begin(Turn turn, OpenDag open) {
    if (open.dag().state() == DagRun.State.RUNNING) {
      open.dag().nodes().keySet().forEach(job -> consider(turn, open.dag().id(), job));
    }
  }

  // ---- going on ------------------------------------------------------------------------------

  /** Tells children of the runs that have ended in this turn, until nothing more follows. */
  static void settle(Turn turn) {
    Optional<Run> ended = turn.moves.nextEnded();
    while (ended.isPresent()) {
      settle(turn, ended.get());
      ended = turn.moves.nextEnded();
    }
  }

  private static void settle(Turn turn, Run run) {
    OpenDag open = turn.commons().dags().get(run.dag().orElseThrow().dagRun());
    String job = run.job();
    Past past = new Past(run.scheduledAt(), run.id(), run.state());
    if (open == null) {
      amend(turn, job, past);
      return;
    }
    boolean isOfIt =
        Optional.ofNullable(open.runOf().get(job)).filter(of -> of == run.id()).isPresent();
    if (!isOfIt || open.ends().get(job) == run.state()) {
      return;
    }
    long id = open.dag().id();
    OpenDag ended = open.ended(job, run.state());
    turn.commons(turn.commons().with(ended));
    if (ended.dag().nodes().get(job).onPast()) {
      turn.commons(turn.commons().withPast(job, past));
    }
    if (ended.dag().failFast() && ended.outcome(job, run.state()) == Outcome.BADLY) {
      failFast(turn, ended);
    }
    ended.childrenOf(job).forEach(child -> consider(turn, id, child));
    if (ended.dag().nodes().get(job).onPast()) {
      considerIn(turn, turn.commons().dagsOf(ended.dag().root()), job);
    }
    OpenDag now = turn.commons().dags().get(id);
    if (now != null && now.allEnded()) {
      finish(turn, now);
    }
  }

  /** A user says that a run of a graph that is over has ended otherwise (B-51). */
  private static void amend(Turn turn, String job, Past past) {
    Past known = turn.commons().past().get(job);
    if (known != null && known.run() == past.run()) {
      turn.commons(turn.commons().withPast(job, past));
      considerIn(turn, List.copyOf(turn.commons().dags().values()), job);
    }
  }

  private static void considerIn(Turn turn, List<OpenDag> dags, String job) {
    dags.stream()
        .filter(open -> open.dag().nodes().containsKey(job))
        .forEach(open -> consider(turn, open.dag().id(), job));
  }

  /** The first failure ends what runs, and what waits will not have its turn (B-63). */
  private static void failFast(Turn turn, OpenDag open) {
    for (long id : open.runOf().values()) {
      Run run = turn.run(id);
      if (run == null) {
        continue; // it is over
      }
      if (run.isLive()) {
        Reports.kill(turn, run, KillCause.FAIL_FAST);
      } else {
        String reason = KillCause.FAIL_FAST.reason();
        turn.save(run.draft().ended(RunState.UPSTREAM_FAILED, reason, turn.now).done());
      }
    }
  }

  private static void finish(Turn turn, OpenDag open) {
    DagRun over = open.dag().with(open.verdict(), Optional.of(turn.now));
    turn.commons(turn.commons().without(open), new ChronosChange.DagSaved(over));
    beginWaiting(turn, open.dag().root());
  }

  /** As many of a root's graphs run as may: those that waited begin, the oldest tick first. */
  static void beginWaiting(Turn turn, String root) {
    for (OpenDag next : turn.commons().dagsOf(root)) {
      if (next.dag().state() == DagRun.State.QUEUED
          && firstState(turn, root) == DagRun.State.RUNNING) {
        OpenDag begun = next.with(next.dag().with(DagRun.State.RUNNING, Optional.empty()));
        save(turn, begun);
        begin(turn, begun);
      }
    }
  }

  /** Decides whether a run that waits has its turn. */
  static void consider(Turn turn, long dag, String job) {
    OpenDag open = turn.commons().dags().get(dag);
    if (open == null || !open.runOf().containsKey(job)) {
      return;
    }
    Run run = turn.run(open.runOf().get(job));
    if (run == null || run.state() != RunState.WAITING) {
      return;
    }
    DagRun.Node node = open.dag().nodes().get(job);
    switch (TriggerRules.decide(node.rule(), open.heardBy(job), node.parents().size())) {
      case WAITS -> {}
      case RUNS -> {
        if (open.dag().state() == DagRun.State.RUNNING) {
          start(turn, open, run, node); // else all of it is looked at when it begins
        }
      }
      case SKIPPED -> turn.save(run.draft().ended(RunState.SKIPPED, "upstream", turn.now).done());
      case UPSTREAM_FAILED ->
          turn.save(run.draft().ended(RunState.UPSTREAM_FAILED, "upstream", turn.now).done());
    }
  }

  private static void start(Turn turn, OpenDag open, Run run, DagRun.Node node) {
    Optional<JobState> state = turn.jobOf(run);
    Optional<String> hindrance = hindrance(state, node);
    if (hindrance.isPresent()) {
      turn.save(run.draft().ended(RunState.SKIPPED, hindrance.get(), turn.now).done());
      return;
    }
    if (node.onPast() && !pastIsGood(turn, open, run.job())) {
      turn.save(run.draft().because("dependsOnPast").done());
      return;
    }
    JobState job = state.orElseThrow();
    boolean child = !node.parents().isEmpty();
    if (child
        && Overlaps.ofDue(turn, job, run.trigger(), false)
            instanceof Overlaps.Verdict.Skipped(var reason)) {
      turn.save(run.draft().ended(RunState.SKIPPED, reason, turn.now).done());
      return;
    }
    List<Long> parents =
        node.parents().stream().map(open.runOf()::get).filter(Objects::nonNull).toList();
    turn.save(
        run.draft()
            .because("")
            .queued(turn.now)
            .request(run.request().withParentRuns(parents))
            .timers(Runs.limits(turn, job.job()))
            .done());
  }

  private static Optional<String> hindrance(Optional<JobState> job, DagRun.Node node) {
    if (job.isEmpty()) {
      return Optional.of("removed");
    }
    if (job.get().job().disabled()) {
      return Optional.of("disabled");
    }
    // A root that is paused is not fired by its ticks; who starts it by hand means it.
    boolean child = !node.parents().isEmpty();
    return child && job.get().job().isPaused() ? Optional.of("paused") : Optional.empty();
  }

  /** Whether the job's run in the graph's run before has ended well enough (B-62). */
  private static boolean pastIsGood(Turn turn, OpenDag open, String job) {
    Optional<OpenDag> before =
        turn.commons().dagsOf(open.dag().root()).stream()
            .filter(d -> d.dag().scheduledAt().isBefore(open.dag().scheduledAt()))
            .filter(d -> d.dag().nodes().containsKey(job))
            .reduce((older, newer) -> newer);
    Past past = turn.commons().past().get(job);
    boolean pastIsNewer =
        past != null
            && past.scheduledAt().isBefore(open.dag().scheduledAt())
            && before.filter(b -> b.dag().scheduledAt().isAfter(past.scheduledAt())).isEmpty();
    if (pastIsNewer) {
      return isGood(past.end());
    }
    return before.isEmpty()
        || Optional.ofNullable(before.get().ends().get(job)).filter(Dags::isGood).isPresent();
  }

  private static boolean isGood(RunState end) {
    return end == RunState.SUCCEEDED || end == RunState.SKIPPED;
  }
}

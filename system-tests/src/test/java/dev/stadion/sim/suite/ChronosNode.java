package dev.stadion.sim.suite;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.persistence.InMemoryChronosStore;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.runtime.MasterCalls;
import dev.stadion.chronos.runtime.MasterEvents;
import dev.stadion.chronos.scheduler.ChronosChange;
import dev.stadion.chronos.scheduler.ChronosEffect;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosHeart;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.HeartSettings;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.sim.kernel.SimLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Chronos: its real heart, mappers and store model, and a user who declares jobs. */
final class ChronosNode extends ServiceNode {
  private static final FrameworkInfo INFO = Keeper.INFO.toBuilder().setName("chronos").build();
  private static final HeartSettings SETTINGS =
      new HeartSettings(
          Duration.ofSeconds(1),
          false,
          0,
          Duration.ofSeconds(25),
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ZERO,
          Set.of("*"),
          2_000);

  /** A run may wait this long for a machine, its retries and its predecessors. */
  private static final Duration STUCK = Duration.ofSeconds(30);

  private final InMemoryChronosStore memory = new InMemoryChronosStore();
  private final SimLoop<ChronosState, ChronosEvent, ChronosChange, ChronosEffect, ChronosOutcome>
      loop;
  private final Map<String, Job> declared = new TreeMap<>();
  private FrameworkClient client;
  private long epoch;

  ChronosNode(SimSuite suite) {
    super(suite, "chronos");
    loop =
        new SimLoop<>(
            this,
            new ChronosHeart(SETTINGS),
            new EndedRunsStay(memory),
            suite.faults(),
            suite.sometimes(),
            (effects, state) -> effects.forEach(this::perform),
            this::reconnect);
  }

  // ---- the user ----

  /** Declares a job; tries until there is an answer. */
  void declare(String document) {
    Job job = read(document, suite().sim().instant());
    declared.put(job.name(), job);
    put(job);
  }

  void declare(Pool pool) {
    suite()
        .sim()
        .later(
            Duration.ofMillis(10),
            "user makes the pool " + pool.name(),
            () -> submit(new ChronosEvent.PutPool(pool), () -> declare(pool)));
  }

  private void put(Job job) {
    suite()
        .sim()
        .later(
            Duration.ofMillis(10),
            "user declares " + job.name(),
            () -> {
              if (declared.get(job.name()) == job) {
                submit(new ChronosEvent.PutJob(job), () -> put(job));
              }
            });
  }

  void runNow(String job) {
    submit(new ChronosEvent.RunNow(job, Optional.empty()), () -> {});
  }

  void killTasks(String job) {
    submit(new ChronosEvent.KillTasks(job, false), () -> {});
  }

  private void submit(ChronosEvent event, Runnable again) {
    if (!isUp()) {
      suite().sim().later(Duration.ofMillis(500), "", again);
      return;
    }
    boolean[] answered = new boolean[1];
    loop.submit(
        event,
        outcome -> {
          // A child whose parent is not declared yet is refused; he tries again.
          answered[0] = outcome.filter(o -> !(o instanceof ChronosOutcome.Rejected)).isPresent();
        });
    suite()
        .sim()
        .later(
            Duration.ofSeconds(5),
            "",
            () -> {
              if (!answered[0]) {
                suite().sometimes().saw("a user asked again");
                again.run();
              }
            });
  }

  private static Job read(String document, Instant now) {
    try {
      return new JobReader(Defaults.CHRONOS)
          .read(new ObjectMapper().readTree(document), JobReader.Kind.ANY, NameRule.CHRONOS_3, now);
    } catch (JsonProcessingException | InvalidDocumentException e) {
      throw new AssertionError(e);
    }
  }

  // ---- the process ----

  @Override
  protected void started() {
    loop.start(++epoch);
    connect();
  }

  @Override
  protected void died() {
    loop.stop();
  }

  private void reconnect() {
    client.close();
    connect();
  }

  private void connect() {
    client = new FrameworkClient(suite(), this, INFO, loop.committed().framework(), this::on);
    client.start();
  }

  @Override
  void on(SchedulerEvent event) {
    MasterEvents.of(event).ifPresent(loop::post);
  }

  private void perform(ChronosEffect effect) {
    switch (effect) {
      case ChronosEffect.RegisterAnew anew -> throw new AssertionError("we were removed");
      case ChronosEffect.OrphansHeld held -> suite().sometimes().saw("orphans were held");
      case ChronosEffect.TicksMissed missed -> suite().sometimes().saw("ticks were missed");
      default -> MasterCalls.make(effect, client);
    }
  }

  // ---- what must be true ----

  @Override
  boolean knows(String task) {
    return loop.committed() != null && loop.committed().runOf().containsKey(new TaskId(task));
  }

  @Override
  void check() {}

  /** The job that a task on an agent belongs to. */
  static String jobOf(String task) {
    return task.split(":", 5)[3];
  }

  @Override
  String missing() {
    var missing = new StringBuilder();
    Instant now = suite().sim().instant();
    List<Run> runs = memory.allRuns();
    for (Run run : runs) {
      if (!run.state().isTerminal() && run.createdAt().plus(STUCK).isBefore(now)) {
        missing.append(" stuck ").append(run);
      }
    }
    for (Job job : declared.values()) {
      Optional<Instant> last =
          runs.stream()
              .filter(run -> run.job().equals(job.name()))
              .filter(run -> run.state() == RunState.SUCCEEDED)
              .map(Run::createdAt)
              .max(Instant::compareTo);
      if (last.isEmpty() || last.get().plus(STUCK).isBefore(now)) {
        missing.append(" no success of ").append(job.name()).append(" since ").append(last);
      }
    }
    return missing.toString();
  }

  @Override
  void checkHistory() {
    everyTickHasOneOutcome();
    graphsAreGoneThroughInOrder();
  }

  /** In a run of a graph each job has one run, which begins after those of its parents (I6). */
  private void graphsAreGoneThroughInOrder() {
    Map<Long, Map<String, Run>> members = new TreeMap<>();
    for (Run run : memory.allRuns()) {
      run.dag()
          .ifPresent(place -> {
            Run other =
                members.computeIfAbsent(place.dagRun(), id -> new TreeMap<>()).put(run.job(), run);
            if (other != null) {
              throw new AssertionError(run + " and " + other + " are the same job's");
            }
          });
    }
    for (DagRun dag : memory.allDags()) {
      Map<String, Run> runs = members.get(dag.id());
      suite().sometimes().when(dag.state() == DagRun.State.SUCCEEDED, "a graph succeeded");
      suite().sometimes().when(dag.state() == DagRun.State.FAILED, "a graph failed");
      if (!runs.keySet().equals(dag.nodes().keySet())) {
        throw new AssertionError(dag + " has only " + runs.keySet());
      }
      dag.nodes()
          .forEach((job, node) -> {
            for (String parent : node.parents()) {
              Optional<Instant> begun = runs.get(job).startedAt();
              Optional<Instant> ended = runs.get(parent).finishedAt();
              boolean tooEarly =
                  begun.isPresent() && (ended.isEmpty() || ended.get().isAfter(begun.get()));
              if (tooEarly) {
                throw new AssertionError(runs.get(job) + " did not wait for " + parent);
              }
            }
          });
    }
  }

  /** Runs and accounted ranges together are the ticks from the first to the last, each once. */
  private void everyTickHasOneOutcome() {
    // Declaring a job again begins its schedule anew, under another generation.
    var runs = new TreeMap<Schedule, Long>();
    var last = new TreeMap<Schedule, Instant>();
    for (Run run : memory.allRuns()) {
      if (run.trigger() == Trigger.SCHEDULE) {
        var schedule = new Schedule(run.job(), run.generation());
        runs.merge(schedule, 1L, Long::sum);
        last.merge(schedule, run.scheduledAt(), ChronosNode::later);
      }
    }
    var accounted = new TreeMap<Schedule, Long>();
    memory
        .allTicks()
        .forEach(ticks -> {
          var schedule = new Schedule(ticks.job(), ticks.generation());
          accounted.merge(schedule, ticks.ticks().count(), Long::sum);
          last.merge(schedule, ticks.ticks().last(), ChronosNode::later);
        });
    suite().sometimes().when(!accounted.isEmpty(), "ticks were coalesced");
    runs.forEach((schedule, ran) -> {
      long period = Suites.periodOf(schedule.job()).toMillis();
      long ticks = Duration.between(Suites.FIRST_TICK, last.get(schedule)).toMillis() / period + 1;
      long others = accounted.getOrDefault(schedule, 0L);
      if (ran + others != ticks) {
        throw new AssertionError(
            "%s had %d ticks, %d of them ran and %d are accounted for"
                .formatted(schedule, ticks, ran, others));
      }
    });
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private record Schedule(String job, long generation) implements Comparable<Schedule> {
    @Override
    public int compareTo(Schedule other) {
      int byJob = job.compareTo(other.job);
      return byJob != 0 ? byJob : Long.compare(generation, other.generation);
    }
  }

  /** The store, which is astonished when a run that has ended becomes something else. */
  private static final class EndedRunsStay implements StateStore<ChronosState, ChronosChange> {
    private final InMemoryChronosStore store;
    private final Map<Long, RunState> ended = new HashMap<>();

    EndedRunsStay(InMemoryChronosStore store) {
      this.store = store;
    }

    @Override
    public ChronosState load(long epoch) {
      return store.load(epoch);
    }

    @Override
    public void commit(long epoch, List<ChronosChange> changes) {
      for (ChronosChange change : changes) {
        if (change instanceof ChronosChange.RunSaved(Run run, _, _)) {
          RunState before = ended.get(run.id());
          if (before != null && before != run.state()) {
            throw new AssertionError("run " + run.id() + " was " + before + " and is " + run);
          }
          if (run.state().isTerminal()) {
            ended.put(run.id(), run.state());
          }
        }
      }
      store.commit(epoch, changes);
    }
  }
}

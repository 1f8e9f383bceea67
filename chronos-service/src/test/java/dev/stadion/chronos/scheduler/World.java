package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.persistence.InMemoryChronosStore;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A heart, its store and a clock, with a language to tell stories in. */
final class World {
  static final AgentId AGENT = new AgentId("agent-1");

  private final ChronosHeart heart;
  private final JobReader reader = new JobReader(Defaults.CHRONOS);
  private InMemoryChronosStore store = new InMemoryChronosStore();
  private ChronosState state;
  private Instant now = Instant.parse("2026-01-01T10:00:00Z");
  private List<ChronosEffect> effects = new ArrayList<>();
  private int offers;

  World() {
    this(HeartSettings.DEFAULTS);
  }

  World(HeartSettings settings) {
    heart = new ChronosHeart(settings);
    state = store.load(1);
    happens(new ChronosEvent.Subscribed(new FrameworkId("framework-1")));
  }

  // ---- what happens --------------------------------------------------------------------------

  ChronosOutcome happens(ChronosEvent event) {
    Decision<ChronosState, ChronosChange, ChronosEffect, ChronosOutcome> decision =
        heart.decide(state, event, now);
    if (!decision.changes().isEmpty()) {
      store.commit(1, decision.changes());
    }
    state = decision.state();
    effects.addAll(decision.effects());
    return decision.outcome();
  }

  /** Time passes, and the heart is woken whenever it wants to be. */
  void passes(Duration time) {
    Instant until = now.plus(time);
    for (int i = 0; i < 100_000; i++) {
      Optional<Instant> next = heart.wakeAt(state).filter(at -> !at.isAfter(until));
      if (next.isEmpty()) {
        now = until;
        return;
      }
      now = next.get().isAfter(now) ? next.get() : now;
      happens(heart.wakeUp());
    }
    throw new AssertionError("the heart never comes to rest");
  }

  /** The clock goes on, or back, and nobody is woken. */
  void elapses(Duration time) {
    now = now.plus(time);
  }

  /** The process is away for so long: memory is lost, the store is read again. */
  void isDownFor(Duration time) {
    now = now.plus(time);
    state = store.load(1);
    effects.clear();
    happens(new ChronosEvent.Subscribed(new FrameworkId("framework-1")));
    happens(heart.wakeUp());
  }

  /** The store's row of a run goes. */
  void forgets(Run run) {
    store.forget(run.id());
  }

  ChronosOutcome post(String json) {
    return happens(
        new ChronosEvent.PutJob(
            reader.read(
                StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                JobReader.Kind.ANY,
                NameRule.CHRONOS_2,
                now)));
  }

  /** A job that runs at once and then every minute. */
  void postMinutely(String name, String more) {
    post("{'name':'%s','command':'x','schedule':'R//PT1M'%s}".formatted(name, more));
  }

  void postDependent(String name, String parents) {
    post("{'name':'%s','command':'x','parents':[%s]}".formatted(name, parents));
  }

  /** A roomy offer comes; everything that may start does. */
  List<TaskId> isOffered() {
    return isOffered(64, 65_536);
  }

  List<TaskId> isOffered(double cpus, double mem) {
    int before = effects.size();
    happens(
        new ChronosEvent.Offered(
            List.of(
                new Offer(
                    new OfferId("offer-" + ++offers),
                    AGENT,
                    "host-1",
                    "*",
                    Resources.of(cpus, mem, 100_000_000),
                    List.of()))));
    return effects.subList(before, effects.size()).stream()
        .filter(ChronosEffect.Launch.class::isInstance)
        .flatMap(e -> ((ChronosEffect.Launch) e).tasks().stream())
        .map(t -> t.run().attempt().orElseThrow().task())
        .toList();
  }

  void tells(TaskId task, TaskState what) {
    tells(task, what, Optional.empty());
  }

  void tells(TaskId task, TaskState what, Optional<String> reason) {
    tells(task, what, reason, "");
  }

  /** The same with the executor's own words. */
  void says(TaskId task, TaskState what, String message) {
    tells(task, what, Optional.empty(), message);
  }

  private void tells(TaskId task, TaskState what, Optional<String> reason, String message) {
    happens(
        new ChronosEvent.Updated(
            new TaskUpdate(
                task,
                Optional.of(AGENT),
                what,
                reason,
                message,
                Optional.empty(),
                now,
                Optional.empty(),
                List.of())));
  }

  /** Launches whatever waits, and lets it end like this. */
  void runsAndEnds(TaskState how) {
    for (TaskId task : isOffered()) {
      tells(task, TaskState.RUNNING);
      tells(task, how);
    }
  }

  // ---- what is seen --------------------------------------------------------------------------

  Instant now() {
    return now;
  }

  ChronosState state() {
    return state;
  }

  InMemoryChronosStore store() {
    return store;
  }

  JobState job(String name) {
    return state.job(name).orElseThrow();
  }

  List<Run> runs(String job) {
    return store.allRuns().stream().filter(run -> run.job().equals(job)).toList();
  }

  List<RunState> states(String job) {
    return runs(job).stream().map(Run::state).toList();
  }

  Run last(String job) {
    return runs(job).getLast();
  }

  /** The effects since the last time they were asked for. */
  List<ChronosEffect> effects() {
    List<ChronosEffect> seen = effects;
    effects = new ArrayList<>();
    return seen;
  }
}

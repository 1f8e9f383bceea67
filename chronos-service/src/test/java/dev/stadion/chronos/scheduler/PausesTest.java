package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.scheduler.ChronosChange.TickOutcome;
import dev.stadion.chronos.scheduler.ChronosChange.TicksAccounted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * chronos.md §12.8, B-37 to B-39, where pauses of a job and of everything overlap. What is expected
 * is kept by {@link Expected}, which knows nothing of how it is done: for each tick the pauses that
 * held it, and how they ended.
 */
class PausesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int REPEATS = 1_000;

  /** What a user can do, when it can be done. */
  private enum Step {
    PAUSE_JOB(new ChronosEvent.PauseJob("a")),
    PAUSE_ALL(new ChronosEvent.PauseAll()),
    RESUME_JOB(new ChronosEvent.ResumeJob("a", false)),
    CATCH_UP_JOB(new ChronosEvent.ResumeJob("a", true)),
    RESUME_ALL(new ChronosEvent.ResumeAll(false)),
    CATCH_UP_ALL(new ChronosEvent.ResumeAll(true));

    final ChronosEvent event;

    Step(ChronosEvent event) {
      this.event = event;
    }
  }

  /** One pause, from its beginning on. */
  private static final class Pause {
    boolean catchup;
  }

  /** What is to become of each tick. */
  private static final class Expected {
    private final Map<Instant, Set<Pause>> pending = new TreeMap<>();
    private final Map<Instant, Boolean> runs = new TreeMap<>();
    private Optional<Pause> job = Optional.empty();
    private Optional<Pause> all = Optional.empty();

    void tick(Instant tick) {
      Set<Pause> holding = Set.copyOf(Stream.of(job, all).flatMap(Optional::stream).toList());
      runs.put(tick, holding.isEmpty());
      if (!holding.isEmpty()) {
        pending.put(tick, holding);
      }
    }

    List<Step> possible() {
      List<Step> possible = new ArrayList<>();
      possible.addAll(
          job.isEmpty() ? List.of(Step.PAUSE_JOB) : List.of(Step.RESUME_JOB, Step.CATCH_UP_JOB));
      possible.addAll(
          all.isEmpty() ? List.of(Step.PAUSE_ALL) : List.of(Step.RESUME_ALL, Step.CATCH_UP_ALL));
      return possible;
    }

    void happens(Step step) {
      switch (step) {
        case PAUSE_JOB -> job = Optional.of(new Pause());
        case PAUSE_ALL -> all = Optional.of(new Pause());
        case RESUME_JOB, CATCH_UP_JOB -> {
          job.orElseThrow().catchup = step == Step.CATCH_UP_JOB;
          job = Optional.empty();
        }
        case RESUME_ALL, CATCH_UP_ALL -> {
          all.orElseThrow().catchup = step == Step.CATCH_UP_ALL;
          all = Optional.empty();
        }
      }
      if (job.isEmpty() && all.isEmpty()) {
        pending.forEach(
            (tick, holding) -> runs.put(tick, holding.stream().allMatch(p -> p.catchup)));
        pending.clear();
      }
    }
  }

  /** A job in its world, and what is expected of it. */
  private static final class Story {
    final World world = new World();
    final Expected expected = new Expected();
    private final String policy;
    private final List<String> told = new ArrayList<>();
    private Instant last = world.now();

    Story(String policy) {
      this.policy = policy;
      world.post(
          ("{'name':'a','command':'x','schedule':'R%d/2026-01-01T10:01:00Z/PT1M',"
                  + "'concurrent':true,'misfirePolicy':'%s','maxCatchup':10000}")
              .formatted(REPEATS, policy));
    }

    /** Time passes, and whoever is to be woken is, or is not. */
    void passes(Duration time, boolean awake) {
      told.add(time + (awake ? "" : " unawake"));
      if (awake) {
        world.passes(time);
      } else {
        world.elapses(time);
      }
      ticks();
    }

    void restarts() {
      told.add("restart");
      world.isDownFor(Duration.ofSeconds(50));
      ticks();
    }

    private void ticks() {
      Instant minute = last.plus(MINUTE);
      for (; !minute.isAfter(world.now()); minute = minute.plus(MINUTE)) {
        expected.tick(minute);
        last = minute;
      }
    }

    void happens(Step step) {
      told.add(step.name());
      world.happens(step.event);
      expected.happens(step);
    }

    /** Everything that is due has its outcome, and the right one. */
    void isAsExpected() {
      world.happens(new ChronosEvent.WakeUp());
      Map<Instant, String> outcomes = new TreeMap<>();
      for (Run run : world.runs("a")) {
        assertThat(run.trigger()).isEqualTo(Trigger.SCHEDULE);
        outcomes.merge(run.scheduledAt(), "runs", (a, b) -> a + ", " + b);
      }
      for (TicksAccounted row : world.store().allTicks()) {
        String outcome = row.outcome() == TickOutcome.SKIPPED ? "skipped" : "runs";
        long count = 0;
        for (Instant tick = row.ticks().first();
            !tick.isAfter(row.ticks().last());
            tick = tick.plus(MINUTE)) {
          outcomes.merge(tick, outcome, (a, b) -> a + ", " + b);
          count++;
        }
        assertThat(row.ticks().count()).as("%s", told).isEqualTo(count);
      }
      Map<Instant, String> wanted = new TreeMap<>();
      expected.runs.forEach((tick, runs) -> wanted.put(tick, runs ? "runs" : "skipped"));
      assertThat(outcomes).as("%s %s", policy, told).isEqualTo(wanted);
      if (policy.equals("fireAll")) {
        long taken = wanted.values().stream().filter("runs"::equals).count();
        assertThat(world.job("a").timetable().orElseThrow().repeatsLeft())
            .as("%s", told)
            .hasValue(REPEATS - taken);
      }
    }
  }

  enum Between {
    AWAKE,
    UNAWAKE,
    RESTARTED
  }

  @ParameterizedTest
  @EnumSource(Between.class)
  void whateverOverlapsEveryTickHasOneOutcomeAndTheRightOne_B38_B39(Between between) {
    List<List<Step>> stories = new ArrayList<>();
    tell(List.of(), 8, new Expected(), stories);
    assertThat(stories.size()).isGreaterThan(2_000);

    for (List<Step> steps : stories) {
      var story = new Story("fireAll");
      story.passes(Duration.ofSeconds(90), true);
      for (Step step : steps) {
        story.happens(step);
        switch (between) {
          case AWAKE -> story.passes(MINUTE, true);
          case UNAWAKE -> story.passes(MINUTE, false);
          case RESTARTED -> story.restarts();
        }
        story.isAsExpected();
      }
    }
  }

  /** All stories of that many steps. */
  private static void tell(List<Step> so, int more, Expected state, List<List<Step>> stories) {
    if (more == 0) {
      stories.add(so);
      return;
    }
    for (Step step : state.possible()) {
      var next = new Expected();
      List<Step> longer = Stream.concat(so.stream(), Stream.of(step)).toList();
      longer.forEach(next::happens);
      tell(longer, more - 1, next, stories);
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 150);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverHappensWhenEveryTickHasOneOutcomeAndTheRightOne_B38_B39(long seed) {
    var random = new Random(seed);
    var story = new Story(random.nextBoolean() ? "fireAll" : "coalesce");

    for (int i = 0; i < 40; i++) {
      List<Step> possible = story.expected.possible();
      switch (random.nextInt(8)) {
        case 0 -> story.restarts();
        case 1 -> story.isAsExpected();
        case 2, 3, 4 ->
            story.passes(Duration.ofSeconds(30L * random.nextInt(7)), random.nextBoolean());
        default -> story.happens(possible.get(random.nextInt(possible.size())));
      }
    }
    story.isAsExpected();
  }

  @Test
  void ticksOfBothPausesAndOfEitherAreOneRunWhenEverythingWasToBeMadeUpFor_B38() {
    var story = new Story("coalesce");
    story.happens(Step.PAUSE_JOB);
    story.passes(Duration.ofMinutes(2), true);
    story.happens(Step.PAUSE_ALL);
    story.passes(Duration.ofMinutes(2), true);
    story.happens(Step.CATCH_UP_JOB);
    story.passes(Duration.ofMinutes(2), true);
    assertThat(story.world.runs("a")).isEmpty();

    story.happens(Step.CATCH_UP_ALL);
    story.isAsExpected();

    assertThat(story.world.runs("a")).hasSize(1);
    assertThat(story.world.last("a").coalesced()).isEqualTo(6);
  }

  @Test
  void whatTheJobsOwnPauseHeldIsMadeUpForThoughWhatEverythingsHeldIsNot_B38() {
    var story = new Story("coalesce");
    story.happens(Step.PAUSE_JOB);
    story.passes(Duration.ofMinutes(2), true);
    story.happens(Step.PAUSE_ALL);
    story.happens(Step.CATCH_UP_JOB);
    story.passes(Duration.ofMinutes(3), true);

    story.happens(Step.RESUME_ALL);
    story.isAsExpected();

    assertThat(story.world.runs("a")).hasSize(1);
    assertThat(story.world.last("a").coalesced()).isEqualTo(2);
    assertThat(story.world.last("a").scheduledAt()).isEqualTo("2026-01-01T10:02:00Z");
  }

  @Test
  void aClockThatIsSetBackBeforeAPauseMakesNothingRunTwice_B38() {
    var story = new Story("fireAll");
    story.passes(Duration.ofMinutes(5), true);
    story.world.elapses(Duration.ofMinutes(-4));
    story.world.happens(new ChronosEvent.PauseJob("a"));
    story.world.passes(Duration.ofMinutes(6));

    story.world.happens(new ChronosEvent.ResumeJob("a", true));
    story.world.happens(new ChronosEvent.WakeUp());

    assertThat(story.world.runs("a")).extracting(Run::scheduledAt).doesNotHaveDuplicates();
    assertThat(story.world.runs("a")).hasSize(7);
    assertThat(story.world.store().allTicks()).isEmpty();
  }

  @Test
  void aJobThatIsDeclaredInAPauseHasNoTicksFromBeforeItsDeclaration_B38() {
    var world = new World();
    world.happens(new ChronosEvent.PauseAll());
    world.passes(Duration.ofMinutes(30));
    world.post(
        "{'name':'a','command':'x','cron':'* * * * *','concurrent':true,"
            + "'misfirePolicy':'fireAll'}");
    world.passes(Duration.ofMinutes(3));

    world.happens(new ChronosEvent.ResumeAll(true));
    world.happens(new ChronosEvent.WakeUp());

    assertThat(world.runs("a")).hasSize(3);
  }

  @Test
  void aJobWhoseLastTickAPauseHasSkippedIsDisabledWhenThePauseEnds_B03() {
    var world = new World();
    world.post("{'name':'a','command':'x','cron':'* * * * *','notAfter':'2026-01-01T10:02:00Z'}");
    world.happens(new ChronosEvent.PauseJob("a"));
    world.passes(Duration.ofMinutes(5));
    assertThat(world.job("a").job().disabled()).isFalse();

    world.happens(new ChronosEvent.ResumeJob("a", false));

    assertThat(world.job("a").job().disabled()).isTrue();
  }
}

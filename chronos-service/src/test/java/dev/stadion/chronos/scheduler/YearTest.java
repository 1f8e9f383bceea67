package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A year of simulated time (promises.md P3, P5, P6; invariants I3, I5, I6): jobs in zones with
 * daylight saving, chains behind them, failures, a failover every few weeks, and outages of a
 * minute, a day and a month. Every tick of the year, told by the calendar alone, has exactly one
 * outcome, none drifts, no job runs beside itself, and each success of a parent is one run of its
 * child.
 *
 * <p>The build takes {@value #USUAL} jobs; {@code -Dyear.jobs=10000} takes ten thousand. What a job
 * does depends on no other job, so fewer of them see the same situations.
 */
class YearTest {
  private static final int USUAL = 60;
  private static final Instant BEGIN = Instant.parse("2026-01-01T10:00:00Z");
  private static final List<String> ZONES =
      List.of(
          "Europe/Berlin",
          "America/New_York",
          "Australia/Lord_Howe",
          "Africa/Cairo",
          "America/Sao_Paulo",
          "Asia/Kathmandu",
          "UTC");

  private final int jobs = Integer.getInteger("year.jobs", USUAL);
  private final Random random = new Random(7);
  private final World world = new World();
  private final Map<String, Integer> live = new HashMap<>();

  private static String zone(int job) {
    return ZONES.get(job % ZONES.size());
  }

  /** The local time of a daily job, in the hours in which clocks change. */
  private static LocalDateTime first(int job) {
    return LocalDateTime.of(2026, 1, 2, job % 4, 15 * (job % 4));
  }

  @Test
  void everyTickOfAYearHasOneOutcomeAndNothingDrifts() {
    for (int i = 0; i < jobs; i++) {
      world.post(
          "{'name':'job-%d','command':'x','retries':1,'schedule':'R/%s:00/P1D','scheduleTimeZone':'%s'}"
              .formatted(i, first(i), zone(i)));
      if (i % 10 == 0) {
        world.postDependent("child-" + i, "'job-" + i + "'");
      }
    }
    for (int day = 1; day <= 365; day++) {
      aDayPasses();
      switch (day) {
        case 50 -> world.isDownFor(Duration.ofMinutes(1));
        case 100 -> world.isDownFor(Duration.ofDays(1));
        case 200 -> world.isDownFor(Duration.ofDays(31));
        default -> {
          if (day % 25 == 0) {
            world.isDownFor(Duration.ZERO);
          }
        }
      }
    }
    runsEnd();

    for (int i = 0; i < jobs; i++) {
      everyTickHasOneOutcome(i);
    }
    everySuccessIsOneRunOfTheChild();
  }

  /** In steps, so that processes live for hours and ticks meet them. */
  private void aDayPasses() {
    for (int i = 0; i < 6; i++) {
      world.passes(Duration.ofHours(4));
      runsEnd();
    }
  }

  private void runsEnd() {
    for (List<TaskId> tasks = world.isOffered(4_000, 4_000_000);
        !tasks.isEmpty();
        tasks = world.isOffered(4_000, 4_000_000)) {
      for (TaskId task : tasks) {
        String job = task.value().split(":")[3];
        assertThat(live.merge(job, 1, Integer::sum)).as("%s runs beside itself", job).isOne();
        world.tells(task, TaskState.RUNNING);
        world.tells(task, random.nextInt(20) == 0 ? TaskState.FAILED : TaskState.FINISHED);
        live.merge(job, -1, Integer::sum);
      }
      world.effects();
    }
  }

  private void everyTickHasOneOutcome(int job) {
    String name = "job-" + job;
    List<Instant> told = new ArrayList<>();
    ZoneId zone = ZoneId.of(zone(job));
    for (LocalDateTime day = first(job); ; day = day.plusDays(1)) {
      Instant tick = day.atZone(zone).toInstant();
      if (tick.isAfter(world.now())) {
        break;
      }
      told.add(tick);
    }
    Set<Instant> ran = new HashSet<>();
    for (Run run : world.runs(name)) {
      if (run.trigger() == Trigger.SCHEDULE) {
        assertThat(ran.add(run.scheduledAt())).as("%s ran twice", run).isTrue();
      }
    }
    assertThat(told).as(name).containsAll(ran);
    List<Instant> others = new ArrayList<>(told);
    others.removeAll(ran);
    long accounted =
        world.store().allTicks().stream()
            .filter(ticks -> ticks.job().equals(name))
            .mapToLong(ticks -> ticks.ticks().count())
            .sum();
    assertThat(accounted).as(name).isEqualTo(others.size());
    assertThat(BEGIN).isBefore(told.getFirst());
  }

  private void everySuccessIsOneRunOfTheChild() {
    for (int i = 0; i < jobs; i += 10) {
      long successes =
          world.states("job-" + i).stream().filter(s -> s == RunState.SUCCEEDED).count();
      long caused = world.runs("child-" + i).stream().mapToLong(Run::coalesced).sum();
      assertThat(caused).as("child-%d", i).isEqualTo(successes);
    }
  }
}

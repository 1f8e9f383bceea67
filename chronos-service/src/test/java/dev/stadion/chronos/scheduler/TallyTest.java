package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Tally;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** chronos.md B-50: what a job counts is what its runs since the last POST add up to. */
class TallyTest {
  private static final List<TaskState> ENDS =
      List.of(
          TaskState.FINISHED,
          TaskState.FINISHED,
          TaskState.FAILED,
          TaskState.LOST,
          TaskState.KILLED,
          TaskState.ERROR);

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theCountersAreThoseOfTheRuns(long seed) {
    var random = new Random(seed);
    var world = new World();
    world.postMinutely("a", ",'retries':1,'retryDelay':'PT1S'");
    int before = 0;
    for (int step = 0; step < 60; step++) {
      switch (random.nextInt(8)) {
        case 0 -> world.happens(new ChronosEvent.RunNow("a", Optional.of("x" + step)));
        case 1 -> world.isDownFor(Duration.ofSeconds(random.nextInt(200)));
        case 2 -> world.happens(new ChronosEvent.PauseJob("a"));
        case 3 -> world.happens(new ChronosEvent.ResumeJob("a", random.nextBoolean()));
        case 4 -> {
          if (random.nextInt(4) == 0 && world.state().openRuns("a").isEmpty()) {
            before = world.runs("a").size();
            world.postMinutely("a", ",'retries':1,'retryDelay':'PT1S'");
          }
        }
        default -> {
          for (TaskId task : world.isOffered()) {
            world.tells(task, TaskState.RUNNING);
            world.passes(Duration.ofSeconds(random.nextInt(30)));
            world.tells(task, ENDS.get(random.nextInt(ENDS.size())));
          }
        }
      }
      world.passes(Duration.ofSeconds(random.nextInt(60)));

      List<Run> all = world.runs("a");
      List<Run> runs = all.subList(before, all.size());
      Tally tally = world.job("a").job().tally();
      assertThat(tally.successes()).isEqualTo(count(runs, Set.of(RunState.SUCCEEDED)));
      assertThat(tally.errors())
          .isEqualTo(count(runs, Set.of(RunState.FAILED, RunState.LOST, RunState.TIMED_OUT)));
      assertThat(tally.lastSuccess()).isEqualTo(lastEnd(runs, RunState.SUCCEEDED));
    }
  }

  private static long count(List<Run> runs, Set<RunState> states) {
    return runs.stream().filter(run -> states.contains(run.state())).count();
  }

  private static Optional<Instant> lastEnd(List<Run> runs, RunState state) {
    return runs.stream()
        .filter(run -> run.state() == state)
        .flatMap(run -> run.finishedAt().stream())
        .max(Instant::compareTo);
  }
}

package dev.stadion.benchmarks.marathon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Every driver does its work to the end, in small. */
class MarathonBenchmarksTest {
  @Test
  void oneInstanceAtATime() throws Exception {
    SingleBenchmark.Result result = new SingleBenchmark(3, 2).run(database());

    assertThat(result.millis()).hasSize(2).allMatch(millis -> millis > 0);
    assertThat(result.commitMillis()).isPositive();
  }

  @Test
  void aReplacementBetweenFloorAndCeiling() throws Exception {
    RollingBenchmark.Result result = new RollingBenchmark(20, 4, 1, 0.8, 0.2).run(database());

    assertThat(result.fewest()).isBetween(16, 20);
    assertThat(result.most()).isBetween(20, 24);
    assertThat(result.seconds()).hasSize(1);
  }

  @Test
  void manyApps() throws Exception {
    ManyAppsBenchmark.Result result = new ManyAppsBenchmark(60, 3, 20, 2).run(database());

    assertThat(result.postsPerSecond()).isPositive();
    assertThat(result.listMillis()).isPositive();
    assertThat(result.readsPerSecond()).isPositive();
  }

  @Test
  void noEventIsLost() throws Exception {
    EventStreamBenchmark.Result result = new EventStreamBenchmark(10, 50, 1).run(database());

    assertThat(result.events()).isEqualTo(50);
    assertThat(result.lost()).isZero();
    assertThat(result.cut()).isZero();
  }

  @Test
  void memory() {
    HeapBenchmark.Result result = new HeapBenchmark(2_000, 100).run();

    assertThat(result.perTask()).isBetween(50.0, 5_000.0);
    assertThat(result.json()).isPositive();
  }

  @Test
  void looksAtTasks() throws Exception {
    ProbeBenchmark.Result result =
        new ProbeBenchmark(20, Duration.ofMillis(200), Duration.ofMillis(900)).run();

    assertThat(result.looks()).isGreaterThan(40);
    assertThat(result.unhealthy()).isZero();
  }

  private static BenchmarkDatabase database() {
    TestDatabase database = TestDatabase.fresh();
    return new BenchmarkDatabase(database.url(), database.user(), database.password());
  }
}

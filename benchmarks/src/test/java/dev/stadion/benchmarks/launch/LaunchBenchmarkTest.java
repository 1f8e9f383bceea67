package dev.stadion.benchmarks.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.dropwizard.testing.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LaunchBenchmarkTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aSmallRaceIsRunToItsEnd(int apps) throws Exception {
    TestDatabase database = TestDatabase.fresh();

    LaunchBenchmark.Result result =
        new LaunchBenchmark(40, 3, 2, apps)
            .run(new BenchmarkDatabase(database.url(), database.user(), database.password()));

    assertThat(result.instances()).isEqualTo(40);
    assertThat(result.warm()).isPositive();
    assertThat(result.copyRowsPerSecond()).isPositive();
  }
}

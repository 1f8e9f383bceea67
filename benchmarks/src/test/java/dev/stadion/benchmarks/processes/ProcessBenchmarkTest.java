package dev.stadion.benchmarks.processes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessBenchmarkTest {
  @TempDir Path directory;

  @Test
  void aSmallRaceIsRunToItsEnd() throws Exception {
    TestDatabase database = TestDatabase.fresh();

    ProcessBenchmark.Result result =
        new ProcessBenchmark(20, 2)
            .run(
                new ObjectMapper()
                    .createObjectNode()
                    .put("url", database.url())
                    .put("user", database.user())
                    .put("password", database.password()),
                directory);

    assertThat(result.rounds()).hasSize(2);
    assertThat(result.warmShare()).isPositive();
  }
}

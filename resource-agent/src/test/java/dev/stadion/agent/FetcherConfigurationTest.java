package dev.stadion.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.fetch.FetchLimits;
import dev.stadion.agent.fetch.FetchSettings;
import dev.stadion.agent.fetch.Repositories;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherConfigurationTest {
  @TempDir Path home;

  /** promises.md §7.8 and mesos-v1.md §9.5. */
  @Test
  void whoConfiguresNothingHasTheLimitsThatWerePromised() {
    assertThat(new FetcherConfiguration().toSettings(new Repositories(Map.of(), home)))
        .returns(FetchLimits.DEFAULTS, FetchSettings::limits)
        .returns(List.of(), FetchSettings::allowed)
        .returns(List.of(), FetchSettings::localRoots)
        .returns(2L << 30, FetchSettings::cacheBytes);
  }
}

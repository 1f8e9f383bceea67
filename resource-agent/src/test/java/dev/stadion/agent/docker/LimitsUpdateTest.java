package dev.stadion.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.HostConfig;
import dev.stadion.agent.docker.LimitsUpdate.Memory;
import dev.stadion.agent.docker.LimitsUpdate.Quota;
import org.junit.jupiter.api.Test;

/** An engine refuses a change as a whole when it refuses any part (mesos-v1.md §9.3). */
class LimitsUpdateTest {
  private static final long MB = 1 << 20;

  @Test
  void memoryGrowsWithAsMuchSwapAsTheEngineGivesByItself() {
    assertThat(memory(now(64 * MB, 128 * MB), 192 * MB)).isEqualTo(new Memory(192 * MB, 384 * MB));
    assertThat(memory(now(64 * MB, 0), 192 * MB)).isEqualTo(new Memory(192 * MB, 384 * MB));
  }

  @Test
  void theSwapThatATaskChoseStaysAndIsNeverBelowTheMemory() {
    assertThat(memory(now(64 * MB, -1), 192 * MB)).isEqualTo(new Memory(192 * MB, -1));
    assertThat(memory(now(64 * MB, 64 * MB), 192 * MB)).isEqualTo(new Memory(192 * MB, 192 * MB));
    assertThat(memory(now(64 * MB, 74 * MB), 192 * MB)).isEqualTo(new Memory(192 * MB, 202 * MB));
  }

  @Test
  void memoryNeverShrinksAndNeverBecomesLimited() {
    assertThat(LimitsUpdate.of(now(192 * MB, 384 * MB), wanted(64 * MB)).memory()).isEmpty();
    assertThat(LimitsUpdate.of(now(0, 0), wanted(64 * MB)).memory()).isEmpty();
    assertThat(LimitsUpdate.of(now(64 * MB, 128 * MB), new HostConfig().withCpuShares(2)).memory())
        .isEmpty();
  }

  @Test
  void aQuotaIsLeftOutWhereTheEngineWouldRefuseItAndWithItTheRest() {
    assertThat(LimitsUpdate.of(now(64 * MB, 0), wanted(64 * MB)).quota())
        .contains(new Quota(100_000, 50_000));
    assertThat(LimitsUpdate.of(now(64 * MB, 0).withNanoCPUs(500_000_000L), wanted(192 * MB)))
        .returns(true, update -> update.quota().isEmpty())
        .returns(true, update -> update.memory().isPresent())
        .returns(512, LimitsUpdate::cpuShares);
  }

  private static Memory memory(HostConfig now, long wanted) {
    return LimitsUpdate.of(now, wanted(wanted)).memory().orElseThrow();
  }

  private static HostConfig now(long memory, long withSwap) {
    return new HostConfig().withMemory(memory).withMemorySwap(withSwap).withNanoCPUs(0L);
  }

  private static HostConfig wanted(long memory) {
    return new HostConfig()
        .withCpuShares(512)
        .withCpuPeriod(100_000L)
        .withCpuQuota(50_000L)
        .withMemory(memory);
  }
}

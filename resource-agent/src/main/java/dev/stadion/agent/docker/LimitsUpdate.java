package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.HostConfig;
import java.util.Optional;

/**
 * What an engine is asked to change of a running container, in one call: so that it grants all of
 * it or nothing, everything that it would refuse is left out here. Pure.
 *
 * @param quota empty when the container keeps what it has
 * @param memory empty when the container keeps what it has
 */
record LimitsUpdate(int cpuShares, Optional<Quota> quota, Optional<Memory> memory) {

  record Quota(long period, long micros) {}

  /**
   * @param withSwap never less than the memory alone, which the engine would refuse; -1 for no
   *     limit
   */
  record Memory(long bytes, long withSwap) {}

  /**
   * As in Mesos memory only grows: what is in use cannot be taken back without killing.
   *
   * @param now what the engine says of the container
   */
  static LimitsUpdate of(HostConfig now, HostConfig wanted) {
    // The engine refuses a quota for a container whose cpus were given to it in another way.
    boolean quotaIsPossible = value(now.getNanoCPUs()) == 0;
    return new LimitsUpdate(
        wanted.getCpuShares(),
        Optional.ofNullable(wanted.getCpuQuota())
            .filter(quota -> quotaIsPossible)
            .map(quota -> new Quota(wanted.getCpuPeriod(), quota)),
        memory(now, value(wanted.getMemory())));
  }

  private static Optional<Memory> memory(HostConfig now, long wanted) {
    long before = value(now.getMemory());
    return before > 0 && wanted > before
        ? Optional.of(new Memory(wanted, withSwap(before, value(now.getMemorySwap()), wanted)))
        : Optional.empty();
  }

  /** The engine's default is as much swap as memory; what a task chose for itself stays. */
  private static long withSwap(long before, long withSwap, long wanted) {
    if (withSwap < 0) {
      return withSwap;
    }
    boolean unsaid = withSwap == 0 || withSwap == 2 * before;
    return unsaid ? 2 * wanted : wanted + Math.max(0, withSwap - before);
  }

  private static long value(Long number) {
    return number == null ? 0 : number;
  }
}

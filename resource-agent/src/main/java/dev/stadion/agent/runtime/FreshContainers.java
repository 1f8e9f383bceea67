package dev.stadion.agent.runtime;

import dev.stadion.agent.process.ContainerId;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Names for containers: random UUIDs.
 *
 * @param random must not repeat itself over the lives of an agent
 */
record FreshContainers(RandomGenerator random) implements Supplier<ContainerId> {
  @Override
  public ContainerId get() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
    return new ContainerId(new UUID(high, low).toString());
  }
}

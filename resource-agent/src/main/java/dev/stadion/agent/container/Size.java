package dev.stadion.agent.container;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.cgroup.CgroupLimits;
import dev.stadion.scheduling.resource.Resources;
import java.util.Map;

/**
 * How much a container may use.
 *
 * @param limits ceilings above the resources, by name (mesos-v1.md §6.6)
 * @param overheadBytes memory beside that of the resources
 */
public record Size(Resources resources, Map<String, Double> limits, long overheadBytes) {
  private static final double BYTES_PER_MB = 1 << 20;

  public Size {
    requireNonNull(resources, "resources");
    limits = Map.copyOf(limits);
  }

  CgroupLimits cgroupLimits() {
    double mem = limits.getOrDefault(Resources.MEM, resources.amount(Resources.MEM));
    long bytes =
        mem >= Long.MAX_VALUE / (2.0 * BYTES_PER_MB)
            ? Long.MAX_VALUE / 2
            : (long) (mem * BYTES_PER_MB) + overheadBytes;
    long requested = (long) (resources.amount(Resources.MEM) * BYTES_PER_MB) + overheadBytes;
    return new CgroupLimits(
        resources.amount(Resources.CPUS),
        limits.getOrDefault(Resources.CPUS, Double.POSITIVE_INFINITY),
        Math.min(requested, bytes),
        bytes);
  }
}

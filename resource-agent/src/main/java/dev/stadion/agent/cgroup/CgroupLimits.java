package dev.stadion.agent.cgroup;

/**
 * What a container may use.
 *
 * @param cpus weight relative to others, and the ceiling if ceilings are on
 * @param cpuCeiling infinite unless the task has one of its own
 * @param memoryRequested what it keeps when the machine runs short
 * @param memoryBytes the kernel kills what needs more
 */
public record CgroupLimits(double cpus, double cpuCeiling, long memoryRequested, long memoryBytes) {

  /** Without ceilings above what was asked for. */
  public CgroupLimits(double cpus, long memoryBytes) {
    this(cpus, Double.POSITIVE_INFINITY, memoryBytes, memoryBytes);
  }
}

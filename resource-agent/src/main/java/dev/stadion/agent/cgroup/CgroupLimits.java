package dev.stadion.agent.cgroup;

/**
 * What a container may use.
 *
 * @param cpus weight relative to others, and the ceiling if ceilings are on
 * @param memoryBytes the kernel kills what needs more
 */
public record CgroupLimits(double cpus, long memoryBytes) {}

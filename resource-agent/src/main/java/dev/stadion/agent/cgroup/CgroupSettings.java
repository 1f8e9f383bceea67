package dev.stadion.agent.cgroup;

/**
 * How limits are set.
 *
 * @param enabled whether to use control groups at all
 * @param cpuQuota whether a container may never use more than its cpus; otherwise they are only its
 *     weight when the machine is busy
 * @param maxProcesses in one container
 */
public record CgroupSettings(boolean enabled, boolean cpuQuota, int maxProcesses) {
  public static final CgroupSettings DEFAULTS = new CgroupSettings(true, false, 4096);
}

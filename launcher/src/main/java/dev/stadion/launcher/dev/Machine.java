package dev.stadion.launcher.dev;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this machine has to share out among the suite's agents. */
final class Machine {
  private static final long MEBIBYTE = 1024L * 1024;

  /**
   * As a Mesos agent: leave this much memory to the rest of the machine, or half if it is small.
   */
  private static final long KEPT_MEBIBYTES = 1024;

  private Machine() {}

  /** One agent's part of processors and memory, in the words of the agent's configuration. */
  static String share(int agents) {
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double processors = system.getAvailableProcessors();
    long memory = system.getTotalMemorySize() / MEBIBYTE;
    long offered = memory > 2 * KEPT_MEBIBYTES ? memory - KEPT_MEBIBYTES : memory / 2;
    return "cpus:%s;mem:%d".formatted(processors / agents, offered / agents);
  }
}

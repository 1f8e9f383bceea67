package dev.stadion.agent.runtime;

import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine has to offer when nobody says otherwise (mesos-v1.md §6.4). */
public final class MachineResources {
  private static final long GIB_IN_MIB = 1024;
  private static final long FALLBACK_MEM = GIB_IN_MIB;
  private static final long FALLBACK_DISK = 10 * GIB_IN_MIB;
  private static final Range PORTS = new Range(31000, 32000);

  private MachineResources() {}

  /**
   * {@code given}, completed by what was found for the names it does not mention.
   *
   * @param workDirectory on whose file system the disk is measured; exists
   */
  public static Resources complete(Resources given, Path workDirectory) {
    Resources all = given;
    all = orScalar(all, Resources.CPUS, Runtime.getRuntime().availableProcessors());
    all = orScalar(all, Resources.MEM, memory(totalMemory()));
    all = orScalar(all, Resources.DISK, disk(totalDisk(workDirectory)));
    return mentions(all, Resources.PORTS) ? all : all.withPorts(PORTS);
  }

  /** All the memory of this machine. */
  static long memoryBytes() {
    return totalMemory() << 20;
  }

  /** Total minus 1 GiB, or half of less than 2 GiB. */
  static long memory(long totalMib) {
    return totalMib < 2 * GIB_IN_MIB ? totalMib / 2 : totalMib - GIB_IN_MIB;
  }

  /** Total minus 5 GiB, or half of less than 10 GiB. */
  static long disk(long totalMib) {
    return totalMib < 10 * GIB_IN_MIB ? totalMib / 2 : totalMib - 5 * GIB_IN_MIB;
  }

  private static Resources orScalar(Resources given, String name, long found) {
    return mentions(given, name)
        ? given
        : given.with(ResourceKey.unreserved(name), Quantity.Scalar.of((double) found));
  }

  private static boolean mentions(Resources given, String name) {
    return given.parts().keySet().stream().anyMatch(key -> key.name().equals(name));
  }

  private static long totalMemory() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemTotal:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(2 * FALLBACK_MEM);
    } catch (IOException e) {
      return 2 * FALLBACK_MEM;
    }
  }

  private static long totalDisk(Path workDirectory) {
    try {
      return Files.getFileStore(workDirectory).getTotalSpace() >> 20;
    } catch (IOException e) {
      return FALLBACK_DISK + 5 * GIB_IN_MIB;
    }
  }
}

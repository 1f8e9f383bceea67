package dev.stadion.master.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import com.sun.management.OperatingSystemMXBean;
import dev.stadion.master.heart.AllocationWatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What is measured about this process and its machine, under the names of Mesos. */
public final class Measurements {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS = 1_000;
  private static final Path LOADS = Path.of("/proc/loadavg");

  private final MetricRegistry registry;
  private final Timer allocations;

  /**
   * @param registry where the event loop is measured
   */
  public Measurements(MetricRegistry registry) {
    this.registry = requireNonNull(registry, "registry");
    this.allocations = registry.timer("allocation.run");
  }

  /** Measures how long offers take to make; for the heart of this master. */
  public AllocationWatch allocations() {
    return allocations::time;
  }

  Map<String, Double> read() {
    var all = new TreeMap<String, Double>();
    distribution(all, "registrar/state_store_ms", registry.timer("loop.commit"));
    distribution(all, "allocator/mesos/allocation_run_ms", allocations);
    all.put("allocator/mesos/allocation_runs", (double) allocations.getCount());
    // Offers are made in the decision that frees something: what waits for them is its event.
    distribution(all, "allocator/mesos/allocation_run_latency_ms", registry.timer("loop.waiting"));
    // Of the process, so that a standby has one, too.
    all.put("master/uptime_secs", ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
    system().forEach((name, value) -> all.put("system/" + name, value));
    return all;
  }

  /** The machine in the words of libprocess: {@code /system/stats.json}. */
  public static Map<String, Double> machine() {
    var stats = new TreeMap<String, Double>();
    system().forEach((name, value) -> stats.put(name.replaceFirst("^load_", "avg_load_"), value));
    return stats;
  }

  private static Map<String, Double> system() {
    var all = new TreeMap<String, Double>();
    all.put("cpus_total", (double) Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
      all.put("mem_total_bytes", (double) machine.getTotalMemorySize());
      all.put("mem_free_bytes", (double) machine.getFreeMemorySize());
    }
    loads(all);
    return all;
  }

  private static void distribution(Map<String, Double> all, String name, Timer timer) {
    Snapshot times = timer.getSnapshot();
    all.put(name, times.getMean() / NANOS_PER_MILLI);
    all.put(name + "/count", (double) timer.getCount());
    all.put(name + "/min", times.getMin() / NANOS_PER_MILLI);
    all.put(name + "/max", times.getMax() / NANOS_PER_MILLI);
    all.put(name + "/p50", times.getMedian() / NANOS_PER_MILLI);
    all.put(name + "/p90", times.getValue(0.9) / NANOS_PER_MILLI);
    all.put(name + "/p95", times.get95thPercentile() / NANOS_PER_MILLI);
    all.put(name + "/p99", times.get99thPercentile() / NANOS_PER_MILLI);
    all.put(name + "/p999", times.get999thPercentile() / NANOS_PER_MILLI);
    all.put(name + "/p9999", times.getValue(0.9999) / NANOS_PER_MILLI);
  }

  /** Other systems than Linux do not say. */
  private static void loads(Map<String, Double> all) {
    try {
      String[] loads = Files.readString(LOADS, US_ASCII).split(" ", -1);
      all.put("load_1min", Double.parseDouble(loads[0]));
      all.put("load_5min", Double.parseDouble(loads[1]));
      all.put("load_15min", Double.parseDouble(loads[2]));
    } catch (IOException | NumberFormatException e) {
      all.put("load_1min", 0.0);
    }
  }
}

package dev.stadion.master.document;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What is measured about this process and its machine, under the names of Mesos. */
public final class Measurements {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final Path LOADS = Path.of("/proc/loadavg");

  private final MetricRegistry registry;

  /**
   * @param registry where the event loop is measured
   */
  public Measurements(MetricRegistry registry) {
    this.registry = requireNonNull(registry, "registry");
  }

  Map<String, Double> read() {
    var all = new TreeMap<String, Double>();
    Timer commit = registry.timer("loop.commit");
    Snapshot stores = commit.getSnapshot();
    String store = "registrar/state_store_ms";
    all.put(store, stores.getMean() / NANOS_PER_MILLI);
    all.put(store + "/count", (double) commit.getCount());
    all.put(store + "/min", stores.getMin() / NANOS_PER_MILLI);
    all.put(store + "/max", stores.getMax() / NANOS_PER_MILLI);
    all.put(store + "/p50", stores.getMedian() / NANOS_PER_MILLI);
    all.put(store + "/p90", stores.getValue(0.9) / NANOS_PER_MILLI);
    all.put(store + "/p95", stores.get95thPercentile() / NANOS_PER_MILLI);
    all.put(store + "/p99", stores.get99thPercentile() / NANOS_PER_MILLI);
    all.put(store + "/p999", stores.get999thPercentile() / NANOS_PER_MILLI);
    all.put(store + "/p9999", stores.getValue(0.9999) / NANOS_PER_MILLI);
    all.put("system/cpus_total", (double) Runtime.getRuntime().availableProcessors());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean machine) {
      all.put("system/mem_total_bytes", (double) machine.getTotalMemorySize());
      all.put("system/mem_free_bytes", (double) machine.getFreeMemorySize());
    }
    loads(all);
    return all;
  }

  /** Other systems than Linux do not say. */
  private static void loads(Map<String, Double> all) {
    try {
      String[] loads = Files.readString(LOADS, US_ASCII).split(" ", -1);
      all.put("system/load_1min", Double.parseDouble(loads[0]));
      all.put("system/load_5min", Double.parseDouble(loads[1]));
      all.put("system/load_15min", Double.parseDouble(loads[2]));
    } catch (IOException | NumberFormatException e) {
      all.put("system/load_1min", 0.0);
    }
  }
}

package dev.stadion.marathon;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.jvm.BufferPoolMetricSet;
import com.codahale.metrics.jvm.CachedThreadStatesGaugeSet;
import com.codahale.metrics.jvm.MemoryUsageGaugeSet;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the process and its HTTP server measure anyway, under the names of the original (marathon.md
 * §21), so that dashboards find them.
 */
final class OriginalMetrics {
  private static final String PREFIX = "marathon.";
  private static final String HTTP = "io.dropwizard.jetty.MutableServletContextHandler.";

  /** What Dropwizard measures of requests, and what the original calls it. */
  private static final Map<String, String> OF_HTTP =
      Map.ofEntries(
          Map.entry("1xx-responses", "http.responses.1xx.rate.meter"),
          Map.entry("2xx-responses", "http.responses.2xx.rate.meter"),
          Map.entry("3xx-responses", "http.responses.3xx.rate.meter"),
          Map.entry("4xx-responses", "http.responses.4xx.rate.meter"),
          Map.entry("5xx-responses", "http.responses.5xx.rate.meter"),
          Map.entry("requests", "http.requests.duration.timer.seconds"),
          Map.entry("get-requests", "http.requests.get.duration.timer.seconds"),
          Map.entry("post-requests", "http.requests.post.duration.timer.seconds"),
          Map.entry("put-requests", "http.requests.put.duration.timer.seconds"),
          Map.entry("delete-requests", "http.requests.delete.duration.timer.seconds"));

  private static final Map<String, String> OF_THREADS =
      Map.of(
          "count", "active",
          "daemon.count", "daemon",
          "deadlock.count", "deadlocked",
          "new.count", "new",
          "runnable.count", "runnable",
          "blocked.count", "blocked",
          "timed_waiting.count", "timed-waiting",
          "waiting.count", "waiting",
          "terminated.count", "terminated");

  private static final int SECONDS_OF_THREADS = 5;

  private final MetricRegistry registry;

  OriginalMetrics(MetricRegistry registry) {
    this.registry = registry;
  }

  /** To be called when the server has started: before, it measures nothing. */
  void ofHttp() {
    Map<String, Metric> measured = registry.getMetrics();
    OF_HTTP.forEach((name, original) -> {
      Metric metric = measured.get(HTTP + name);
      if (metric != null) {
        add(original, metric);
      }
    });
    if (measured.get(HTTP + "active-requests") instanceof Counter active) {
      add("http.requests.active.gauge", (Gauge<Long>) active::getCount);
    }
  }

  void ofTheJvm() {
    new MemoryUsageGaugeSet()
        .getMetrics()
        .forEach((name, metric) -> {
          if (!name.startsWith("pools.")) {
            String unit = name.endsWith(".usage") ? ".gauge" : ".gauge.bytes";
            add("jvm.memory." + name + unit, metric);
          }
        });
    Map<String, Metric> buffers =
        new BufferPoolMetricSet(ManagementFactory.getPlatformMBeanServer()).getMetrics();
    for (String pool : new String[] {"direct", "mapped"}) {
      add("jvm.buffers." + pool + ".gauge", buffers.get(pool + ".count"));
      add("jvm.buffers." + pool + ".capacity.gauge.bytes", buffers.get(pool + ".capacity"));
      add("jvm.buffers." + pool + ".memory.used.gauge.bytes", buffers.get(pool + ".used"));
    }
    Map<String, Metric> threads =
        new CachedThreadStatesGaugeSet(SECONDS_OF_THREADS, TimeUnit.SECONDS).getMetrics();
    OF_THREADS.forEach(
        (name, original) -> add("jvm.threads." + original + ".gauge", threads.get(name)));
  }

  private void add(String name, Metric metric) {
    if (metric != null && !registry.getNames().contains(PREFIX + name)) {
      registry.register(PREFIX + name, metric);
    }
  }
}

package dev.stadion.dropwizard.metrics;

import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metered;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Sampling;
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import java.util.List;

/**
 * Writes a registry in the exposition format 0.0.4 of Prometheus, with the names and suffixes of
 * marathon.md §21: histograms and timers are summaries, times are in seconds.
 */
public final class PrometheusText {
  /** The content type of the format. */
  public static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final List<Double> QUANTILES = List.of(0.5, 0.75, 0.95, 0.98, 0.99, 0.999);
  private static final double NANOS = 1e9;

  private final StringBuilder text = new StringBuilder();

  private PrometheusText() {}

  /** May be called from any thread; each metric is read at a moment of its own. */
  public static String write(MetricRegistry registry) {
    var writer = new PrometheusText();
    registry
        .getMetrics()
        .forEach((name, metric) -> {
          String clean = name(name);
          switch (metric) {
            case Gauge<?> gauge -> writer.gauge(clean, gauge);
            case Counter counter -> writer.single(clean, "counter", (double) counter.getCount());
            case Histogram histogram -> writer.summary(clean, histogram, histogram.getCount(), 1);
            case Timer timer -> {
              writer.summary(clean, timer, timer.getCount(), NANOS);
              writer.rates(clean, timer);
            }
            case Meter meter -> {
              writer.single(clean + "_count", "counter", (double) meter.getCount());
              writer.rates(clean, meter);
            }
            default -> {}
          }
        });
    return writer.text.toString();
  }

  private static String name(String name) {
    String clean = name.replaceAll("[^a-zA-Z0-9]", "_");
    return Character.isDigit(clean.charAt(0)) ? "_" + clean : clean;
  }

  private void gauge(String name, Gauge<?> gauge) {
    Object value = gauge.getValue();
    if (value instanceof Number number) {
      single(name, "gauge", number.doubleValue());
    } else if (value instanceof Boolean yes) {
      single(name, "gauge", yes ? 1 : 0);
    }
  }

  private void single(String name, String type, double value) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    line(name, value);
  }

  private void summary(String name, Sampling sampling, long count, double scale) {
    text.append("# TYPE ").append(name).append(" summary\n");
    Snapshot snapshot = sampling.getSnapshot();
    for (double quantile : QUANTILES) {
      line(name + "{quantile=\"" + quantile + "\"}", snapshot.getValue(quantile) / scale);
    }
    line(name + "_count", (double) count);
    line(name + "_min", snapshot.getMin() / scale);
    line(name + "_mean", snapshot.getMean() / scale);
    line(name + "_max", snapshot.getMax() / scale);
    line(name + "_stddev", snapshot.getStdDev() / scale);
  }

  private void rates(String name, Metered metered) {
    single(name + "_mean_rate", "gauge", metered.getMeanRate());
    single(name + "_m1_rate", "gauge", metered.getOneMinuteRate());
    single(name + "_m5_rate", "gauge", metered.getFiveMinuteRate());
    single(name + "_m15_rate", "gauge", metered.getFifteenMinuteRate());
  }

  private void line(String name, double value) {
    text.append(name).append(' ');
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      text.append((long) value);
    } else {
      text.append(
          Double.isNaN(value) ? "NaN" : Double.isInfinite(value) ? infinity(value) : "" + value);
    }
    text.append('\n');
  }

  private static String infinity(double value) {
    return value > 0 ? "+Inf" : "-Inf";
  }
}

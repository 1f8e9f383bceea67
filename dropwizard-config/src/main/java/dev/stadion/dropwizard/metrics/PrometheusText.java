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
import java.util.Locale;

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
            case Counter counter ->
                writer.single(clean, "counter", Long.toString(counter.getCount()));
            case Histogram histogram -> writer.summary(clean, histogram, histogram.getCount(), 1);
            case Timer timer -> {
              writer.summary(clean, timer, timer.getCount(), NANOS);
              writer.rates(clean, timer);
            }
            case Meter meter -> {
              writer.single(clean + "_count", "gauge", Long.toString(meter.getCount()));
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
    switch (gauge.getValue()) {
      case Double value -> single(name, "gauge", text(value.isNaN() ? 0 : value));
      case Float value -> single(name, "gauge", text(value.isNaN() ? 0 : value));
      case Number value -> single(name, "gauge", value.toString());
      case Boolean yes -> single(name, "gauge", yes ? "1" : "0");
      case null, default -> {}
    }
  }

  private void single(String name, String type, String value) {
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    line(name, value);
  }

  private void summary(String name, Sampling sampling, long count, double scale) {
    text.append("# TYPE ").append(name).append(" summary\n");
    Snapshot snapshot = sampling.getSnapshot();
    for (double quantile : QUANTILES) {
      line(
          name + "{quantile=\"" + quantile + "\"}",
          String.format(Locale.ROOT, "%f", snapshot.getValue(quantile) / scale));
    }
    line(name + "_count", Long.toString(count));
    single(name + "_min", "gauge", text(snapshot.getMin() / scale));
    single(name + "_mean", "gauge", text(snapshot.getMean() / scale));
    single(name + "_max", "gauge", text(snapshot.getMax() / scale));
    single(name + "_stddev", "gauge", text(snapshot.getStdDev() / scale));
  }

  private void rates(String name, Metered metered) {
    single(name + "_mean_rate", "gauge", text(metered.getMeanRate()));
    single(name + "_m1_rate", "gauge", text(metered.getOneMinuteRate()));
    single(name + "_m5_rate", "gauge", text(metered.getFiveMinuteRate()));
    single(name + "_m15_rate", "gauge", text(metered.getFifteenMinuteRate()));
  }

  private void line(String name, String value) {
    text.append(name).append(' ').append(value).append('\n');
  }

  private static String text(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}

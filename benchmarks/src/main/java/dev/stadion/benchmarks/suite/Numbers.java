package dev.stadion.benchmarks.suite;

import java.util.List;

/** Of many measurements. */
public final class Numbers {
  private Numbers() {}

  /**
   * @param share such as 0.5 for the median
   */
  public static double quantile(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share));
  }

  public static double median(List<Double> values) {
    return quantile(values, 0.5);
  }

  public static int argument(String[] arguments, int index, int otherwise) {
    return arguments.length > index ? Integer.parseInt(arguments[index]) : otherwise;
  }
}

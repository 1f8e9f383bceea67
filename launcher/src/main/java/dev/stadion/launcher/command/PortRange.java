package dev.stadion.launcher.command;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Ports from {@code first} to {@code last}, both included. */
public record PortRange(int first, int last) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

  public PortRange {
    if (first < 1 || last > 65_535 || first > last) {
      throw new IllegalArgumentException("not a range of ports: " + first + "-" + last);
    }
  }

  /** Reads {@code 31000-32000}. */
  static PortRange parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a range of ports such as 31000-32000: " + text);
    }
    return new PortRange(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  int size() {
    return last - first + 1;
  }

  /** Cuts the range into neighbouring pieces whose sizes differ by at most one. */
  public List<PortRange> split(int pieces) {
    return IntStream.range(0, pieces)
        .mapToObj(i -> new PortRange(first + start(i, pieces), first + start(i + 1, pieces) - 1))
        .toList();
  }

  private int start(int piece, int pieces) {
    return piece * size() / pieces;
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}

package dev.stadion.scheduling.resource;

/**
 * A closed interval of whole numbers, such as ports.
 *
 * @param begin first member, at least 0
 * @param end last member, not below {@code begin}
 */
public record Range(long begin, long end) implements Comparable<Range> {
  public Range {
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("range " + begin + "-" + end + " is not ascending from 0");
    }
  }

  public boolean contains(long value) {
    return begin <= value && value <= end;
  }

  @Override
  public int compareTo(Range other) {
    int byBegin = Long.compare(begin, other.begin);
    return byBegin != 0 ? byBegin : Long.compare(end, other.end);
  }

  @Override
  public String toString() {
    return begin + "-" + end;
  }
}

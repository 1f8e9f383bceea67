package dev.stadion.agent.runtime;

import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.resource.Range;
import java.util.ArrayList;
import java.util.List;

/** The text form of an agent's attributes: {@code rack:r7;slots:[1-4];weight:2.5}. */
public final class AttributesText {
  private AttributesText() {}

  /**
   * @throws IllegalArgumentException naming the part that cannot be read
   */
  public static List<Attribute> parse(String text) {
    var attributes = new ArrayList<Attribute>();
    for (String part : text.split(";")) {
      if (part.isBlank()) {
        continue;
      }
      int colon = part.indexOf(':');
      if (colon < 1 || colon == part.length() - 1) {
        throw new IllegalArgumentException("cannot read attribute '" + part.strip() + "'");
      }
      attributes.add(
          attribute(part.substring(0, colon).strip(), part.substring(colon + 1).strip()));
    }
    return List.copyOf(attributes);
  }

  private static Attribute attribute(String name, String value) {
    if (value.startsWith("[") && value.endsWith("]")) {
      var ranges = new ArrayList<Range>();
      for (String range : value.substring(1, value.length() - 1).split(",")) {
        ranges.add(range(name, range.strip()));
      }
      return new Attribute.Ranges(name, ranges);
    }
    return value.matches("[+-]?\\d+(\\.\\d+)?")
        ? new Attribute.Scalar(name, Double.parseDouble(value))
        : new Attribute.Text(name, value);
  }

  private static Range range(String name, String text) {
    String[] ends = text.split("-", 2);
    try {
      long begin = Long.parseLong(ends[0].strip());
      return new Range(begin, ends.length == 1 ? begin : Long.parseLong(ends[1].strip()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cannot read attribute '" + name + ":" + text + "'", e);
    }
  }
}

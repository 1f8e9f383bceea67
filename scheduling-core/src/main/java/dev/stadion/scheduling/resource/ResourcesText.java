package dev.stadion.scheduling.resource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text form of resources for agents and operators (mesos-v1.md §6.4): {@code
 * cpus:4;mem:4096;disk(web):1024;ports:[31000-32000,8080-8081];bugs(dbg):{a,b}}.
 */
public final class ResourcesText {
  private static final Pattern PART =
      Pattern.compile("\\s*([^\\s:;()]+)\\s*(?:\\(([^()]+)\\))?\\s*:\\s*([^;]+?)\\s*");

  /** A short exponent only: {@code 1e999999999} would be a number of a gigabyte. */
  private static final Pattern AMOUNT =
      Pattern.compile("[0-9]{1,16}(?:\\.[0-9]{0,18})?(?:[eE][+-]?[0-9]{1,2})?");

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE / 4, 3);

  private ResourcesText() {}

  /**
   * @throws IllegalArgumentException naming the part that cannot be read
   */
  public static Resources parse(String text) {
    var parts = new TreeMap<ResourceKey, Quantity>();
    for (String part : text.split(";", -1)) {
      if (part.isBlank()) {
        continue;
      }
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("cannot read resource '" + part.strip() + "'");
      }
      String role = matcher.group(2) == null ? ResourceKey.UNRESERVED : matcher.group(2).strip();
      parts.merge(
          new ResourceKey(matcher.group(1), role),
          quantity(part, matcher.group(3)),
          Quantity::plus);
    }
    return Resources.of(parts);
  }

  /**
   * The inverse of {@link #parse} for what it can say; for people only where operations have
   * reserved something or made volumes.
   */
  public static String write(Resources resources) {
    return resources.parts().entrySet().stream()
        .map(part -> name(part.getKey()) + ":" + value(part.getValue()))
        .collect(Collectors.joining(";"));
  }

  /** The text of one quantity: {@code 0.5}, {@code [31000-32000]} or {@code {a, b}}. */
  public static String value(Quantity quantity) {
    return switch (quantity) {
      case Quantity.Scalar(long millis) ->
          BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
      case Quantity.Ranges(var ranges) ->
          ranges.stream().map(Range::toString).collect(Collectors.joining(",", "[", "]"));
      case Quantity.Items(var names) -> "{" + String.join(",", names) + "}";
    };
  }

  private static String name(ResourceKey key) {
    var text = new StringBuilder(key.name());
    if (key.equals(new ResourceKey(key.name(), key.role()))) {
      return key.reservations().isEmpty() ? text.toString() : text + "(" + key.role() + ")";
    }
    if (!key.reservations().isEmpty()) {
      text.append("(reservations: [")
          .append(
              key.reservations().stream()
                  .map(ResourcesText::reservation)
                  .collect(Collectors.joining(",")))
          .append("])");
    }
    key.disk().ifPresent(disk -> text.append('[').append(disk(disk)).append(']'));
    if (key.revocable()) {
      text.append("{REV}");
    }
    if (key.shared()) {
      text.append("<SHARED>");
    }
    return text.toString();
  }

  private static String reservation(Reservation reservation) {
    var labels =
        reservation.labels().stream()
            .map(label -> label.key() + label.value().map(value -> ":" + value).orElse(""))
            .collect(Collectors.joining(", ", "{", "}"));
    return "("
        + reservation.type()
        + ","
        + reservation.role()
        + reservation.principal().map(principal -> "," + principal).orElse("")
        + (reservation.labels().isEmpty() ? "" : "," + labels)
        + ")";
  }

  private static String disk(Disk disk) {
    var parts = new ArrayList<String>();
    disk.source()
        .ifPresent(
            source -> parts.add(source.type() + source.root().map(root -> ":" + root).orElse("")));
    disk.persistence().ifPresent(persistence -> parts.add(persistence.id()));
    disk.volume().ifPresent(volume -> parts.add(volume.containerPath()));
    return String.join(",", parts);
  }

  private static Quantity quantity(String part, String value) {
    try {
      if (value.startsWith("[") && value.endsWith("]")) {
        var ranges = new ArrayList<Range>();
        for (String range : inside(value)) {
          String[] ends = range.split("-", 2);
          long begin = Long.parseLong(ends[0].strip());
          ranges.add(new Range(begin, ends.length == 1 ? begin : Long.parseLong(ends[1].strip())));
        }
        return new Quantity.Ranges(ranges);
      }
      if (value.startsWith("{") && value.endsWith("}")) {
        return new Quantity.Items(new TreeSet<>(Arrays.asList(inside(value))));
      }
      return amount(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cannot read resource '" + part.strip() + "'", e);
    }
  }

  /** Read as a decimal and not as a double, so that every amount survives being written. */
  private static Quantity.Scalar amount(String value) {
    if (!AMOUNT.matcher(value).matches()) {
      throw new IllegalArgumentException("an amount must be a number from 0, got " + value);
    }
    var decimal = new BigDecimal(value);
    if (decimal.compareTo(LARGEST) > 0) {
      throw new IllegalArgumentException("an amount must not be above " + LARGEST);
    }
    return new Quantity.Scalar(
        decimal.setScale(3, RoundingMode.HALF_UP).unscaledValue().longValueExact());
  }

  private static String[] inside(String value) {
    String inner = value.substring(1, value.length() - 1).strip();
    return inner.isEmpty() ? new String[0] : inner.split("\\s*,\\s*", -1);
  }
}

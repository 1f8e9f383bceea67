package dev.stadion.scheduling.constraint;

import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.FaultDomain;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a constraint's field says of an agent: {@code hostname}, {@code @hostname}, {@code @region},
 * {@code @zone}, or the name of an attribute (marathon.md §14.3).
 */
public final class Fields {
  public static final String HOSTNAME = "hostname";
  public static final String AT_HOSTNAME = "@hostname";
  public static final String REGION = "@region";
  public static final String ZONE = "@zone";

  private Fields() {}

  /** The value of {@code field} for the agent of {@code offer}, as text; empty without one. */
  public static Optional<String> value(Offer offer, String field) {
    return value(offer.hostname(), offer.domain(), offer.attributes(), field);
  }

  /** The value of {@code field} for an agent remembered from an earlier offer. */
  public static Optional<String> value(
      String hostname, Optional<FaultDomain> domain, List<Attribute> attributes, String field) {
    return switch (field) {
      case HOSTNAME, AT_HOSTNAME -> Optional.of(hostname);
      case REGION -> domain.map(FaultDomain::region);
      case ZONE -> domain.map(FaultDomain::zone);
      default -> first(attributes, field).map(Fields::text);
    };
  }

  static Optional<Attribute> first(List<Attribute> attributes, String name) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(name)) {
        return Optional.of(attribute);
      }
    }
    return Optional.empty();
  }

  /** {@code rack-1}, {@code 0.8}, {@code [1-2,4-4]} or {@code {a,b}}. */
  public static String text(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Text(var name, var value) -> value;
      case Attribute.Scalar(var name, double value) -> decimal(value);
      case Attribute.Ranges(var name, var value) ->
          value.stream().sorted().map(Range::toString).collect(Collectors.joining(",", "[", "]"));
      case Attribute.Items(var name, var value) ->
          "{" + String.join(",", new TreeSet<>(value)) + "}";
    };
  }

  /** Rounded half-even to three decimals, without trailing zeros. */
  static String decimal(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    return plain(BigDecimal.valueOf(value));
  }

  static String plain(BigDecimal value) {
    var rounded = value.setScale(3, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }
}

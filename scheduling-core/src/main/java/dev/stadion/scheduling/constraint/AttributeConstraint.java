package dev.stadion.scheduling.constraint;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferRule;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.Offer;
import java.util.List;
import java.util.Optional;

/**
 * Which agents a job may run on (chronos.md §7.5). Simpler than {@link Constraint}, and not the
 * same: here an agent without the attribute also fails {@code UNLIKE}, and amounts are printed as
 * Java prints them.
 */
public sealed interface AttributeConstraint extends OfferRule {
  String attribute();

  /** Whether the agent behind {@code offer} will do. */
  boolean holds(Offer offer);

  /** {@code EQUALS}, {@code LIKE} or {@code UNLIKE}. */
  String operator();

  /** What was given besides attribute and operator. */
  String value();

  @Override
  default Optional<Match.Refusal> refusal(Offer offer) {
    return holds(offer)
        ? Optional.empty()
        : Optional.of(
            new Match.Refusal(
                RefusalReason.UNFULFILLED_CONSTRAINT,
                "wants %s %s %s".formatted(attribute(), operator(), value())));
  }

  /** Some attribute of this name is exactly this text. */
  record Equal(String attribute, String value) implements AttributeConstraint {
    public Equal {
      requireNonNull(attribute, "attribute");
      requireNonNull(value, "value");
    }

    @Override
    public String operator() {
      return "EQUALS";
    }

    @Override
    public boolean holds(Offer offer) {
      return of(offer, attribute).stream()
          .anyMatch(a -> a instanceof Attribute.Text(var name, var text) && text.equals(value));
    }
  }

  /** The first attribute of this name matches as a whole. */
  record Like(String attribute, BoundedRegex regex) implements AttributeConstraint {
    public Like {
      requireNonNull(attribute, "attribute");
      requireNonNull(regex, "regex");
    }

    @Override
    public String operator() {
      return "LIKE";
    }

    @Override
    public String value() {
      return regex.source();
    }

    @Override
    public boolean holds(Offer offer) {
      return texts(offer, attribute).stream()
          .anyMatch(text -> regex.match(text) == BoundedRegex.Result.MATCHES);
    }
  }

  /** There is an attribute of this name, and the first does not match. */
  record Unlike(String attribute, BoundedRegex regex) implements AttributeConstraint {
    public Unlike {
      requireNonNull(attribute, "attribute");
      requireNonNull(regex, "regex");
    }

    @Override
    public String operator() {
      return "UNLIKE";
    }

    @Override
    public String value() {
      return regex.source();
    }

    @Override
    public boolean holds(Offer offer) {
      boolean comparable =
          of(offer, attribute).stream()
              .findFirst()
              .filter(a -> !(a instanceof Attribute.Ranges))
              .isPresent();
      return comparable
          && texts(offer, attribute).stream()
              .allMatch(text -> regex.match(text) == BoundedRegex.Result.DIFFERS);
    }
  }

  /** What the first attribute of {@code name} can be matched by; an agent always has a hostname. */
  private static List<String> texts(Offer offer, String name) {
    return of(offer, name).stream().findFirst().map(AttributeConstraint::texts).orElse(List.of());
  }

  private static List<String> texts(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Text(var name, var value) -> List.of(value);
      case Attribute.Scalar(var name, double value) -> List.of(Double.toString(value));
      case Attribute.Items(var name, var values) -> values.stream().sorted().toList();
      case Attribute.Ranges ranges -> List.of();
    };
  }

  private static List<Attribute> of(Offer offer, String name) {
    List<Attribute> named =
        offer.attributes().stream().filter(attribute -> attribute.name().equals(name)).toList();
    return named.isEmpty() && name.equals(Fields.HOSTNAME)
        ? List.of(new Attribute.Text(name, offer.hostname()))
        : named;
  }
}

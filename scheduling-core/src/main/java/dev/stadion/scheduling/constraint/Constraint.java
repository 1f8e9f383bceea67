package dev.stadion.scheduling.constraint;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferRule;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.Offer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where an app's instances may be placed (marathon.md §14.3). Evaluation is a pure function of the
 * offer and of where the instances that count are already.
 */
public sealed interface Constraint {
  /** The agent's property this is about, see {@link Fields}. */
  String field();

  Operator operator();

  /** The value as it was given; empty when none was. */
  Optional<String> value();

  /**
   * Why an instance must not be placed with {@code offer}, in words; empty when it may.
   *
   * @param placed where the instances that count are, by {@link #field}
   * @param instances how many there shall be in the end
   */
  Optional<String> refusal(Offer offer, Placements placed, int instances);

  /**
   * @throws IllegalArgumentException with the original's message when {@code value} does not suit
   *     {@code operator}
   */
  static Constraint of(String field, Operator operator, Optional<String> value) {
    return ConstraintReader.read(field, operator, value);
  }

  /** This constraint as a rule for the matcher. */
  default OfferRule rule(Placements placed, int instances) {
    return offer ->
        refusal(offer, placed, instances)
            .map(why -> new Match.Refusal(RefusalReason.UNFULFILLED_CONSTRAINT, why));
  }

  record Unique(String field) implements Constraint {
    public Unique {
      requireNonNull(field, "field");
    }

    @Override
    public Operator operator() {
      return Operator.UNIQUE;
    }

    @Override
    public Optional<String> value() {
      return Optional.empty();
    }

    @Override
    public Optional<String> refusal(Offer offer, Placements placed, int instances) {
      return Refusals.ofValue(
          offer,
          field,
          actual ->
              placed.count(actual) == 0
                  ? null
                  : "wants " + field + " unique, " + actual + " is taken");
    }
  }

  record Cluster(String field, Optional<String> value) implements Constraint {
    public Cluster {
      requireNonNull(field, "field");
      requireNonNull(value, "value");
    }

    @Override
    public Operator operator() {
      return Operator.CLUSTER;
    }

    @Override
    public Optional<String> refusal(Offer offer, Placements placed, int instances) {
      Optional<String> wanted = value.or(placed::first);
      return Refusals.ofValue(
          offer,
          field,
          actual ->
              wanted
                  .filter(w -> !w.equals(actual))
                  .map(w -> Refusals.wants(field, w, actual))
                  .orElse(null));
    }
  }

  /**
   * @param groups over how many values to spread; empty or 0 means over all there are
   */
  record GroupBy(String field, OptionalInt groups) implements Constraint {
    public GroupBy {
      requireNonNull(field, "field");
      requireNonNull(groups, "groups");
    }

    @Override
    public Operator operator() {
      return Operator.GROUP_BY;
    }

    @Override
    public Optional<String> value() {
      return groups.isPresent()
          ? Optional.of(Integer.toString(groups.getAsInt()))
          : Optional.empty();
    }

    @Override
    public Optional<String> refusal(Offer offer, Placements placed, int instances) {
      int wanted = groups.orElse(0);
      return Refusals.ofValue(
          offer,
          field,
          actual -> {
            boolean fits =
                wanted <= 0 ? evenly(placed, actual) : within(wanted, placed, actual, instances);
            return fits
                ? null
                : "wants " + field + " spread evenly, " + actual + " has " + placed.count(actual);
          });
    }

    private static boolean evenly(Placements placed, String actual) {
      return placed.count(actual) == 0 || placed.count(actual) == placed.smallest();
    }

    private static boolean within(int groups, Placements placed, String actual, int instances) {
      int count = placed.count(actual);
      if (count == 0) {
        return placed.counts().size() < groups;
      }
      int quota = instances / groups;
      int remainder = instances % groups;
      return count < quota || (count == quota && placed.above(quota) < remainder);
    }
  }

  record Like(String field, BoundedRegex regex) implements Constraint {
    public Like {
      requireNonNull(field, "field");
      requireNonNull(regex, "regex");
    }

    @Override
    public Operator operator() {
      return Operator.LIKE;
    }

    @Override
    public Optional<String> value() {
      return Optional.of(regex.source());
    }

    @Override
    public Optional<String> refusal(Offer offer, Placements placed, int instances) {
      return Refusals.ofValue(
          offer,
          field,
          actual ->
              switch (regex.match(actual)) {
                case MATCHES -> null;
                case DIFFERS -> "wants " + field + " like " + regex + ", offered " + actual;
                case TOO_COSTLY -> Refusals.tooCostly(regex);
              });
    }
  }

  record Unlike(String field, BoundedRegex regex) implements Constraint {
    public Unlike {
      requireNonNull(field, "field");
      requireNonNull(regex, "regex");
    }

    @Override
    public Operator operator() {
      return Operator.UNLIKE;
    }

    @Override
    public Optional<String> value() {
      return Optional.of(regex.source());
    }

    @Override
    public Optional<String> refusal(Offer offer, Placements placed, int instances) {
      return Fields.value(offer, field)
          .flatMap(actual ->
              switch (regex.match(actual)) {
                case DIFFERS -> Optional.empty();
                case MATCHES ->
                    Optional.of("wants " + field + " unlike " + regex + ", offered " + actual);
                case TOO_COSTLY -> Optional.of(Refusals.tooCostly(regex));
              });
    }
  }

  record MaxPer(String field, int max) implements Constraint {
    public MaxPer {
      requireNonNull(field, "field");
    }

    @Override
    public Operator operator() {
      return Operator.MAX_PER;
    }

    @Override
    public Optional<String> value() {
      return Optional.of(Integer.toString(max));
    }

    @Override
    public Optional<String> refusal(Offer offer, Placements placed, int instances) {
      return Refusals.ofValue(
          offer,
          field,
          actual ->
              placed.count(actual) < max
                  ? null
                  : "wants at most "
                      + max
                      + " per "
                      + field
                      + ", "
                      + actual
                      + " has "
                      + placed.count(actual));
    }
  }

  record Is(String field, String wanted) implements Constraint {
    public Is {
      requireNonNull(field, "field");
      requireNonNull(wanted, "wanted");
    }

    @Override
    public Operator operator() {
      return Operator.IS;
    }

    @Override
    public Optional<String> value() {
      return Optional.of(wanted);
    }

    @Override
    public Optional<String> refusal(Offer offer, Placements placed, int instances) {
      return Refusals.ofValue(
          offer,
          field,
          actual ->
              comparable(offer).equals(actual) ? null : Refusals.wants(field, wanted, actual));
    }

    /** An amount is compared as an amount: {@code 0.80} is {@code 0.8}. */
    private String comparable(Offer offer) {
      boolean amount =
          Fields.first(offer.attributes(), field)
              .filter(Attribute.Scalar.class::isInstance)
              .isPresent();
      return amount ? ConstraintReader.decimal(wanted).map(Fields::plain).orElse(wanted) : wanted;
    }
  }
}

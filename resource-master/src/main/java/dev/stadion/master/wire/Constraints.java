package dev.stadion.master.wire;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.stadion.master.heart.AttributeConstraint;
import dev.stadion.master.heart.AttributeConstraint.Fact;
import dev.stadion.master.heart.AttributeConstraint.Test;
import dev.stadion.master.heart.OfferConstraints;
import dev.stadion.mesos.v1.scheduler.AttributeConstraint.Predicate;
import dev.stadion.mesos.v1.scheduler.AttributeConstraint.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Offer constraints as frameworks send them (mesos-v1.md §3.2). */
final class Constraints {
  /** RE2 matches in linear time; this bounds the factor. */
  private static final int LONGEST_PROGRAM = 100;

  /** More text cannot become a program of that length, and need not be tried. */
  private static final int LONGEST_REGEX = 4096;

  private Constraints() {}

  /** Never fails: what is wrong with them is part of the result. */
  static OfferConstraints read(dev.stadion.mesos.v1.scheduler.OfferConstraints constraints) {
    var roles = new HashMap<String, List<List<AttributeConstraint>>>();
    for (var role : constraints.getRoleConstraintsMap().entrySet()) {
      if (role.getValue().getGroupsCount() == 0) {
        return OfferConstraints.refused(
            "'OfferConstraints.role_constraints' has no groups for role " + role.getKey());
      }
      var groups = new ArrayList<List<AttributeConstraint>>();
      for (var group : role.getValue().getGroupsList()) {
        if (group.getAttributeConstraintsCount() == 0) {
          return OfferConstraints.refused(
              "'OfferConstraints.role_constraints' has an empty group for role " + role.getKey());
        }
        try {
          groups.add(
              group.getAttributeConstraintsList().stream()
                  .map(each ->
                      new AttributeConstraint(fact(each.getSelector()), test(each.getPredicate())))
                  .toList());
        } catch (IllegalArgumentException e) {
          return OfferConstraints.refused(
              "Role " + role.getKey() + " has an invalid 'AttributeConstraint': " + e.getMessage());
        }
      }
      roles.put(role.getKey(), List.copyOf(groups));
    }
    return roles.isEmpty()
        ? OfferConstraints.NONE
        : new OfferConstraints(roles, Optional.empty(), Optional.of(new ProtoPayload(constraints)));
  }

  private static Fact fact(Selector selector) {
    return switch (selector.getSelectorCase()) {
      case ATTRIBUTE_NAME -> new Fact.Named(selector.getAttributeName());
      case PSEUDOATTRIBUTE_TYPE ->
          switch (selector.getPseudoattributeType()) {
            case HOSTNAME -> new Fact.Hostname();
            case REGION -> new Fact.Region();
            case ZONE -> new Fact.Zone();
            case UNKNOWN -> throw new IllegalArgumentException("Unknown pseudoattribute type");
          };
      case SELECTOR_NOT_SET ->
          throw new IllegalArgumentException(
              "Exactly one of 'attribute_name' and 'pseudoattribute_type' must be set");
    };
  }

  private static Test test(Predicate predicate) {
    return switch (predicate.getPredicateCase()) {
      case EXISTS -> new Test.Exists();
      case NOT_EXISTS -> new Test.NotExists();
      case TEXT_EQUALS -> new Test.TextIs(predicate.getTextEquals().getValue()::equals);
      case TEXT_NOT_EQUALS -> new Test.TextIsNot(predicate.getTextNotEquals().getValue()::equals);
      case TEXT_MATCHES -> new Test.TextIs(pattern(predicate.getTextMatches().getRegex())::matches);
      case TEXT_NOT_MATCHES ->
          new Test.TextIsNot(pattern(predicate.getTextNotMatches().getRegex())::matches);
      case PREDICATE_NOT_SET -> throw new IllegalArgumentException("Unknown predicate type");
    };
  }

  private static Pattern pattern(String regex) {
    if (regex.length() > LONGEST_REGEX) {
      throw new IllegalArgumentException("Regex is too long: " + regex.length() + " characters");
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "Failed to construct regex from pattern '" + regex + "': " + e.getMessage(), e);
    }
    if (pattern.programSize() > LONGEST_PROGRAM) {
      throw new IllegalArgumentException(
          "Regex '"
              + regex
              + "' is too complex: program size of "
              + pattern.programSize()
              + " is larger than maximum of "
              + LONGEST_PROGRAM
              + " allowed");
    }
    return pattern;
  }
}

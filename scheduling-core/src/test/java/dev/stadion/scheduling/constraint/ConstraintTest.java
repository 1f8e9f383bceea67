package dev.stadion.scheduling.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.FaultDomain;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstraintTest {
  private static final Offer OFFER =
      anOffer(
          "host-1",
          new Attribute.Text("rack", "r1"),
          new Attribute.Scalar("speed", 0.80004),
          new Attribute.Ranges("vlans", List.of(new Range(7, 9), new Range(1, 2))),
          new Attribute.Items("disks", Set.of("ssd", "hdd")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hostname|host-1",
        "@hostname|host-1",
        "@region|eu",
        "@zone|eu-1",
        "rack|r1",
        "speed|0.8",
        "vlans|[1-2,7-9]",
        "disks|{hdd,ssd}"
      })
  void aFieldHasItsTextForm(String field, String text) {
    assertThat(Fields.value(OFFER, field)).contains(text);
  }

  @Test
  void halfIsRoundedToTheEvenNeighbour() {
    assertThat(Fields.decimal(0.0005)).isEqualTo("0");
    assertThat(Fields.decimal(0.0015)).isEqualTo("0.002");
    assertThat(Fields.decimal(100)).isEqualTo("100");
    assertThat(Fields.decimal(-2.50)).isEqualTo("-2.5");
  }

  @Test
  void uniqueMeansNobodyElseHasTheValue() {
    var unique = constraint("rack", Operator.UNIQUE, null);

    assertThat(refusal(unique, "r2", "r3")).isEmpty();
    assertThat(refusal(unique, "r2", "r1")).contains("wants rack unique, r1 is taken");
  }

  @Test
  void clusterMeansWhereTheFirstOneIs() {
    var cluster = constraint("rack", Operator.CLUSTER, null);

    assertThat(refusal(cluster)).isEmpty();
    assertThat(refusal(cluster, "r1", "r2")).isEmpty();
    assertThat(refusal(cluster, "r2", "r1")).contains("wants rack r2, offered r1");
    assertThat(refusal(constraint("rack", Operator.CLUSTER, "r9"))).isPresent();
    assertThat(refusal(constraint("rack", Operator.CLUSTER, "r1"), "r2")).isEmpty();
  }

  @Test
  void groupByWithoutAValueTakesTheEmptiestGroupOrANewOne() {
    var groupBy = constraint("rack", Operator.GROUP_BY, null);

    assertThat(refusal(groupBy, "r2", "r2")).isEmpty();
    assertThat(refusal(groupBy, "r1", "r2")).isEmpty();
    assertThat(refusal(groupBy, "r1", "r1", "r2")).contains("wants rack spread evenly, r1 has 2");
  }

  @Test
  void groupByWithAValueFillsThatManyGroups() {
    var groupBy = constraint("rack", Operator.GROUP_BY, "2");

    // Five instances on two racks: two on each, and one of them may have the fifth.
    assertThat(groupBy.refusal(OFFER, Placements.of(List.of("r1", "r2", "r2")), 5)).isEmpty();
    assertThat(groupBy.refusal(OFFER, Placements.of(List.of("r1", "r1", "r2")), 5)).isEmpty();
    assertThat(groupBy.refusal(OFFER, Placements.of(List.of("r1", "r1", "r2", "r2", "r2")), 5))
        .isPresent();
    assertThat(groupBy.refusal(OFFER, Placements.of(List.of("r2", "r3")), 5)).isPresent();
    assertThat(groupBy.refusal(OFFER, Placements.of(List.of("r2")), 5)).isEmpty();
  }

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void groupByNeverPlacesUnevenlyAndNeverGetsStuck(long seed) {
    var random = new Random(seed);
    int racks = 1 + random.nextInt(5);
    int instances = 1 + random.nextInt(20);
    var groupBy =
        constraint(
            "rack", Operator.GROUP_BY, random.nextBoolean() ? Integer.toString(racks) : null);
    var offers = new ArrayList<Offer>();
    for (int rack = 0; rack < racks; rack++) {
      offers.add(anOffer("host", new Attribute.Text("rack", "r" + rack)));
    }

    var placed = Placements.none();
    for (int i = 0; i < instances; i++) {
      Collections.shuffle(offers, random);
      var before = placed;
      Offer chosen =
          offers.stream()
              .filter(offer -> groupBy.refusal(offer, before, instances).isEmpty())
              .findFirst()
              .orElseThrow(() -> new AssertionError("stuck with " + before));
      placed = placed.and(Fields.value(chosen, "rack").orElseThrow());
    }

    var counts = new TreeMap<>(placed.counts());
    if (groupBy.value().isPresent() && counts.size() == racks) {
      assertThat(Collections.max(counts.values()) - Collections.min(counts.values()))
          .isLessThanOrEqualTo(1);
    }
    assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(instances);
  }

  @Test
  void likeMatchesTheWholeValue() {
    assertThat(refusal(constraint("rack", Operator.LIKE, "r[0-9]"))).isEmpty();
    assertThat(refusal(constraint("rack", Operator.LIKE, "r")))
        .contains("wants rack like r, offered r1");
    assertThat(refusal(constraint("rack", Operator.UNLIKE, "r"))).isEmpty();
    assertThat(refusal(constraint("rack", Operator.UNLIKE, "r.")))
        .contains("wants rack unlike r., offered r1");
  }

  @Test
  void maxPerCounts() {
    var maxPer = constraint("rack", Operator.MAX_PER, "2");

    assertThat(refusal(maxPer, "r1", "r2", "r2")).isEmpty();
    assertThat(refusal(maxPer, "r1", "r1")).contains("wants at most 2 per rack, r1 has 2");
  }

  @Test
  void isComparesTextAsTextAndAmountsAsAmounts() {
    assertThat(refusal(constraint("rack", Operator.IS, "r1"))).isEmpty();
    assertThat(refusal(constraint("rack", Operator.IS, "r2"))).isPresent();
    assertThat(refusal(constraint("speed", Operator.IS, "0.800"))).isEmpty();
    assertThat(refusal(constraint("speed", Operator.IS, "0.81"))).isPresent();
    assertThat(refusal(constraint("@zone", Operator.IS, "eu-1"))).isEmpty();
    assertThat(refusal(constraint("hostname", Operator.IS, "host-1"))).isEmpty();
  }

  @Test
  void withoutTheAttributeOnlyUnlikeHolds() {
    for (Operator operator : Operator.values()) {
      var value =
          switch (operator) {
            case UNIQUE, CLUSTER, GROUP_BY -> null;
            case LIKE, UNLIKE -> ".*";
            case MAX_PER, IS -> "5";
          };
      assertThat(refusal(constraint("floor", operator, value)).isEmpty())
          .as("%s", operator)
          .isEqualTo(operator == Operator.UNLIKE);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "UNIQUE|x|UNIQUE does not accept a value",
        "GROUP_BY|x|GROUP BY must define an integer value or else no value at all",
        "LIKE||LIKE and UNLIKE require a non-empty, regular expression value",
        "UNLIKE|(|'(' is not a valid regular expression",
        "MAX_PER||MAX_PER requires an integer value",
        "MAX_PER|1.5|MAX_PER requires an integer value",
        "IS|a b|IS only supports Mesos text and float values (see http://mesos.apache.org/documentation/latest/attributes-resources/)"
      })
  void aWrongValueIsRefusedInTheOriginalsWords(Operator operator, String value, String message) {
    assertThatThrownBy(() -> constraint("rack", operator, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(.*a){25}b", "a*a*a*a*a*a*b", ".*.*.*.*.*c"})
  void anExpressionThatBacktracksForEverIsCutOffAndSaysSo(String regex) {
    var offer = anOffer("a".repeat(60));

    assertThat(constraint("hostname", Operator.LIKE, regex).refusal(offer, Placements.none(), 1))
        .hasValueSatisfying(why -> assertThat(why).contains("too many steps"));
    assertThat(constraint("hostname", Operator.UNLIKE, regex).refusal(offer, Placements.none(), 1))
        .hasValueSatisfying(why -> assertThat(why).contains("too many steps"));
  }

  @Test
  void anExpressionThatExhaustsTheStackIsNoCrash() {
    assertThat(BoundedRegex.of("(x|y)*").match("x".repeat(40_000)))
        .isEqualTo(BoundedRegex.Result.TOO_COSTLY);
    assertThatThrownBy(() -> BoundedRegex.of("(".repeat(5_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(BoundedRegex.of("node-\\d+\\.example\\.org").match("node-17.example.org"))
        .isEqualTo(BoundedRegex.Result.MATCHES);
  }

  @Test
  void theWireFormSurvives() {
    for (Operator operator : Operator.values()) {
      var value =
          switch (operator) {
            case UNIQUE -> Optional.<String>empty();
            case CLUSTER, LIKE, UNLIKE, IS -> Optional.of("r1");
            case GROUP_BY, MAX_PER -> Optional.of("3");
          };
      var constraint = Constraint.of("rack", operator, value);

      assertThat(constraint.operator()).isEqualTo(operator);
      assertThat(constraint.value()).isEqualTo(value);
      assertThat(Constraint.of(constraint.field(), operator, constraint.value()))
          .isEqualTo(constraint);
    }
  }

  @Test
  void chronosComparesDifferently() {
    var like = BoundedRegex.of("s.d|r1|0\\.80004|host-.*");

    assertThat(new AttributeConstraint.Equal("rack", "r1").holds(OFFER)).isTrue();
    assertThat(new AttributeConstraint.Equal("speed", "0.80004").holds(OFFER)).isFalse();
    assertThat(new AttributeConstraint.Equal("hostname", "host-1").holds(OFFER)).isTrue();
    for (String attribute : List.of("rack", "speed", "disks", "hostname")) {
      assertThat(new AttributeConstraint.Like(attribute, like).holds(OFFER)).as(attribute).isTrue();
      assertThat(new AttributeConstraint.Unlike(attribute, like).holds(OFFER))
          .as(attribute)
          .isFalse();
    }
    var nothing = BoundedRegex.of("nothing");
    assertThat(new AttributeConstraint.Unlike("rack", nothing).holds(OFFER)).isTrue();
    assertThat(new AttributeConstraint.Unlike("disks", nothing).holds(OFFER)).isTrue();
    for (String attribute : List.of("vlans", "floor")) {
      assertThat(new AttributeConstraint.Like(attribute, BoundedRegex.of(".*")).holds(OFFER))
          .isFalse();
      assertThat(new AttributeConstraint.Unlike(attribute, nothing).holds(OFFER)).isFalse();
    }
    assertThat(new AttributeConstraint.Equal("rack", "r2").refusal(OFFER))
        .hasValueSatisfying(
            refusal -> assertThat(refusal.detail()).isEqualTo("wants rack EQUALS r2"));
  }

  private static Constraint constraint(String field, Operator operator, String value) {
    return Constraint.of(field, operator, Optional.ofNullable(value));
  }

  private static Optional<String> refusal(Constraint constraint, String... placed) {
    return constraint.refusal(OFFER, Placements.of(List.of(placed)), 10);
  }

  private static Offer anOffer(String hostname, Attribute... attributes) {
    return new Offer(
        new OfferId("o"),
        new AgentId("a"),
        hostname,
        "*",
        Resources.empty(),
        List.of(attributes),
        Optional.of(new FaultDomain("eu", "eu-1")),
        Optional.empty());
  }
}

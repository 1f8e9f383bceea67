package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.AttributeConstraint.Fact;
import dev.stadion.master.heart.AttributeConstraint.Test.Exists;
import dev.stadion.master.heart.AttributeConstraint.Test.NotExists;
import dev.stadion.master.heart.AttributeConstraint.Test.TextIs;
import dev.stadion.master.heart.AttributeConstraint.Test.TextIsNot;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.FaultDomain;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which agents a framework wants to see (mesos-v1.md §3.2). */
class OfferConstraintsTest {
  private static final Fact RACK = new Fact.Named("rack");
  private static final Fact WEIGHT = new Fact.Named("weight");
  private static final Fact NOTHING = new Fact.Named("nothing");

  private static final AgentDescription AGENT =
      new AgentDescription(
          "host1",
          5051,
          Resources.of(4, 4096, 1000),
          List.of(new Attribute.Text("rack", "r1"), new Attribute.Scalar("weight", 2)),
          Optional.of(new FaultDomain("east", "z2")),
          List.of(),
          "0.1.0",
          Payload.EMPTY);

  @Test
  void factsExistOrNot() {
    assertThat(admits(RACK, new Exists())).isTrue();
    assertThat(admits(WEIGHT, new NotExists())).isFalse();
    assertThat(admits(NOTHING, new Exists())).isFalse();
    assertThat(admits(NOTHING, new NotExists())).isTrue();
  }

  @Test
  void textIsComparedAndWhatIsNoTextPasses() {
    assertThat(admits(RACK, new TextIs("r1"::equals))).isTrue();
    assertThat(admits(RACK, new TextIsNot("r1"::equals))).isFalse();
    assertThat(admits(WEIGHT, new TextIs("r1"::equals))).isTrue();
    assertThat(admits(WEIGHT, new TextIsNot("2"::equals))).isTrue();
    assertThat(admits(NOTHING, new TextIs("r1"::equals))).isFalse();
    assertThat(admits(NOTHING, new TextIsNot("r1"::equals))).isTrue();
  }

  @Test
  void hostRegionAndZoneAreFactsToo() {
    assertThat(admits(new Fact.Hostname(), new TextIs("host1"::equals))).isTrue();
    assertThat(admits(new Fact.Region(), new TextIs("east"::equals))).isTrue();
    assertThat(admits(new Fact.Zone(), new TextIs("z2"::equals))).isTrue();
  }

  @Test
  void oneGroupMustBeTrueAsAWhole() {
    var rack = new AttributeConstraint(RACK, new TextIs("r1"::equals));
    var zone = new AttributeConstraint(new Fact.Zone(), new TextIs("z1"::equals));

    assertThat(constraints(List.of(List.of(rack, zone))).admit("web", AGENT)).isFalse();
    assertThat(constraints(List.of(List.of(zone), List.of(rack))).admit("web", AGENT)).isTrue();
    assertThat(constraints(List.of(List.of(zone))).admit("other", AGENT)).isTrue();
  }

  @Test
  void anExcludedAgentIsOfferedToSomebodyElse() {
    var stage = new Stage();
    var zone = new AttributeConstraint(new Fact.Zone(), new TextIs("z1"::equals));
    stage.subscribe(Optional.empty(), constrained(constraints(List.of(List.of(zone)))));
    var other = stage.subscribe(Optional.empty(), Stage.framework("zoo"));

    stage.agent(Optional.empty(), AGENT);

    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(other);
  }

  @Test
  void constraintsThatCannotBeUsedRefuseTheSubscription() {
    var stage = new Stage();

    var outcome =
        stage.happens(
            new MasterEvent.Subscribe(
                "s",
                Optional.empty(),
                constrained(OfferConstraints.refused("no such thing")),
                Set.of()));

    assertThat(outcome).isEqualTo(new MasterOutcome.SubscriptionRefused("no such thing"));
  }

  private static boolean admits(Fact fact, AttributeConstraint.Test test) {
    return new AttributeConstraint(fact, test).admits(AGENT);
  }

  private static OfferConstraints constraints(List<List<AttributeConstraint>> groups) {
    return new OfferConstraints(Map.of("web", groups), Optional.empty(), Optional.empty());
  }

  private static FrameworkDescription constrained(OfferConstraints constraints) {
    FrameworkDescription web = Stage.framework("web");
    return new FrameworkDescription(
        web.user(),
        web.name(),
        web.role(),
        web.roles(),
        web.capabilities(),
        web.failoverTimeoutSeconds(),
        web.checkpoint(),
        web.principal(),
        Map.of(),
        constraints,
        web.info());
  }
}

package dev.stadion.scheduling.matching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.scheduling.constraint.Constraint;
import dev.stadion.scheduling.constraint.Operator;
import dev.stadion.scheduling.constraint.Placements;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.offer.Unavailability;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.ResourcesText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class OfferMatcherTest {
  private static final PortDemand ANY = new PortDemand.Any();

  @Test
  void whatFitsIsTakenFromTheReservedPartFirst() {
    var offer =
        anOffer("cpus:1;cpus(web):1;mem:512;mem(web):64;ports:[31000-31001];ports(web):[80-80]");

    var match = OfferMatcher.match(offer, aDemand(1.5, 64, ANY).of("web", "*"), 1);

    assertThat(match)
        .isEqualTo(
            new Match.Fits(
                ResourcesText.parse("cpus(web):1;cpus:0.5;mem(web):64;ports(web):[80-80]"),
                List.of(80)));
  }

  @Test
  void everyFailingReasonIsNamedWithItsFiguresInFunnelOrder() {
    var offer = anOffer("cpus:0.5;mem:32;disk:10;ports:[31000-31000]");
    var demand =
        new Demand(
            Scalar.of(2),
            Scalar.of(64),
            Scalar.of(10.001),
            Scalar.of(1),
            List.of(ANY, ANY),
            Set.of("*"),
            Optional.of("web"),
            List.of(
                Constraint.of("rack", Operator.UNIQUE, Optional.empty())
                    .rule(Placements.none(), 1)));

    assertThat(refusals(OfferMatcher.match(offer, demand, 1)))
        .extracting(Match.Refusal::reason, Match.Refusal::detail)
        .containsExactly(
            tuple(RefusalReason.UNFULFILLED_ROLE, "wants offers to role web, this one is to *"),
            tuple(RefusalReason.UNFULFILLED_CONSTRAINT, "wants rack, the agent has none"),
            tuple(RefusalReason.INSUFFICIENT_CPUS, "wants 2 cpus, offered 0.5"),
            tuple(RefusalReason.INSUFFICIENT_MEMORY, "wants 64 MB of memory, offered 32"),
            tuple(RefusalReason.INSUFFICIENT_DISK, "wants 10.001 MB of disk, offered 10"),
            tuple(RefusalReason.INSUFFICIENT_GPUS, "wants 1 gpus, offered 0"));
  }

  @Test
  void resourcesOfOtherRolesAreNotThere() {
    var offer = anOffer("cpus(batch):4;mem(batch):512");

    assertThat(refusals(OfferMatcher.match(offer, aDemand(1, 1).of("*", "web"), 1)).getFirst())
        .isEqualTo(
            new Match.Refusal(
                RefusalReason.UNFULFILLED_ROLE, "wants resources of role web or *, offered none"));
  }

  @Test
  void portsAreConsecutiveAndGoOnAtTheBeginning() {
    var offer = anOffer("cpus:1;mem:64;ports:[31000-31003]");

    var starts =
        LongStream.range(0, 50)
            .mapToObj(
                seed -> fits(OfferMatcher.match(offer, aDemand(1, 64, ANY, ANY).of("*"), seed)))
            .map(Match.Fits::hostPorts)
            .distinct()
            .toList();

    assertThat(starts)
        .containsExactlyInAnyOrder(
            List.of(31000, 31001),
            List.of(31001, 31002),
            List.of(31002, 31003),
            List.of(31003, 31000));
  }

  @Test
  void aFixedPortMustBeOfferedAndIsNeverGivenTwice() {
    var offer = anOffer("cpus:1;mem:64;ports:[8080-8082]");
    var fixed = new PortDemand.Fixed(8081);

    assertThat(
            fits(OfferMatcher.match(offer, aDemand(1, 64, ANY, fixed, ANY).of("*"), 3)).hostPorts())
        .satisfiesExactlyInAnyOrder(
            port -> assertThat(port).isEqualTo(8080),
            port -> assertThat(port).isEqualTo(8081),
            port -> assertThat(port).isEqualTo(8082))
        .element(1)
        .isEqualTo(8081);
    assertThat(portRefusal(offer, new PortDemand.Fixed(80)))
        .isEqualTo("wants port 80, offered [8080-8082]");
    assertThat(portRefusal(offer, fixed, fixed)).isEqualTo("wants port 8081 twice");
    assertThat(portRefusal(offer, ANY, ANY, fixed, ANY)).isEqualTo("wants 4 ports, offered 3");
    assertThat(portRefusal(anOffer("cpus:1;mem:64"), fixed))
        .isEqualTo("wants port 8081, offered no ports");
  }

  @Test
  void aMachineWithGpusIsKeptForThoseWhoWantThem() {
    var offer = anOffer("cpus:1;mem:64;gpus:2");
    var frugal = aDemand(1, 64).of("*").withRules(List.of(OfferRule.sparingGpus()));

    assertThat(refusals(OfferMatcher.match(offer, frugal, 1)))
        .extracting(Match.Refusal::reason)
        .containsExactly(RefusalReason.DECLINED_SCARCE_RESOURCES);
    assertThat(OfferMatcher.match(offer, aDemand(1, 64).of("*"), 1)).isInstanceOf(Match.Fits.class);
  }

  @Test
  void anAgentThatWillBeDownSoonIsRefusedUnderBothNames() {
    var now = Instant.parse("2026-01-01T00:00:00Z");
    var plain = anOffer("cpus:1;mem:64");
    var offer =
        new Offer(
            plain.id(),
            plain.agent(),
            plain.hostname(),
            plain.role(),
            plain.resources(),
            List.of(),
            Optional.empty(),
            Optional.of(new Unavailability(now.plusSeconds(60), Optional.empty())));
    var demand = aDemand(1, 64).of("*");

    var refused =
        OfferMatcher.match(
            offer, demand.withRules(OfferRule.avoidingMaintenance(now, Duration.ofMinutes(5))), 1);

    assertThat(refusals(refused))
        .extracting(Match.Refusal::reason)
        .containsExactly(RefusalReason.UNFULFILLED_CONSTRAINT, RefusalReason.AGENT_MAINTENANCE);
    assertThat(
            OfferMatcher.match(
                offer, demand.withRules(OfferRule.avoidingMaintenance(now, Duration.ZERO)), 1))
        .isInstanceOf(Match.Fits.class);
  }

  @Test
  void reservationsByOperationAreTakenAndVolumesAreNot() {
    var reserved = new ResourceKey("disk", List.of(Reservation.dynamic("web", "p")));
    var volume = reserved.withDisk(Optional.of(Disk.volume("v", "p", "data")));
    var plain = anOffer("cpus:1;mem:64");
    var offer =
        new Offer(
            plain.id(),
            plain.agent(),
            plain.hostname(),
            "web",
            plain
                .resources()
                .with(reserved, Scalar.of(10))
                .with(volume, Scalar.of(100))
                .with(
                    new ResourceKey("cpus", List.of(), Optional.empty(), true, false),
                    Scalar.of(4)),
            List.of());
    var demand =
        new Demand(
            Scalar.of(1), Scalar.of(64), Scalar.of(10), Scalar.ZERO, List.of(), Set.of("*", "web"));
    var greedy =
        new Demand(
            Scalar.of(2), Scalar.of(64), Scalar.of(11), Scalar.ZERO, List.of(), Set.of("*", "web"));

    assertThat(fits(OfferMatcher.match(offer, demand, 1)).taken())
        .isEqualTo(plain.resources().with(reserved, Scalar.of(10)));
    assertThat(refusals(OfferMatcher.match(offer, greedy, 1)))
        .extracting(Match.Refusal::reason)
        .containsExactly(RefusalReason.INSUFFICIENT_CPUS, RefusalReason.INSUFFICIENT_DISK);
  }

  private static String portRefusal(Offer offer, PortDemand... ports) {
    var refusals = refusals(OfferMatcher.match(offer, aDemand(1, 64, ports).of("*"), 1));
    assertThat(refusals)
        .extracting(Match.Refusal::reason)
        .containsExactly(RefusalReason.INSUFFICIENT_PORTS);
    return refusals.getFirst().detail();
  }

  private static List<Match.Refusal> refusals(Match match) {
    return match instanceof Match.Refused(var refusals) ? refusals : List.of();
  }

  private static Match.Fits fits(Match match) {
    assertThat(match).isInstanceOf(Match.Fits.class);
    return (Match.Fits) match;
  }

  static Offer anOffer(String resources) {
    return new Offer(
        new OfferId("o1"),
        new AgentId("a1"),
        "host-1",
        "*",
        ResourcesText.parse(resources),
        List.of());
  }

  private static OfRoles aDemand(double cpus, double mem, PortDemand... ports) {
    return roles ->
        new Demand(
            Scalar.of(cpus),
            Scalar.of(mem),
            Scalar.ZERO,
            Scalar.ZERO,
            List.of(ports),
            Set.of(roles));
  }

  private interface OfRoles {
    Demand of(String... roles);
  }
}

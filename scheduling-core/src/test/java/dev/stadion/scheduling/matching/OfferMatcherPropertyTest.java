package dev.stadion.scheduling.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.testing.RandomResources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OfferMatcherPropertyTest {
  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsTakenIsWhatWasWantedAndNoMoreThanWasOffered(long seed) {
    var random = new Random(seed);
    Offer offer = offer(random);
    Demand demand = demand(random);

    switch (OfferMatcher.match(offer, demand, seed)) {
      case Match.Fits(var taken, var ports) -> {
        assertThat(offer.resources().contains(taken)).isTrue();
        assertThat(offer.without(taken).resources().plus(taken)).isEqualTo(offer.resources());
        assertThat(taken.ofRoles(demand.roles())).isEqualTo(taken);
        assertThat(taken.millis(Resources.CPUS)).isEqualTo(demand.cpus().millis());
        assertThat(taken.millis(Resources.MEM)).isEqualTo(demand.mem().millis());
        assertThat(taken.millis(Resources.DISK)).isEqualTo(demand.disk().millis());
        assertThat(taken.millis(Resources.GPUS)).isEqualTo(demand.gpus().millis());
        portsAreThoseAskedFor(demand, taken, ports);
      }
      case Match.Refused(var refusals) -> {
        assertThat(refusals).isNotEmpty();
        assertThat(refusals).extracting(Match.Refusal::reason).isSorted();
        assertThat(refusals).allSatisfy(refusal -> assertThat(refusal.detail()).contains("want"));
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theSameQuestionHasTheSameAnswer(long seed) {
    Match once = OfferMatcher.match(offer(new Random(seed)), demand(new Random(seed)), seed);
    Match again = OfferMatcher.match(offer(new Random(seed)), demand(new Random(seed)), seed);

    assertThat(again).isEqualTo(once);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatFittedOnceFitsAnOfferThatHasMore(long seed) {
    var random = new Random(seed);
    Offer offer = offer(random);
    Demand demand = demand(random);

    if (OfferMatcher.match(offer, demand, seed) instanceof Match.Fits(var taken, var ports)) {
      assertThat(OfferMatcher.match(with(offer, taken), demand, seed))
          .isInstanceOf(Match.Fits.class);
    }
  }

  private static void portsAreThoseAskedFor(Demand demand, Resources taken, List<Integer> ports) {
    assertThat(ports).hasSameSizeAs(demand.ports()).doesNotHaveDuplicates();
    assertThat(taken.ranges(Resources.PORTS).count()).isEqualTo(ports.size());
    for (int i = 0; i < ports.size(); i++) {
      assertThat(taken.ranges(Resources.PORTS).contains(ports.get(i))).isTrue();
      if (demand.ports().get(i) instanceof PortDemand.Fixed(int port)) {
        assertThat(ports.get(i)).isEqualTo(port);
      }
    }
  }

  private static Offer offer(Random random) {
    return with(
        new Offer(
            new OfferId("o"), new AgentId("a"), "host", "*", Resources.of(20, 20, 20), List.of()),
        new RandomResources(random).any());
  }

  private static Offer with(Offer offer, Resources resources) {
    return new Offer(
        offer.id(), offer.agent(), offer.hostname(), offer.role(), resources, List.of());
  }

  private static Demand demand(Random random) {
    var ports = new ArrayList<PortDemand>();
    var fixed = new HashSet<Integer>();
    for (int i = random.nextInt(6); i > 0; i--) {
      int port = random.nextInt(60);
      ports.add(
          random.nextInt(3) == 0 && fixed.add(port)
              ? new PortDemand.Fixed(port)
              : new PortDemand.Any());
    }
    var roles = new HashSet<>(Set.of("*", "web", "batch"));
    roles.removeIf(role -> random.nextInt(3) == 0);
    return new Demand(
        new Scalar(random.nextLong(120_000)),
        new Scalar(random.nextLong(60_000)),
        new Scalar(random.nextLong(60_000)),
        new Scalar(random.nextInt(2) * random.nextLong(60_000)),
        ports,
        roles);
  }
}

package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.FaultDomain;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is offered to whom, rule by rule (mesos-v1.md §10). */
class AllocationDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);

  private Stage stage = new Stage();

  @Test
  void aRoleOfTwiceTheWeightGetsTwiceAsMuch() {
    stage.happens(new MasterEvent.UpdateWeights(new TreeMap<>(Map.of("heavy", 2.0))));
    FrameworkId heavy = stage.subscribe(Optional.empty(), Stage.framework("heavy"));
    stage.subscribe(Optional.empty(), Stage.framework("light"));

    for (int i = 0; i < 9; i++) {
      stage.agent("a" + i, BIG);
    }

    assertThat(stage.state.frameworks().get(heavy).offers()).hasSize(6);
  }

  @Test
  void aRolesOwnFrameworksCompeteAsOneWithTheRolesBelowIt() {
    FrameworkId one = stage.subscribe(Optional.empty(), Stage.framework("eng"));
    FrameworkId other = stage.subscribe(Optional.empty(), Stage.framework("eng"));
    FrameworkId below = stage.subscribe(Optional.empty(), Stage.framework("eng/web"));

    for (int i = 0; i < 8; i++) {
      stage.agent("a" + i, BIG);
    }

    assertThat(stage.state.frameworks().get(below).offers()).hasSize(4);
    assertThat(stage.state.frameworks().get(one).offers()).hasSize(2);
    assertThat(stage.state.frameworks().get(other).offers()).hasSize(2);
  }

  @Test
  void excludedNamesCountInNoShare() {
    stage = new Stage(offers(OfferMinimum.DEFAULT, Set.of("gpus")));
    FrameworkId first =
        stage.subscribe(Optional.empty(), Stage.framework("a", FrameworkCapability.GPU_RESOURCES));
    stage.agent("a1", ResourcesText.parse("cpus:1;mem:64;gpus:8"));
    stage.subscribe(Optional.empty(), Stage.framework("b", FrameworkCapability.GPU_RESOURCES));
    stage.agent("a2", ResourcesText.parse("cpus:4;mem:4096"));

    stage.agent("a3", BIG);

    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(first);
  }

  @Test
  void quotaChopsAnOfferAndAnotherRoleGetsTheRest() {
    FrameworkId limited = stage.subscribe(Optional.empty(), Stage.framework("a"));
    FrameworkId other = stage.subscribe(Optional.empty(), Stage.framework("b"));
    quota("a", Map.of("cpus", 1_500L, "mem", 1_024_000L));

    stage.agent("a1", BIG);

    assertThat(stage.offered())
        .extracting(HeldOffer::framework, offer -> offer.resources().amount("cpus"))
        .containsExactly(tuple(limited, 1.5), tuple(other, 2.5));
  }

  @Test
  void manyAgentsInOnePassCannotExceedAQuotaTogether() {
    stage.agent("a1", BIG);
    stage.agent("a2", BIG);
    stage.agent("a3", BIG);
    quota("a", Map.of("cpus", 5_000L, "mem", 5_000_000L));

    stage.subscribe(Optional.empty(), Stage.framework("a/deep"));

    assertThat(stage.offered())
        .extracting(offer -> offer.resources().amount("cpus"))
        .containsExactly(4.0, 1.0);
  }

  @Test
  void quotaThatIsGivenBackIsOfUseElsewhereWithinAnInterval() {
    FrameworkId limited = stage.subscribe(Optional.empty(), Stage.framework("a"));
    quota("a", Map.of("cpus", 4_000L, "mem", 4_096_000L));
    AgentId busy = stage.agent("a1", BIG);
    stage.running(limited, busy, "t1", BIG.minus(Resources.of(0, 0, 1000)));
    AgentId idle = stage.agent("a2", BIG);
    assertThat(stage.offered()).isEmpty();
    stage.disconnect(busy);

    stage.agent(Optional.of(busy), Stage.description("a1", Resources.of(0.001, 1, 0)));
    stage.pass(Duration.ofSeconds(1));

    assertThat(stage.offered()).extracting(HeldOffer::agent).containsExactly(idle);
  }

  @Test
  void aFrameworksOwnMinimumReplacesTheGeneralOne() {
    var minimum = new OfferMinimum(List.of(List.of(new OfferMinimum.Amount("disk", 500_000))));
    stage.agent("small", Resources.of(0, 0, 600));
    stage.agent("cpu", Resources.of(1, 64, 0));

    stage.subscribe(Optional.empty(), withMinimum(Stage.framework("a"), minimum));

    assertThat(stage.offered())
        .extracting(offer -> offer.description().hostname())
        .containsExactly("small");
  }

  @Test
  void theGeneralMinimumIsASetting() {
    stage = new Stage(offers(OfferMinimum.parse("cpus:1;mem:64|disk:500"), Set.of()));
    stage.subscribe();

    stage.agent("a1", Resources.of(2, 32, 100));
    assertThat(stage.offered()).isEmpty();
    stage.agent("a2", Resources.of(1, 64, 0));
    assertThat(stage.offered()).hasSize(1);
    stage.agent("a3", Resources.of(0, 0, 500));
    assertThat(stage.offered()).hasSize(1);

    assertThatThrownBy(() -> OfferMinimum.parse("ports:[1-2]"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOfferNobodyAnswersIsTakenBackAndMayComeAgainAtOnce() {
    stage =
        new Stage(
            new OfferSettings(
                OfferMinimum.DEFAULT,
                Optional.of(Duration.ofSeconds(3)),
                Set.of(),
                Optional.empty()));
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    OfferId first = stage.offerOn(agent);

    stage.pass(Duration.ofSeconds(3));

    assertThat(stage.effects(MasterEffect.Rescinded.class))
        .containsExactly(new MasterEffect.Rescinded(stage.streamOf(framework), framework, first));
    assertThat(stage.offered()).hasSize(1);
    assertThat(stage.state.frameworks().get(framework).filters()).isEmpty();

    stage.call(framework, Stage.decline(stage.offerOn(agent)));

    assertThat(stage.state.deadlines())
        .extracting(Deadline::kind)
        .containsExactly(Deadline.Kind.FILTER_EXPIRES);
  }

  @Test
  void whatAFrameworkCannotHandleIsLeftOut() {
    var revocable = new ResourceKey("cpus", List.of(), Optional.empty(), true, false);
    var refined =
        new ResourceKey("mem", List.of(Reservation.fixed("a"), Reservation.dynamic("a/x", "p")));
    Resources all =
        BIG.with(revocable, Quantity.Scalar.of(2)).with(refined, Quantity.Scalar.of(64));
    stage.subscribe(Optional.empty(), Stage.framework("a/x"));
    stage.agent("a1", all);
    assertThat(stage.offered()).extracting(HeldOffer::resources).containsExactly(BIG);

    stage.subscribe(
        Optional.empty(),
        Stage.framework(
            "a/x",
            FrameworkCapability.REVOCABLE_RESOURCES,
            FrameworkCapability.RESERVATION_REFINEMENT));

    assertThat(stage.offered()).extracting(HeldOffer::resources).containsExactly(all.minus(BIG));
  }

  @Test
  void agentsInAnotherRegionAreForThoseWhoKnowOfRegions() {
    stage =
        new Stage(
            new OfferSettings(
                OfferMinimum.DEFAULT, Optional.empty(), Set.of(), Optional.of("here")));
    stage.subscribe();
    FrameworkId aware = stage.subscribe(FrameworkCapability.REGION_AWARE);
    stage.agent(Optional.empty(), in("here", "a1"));

    stage.agent(Optional.empty(), in("there", "a2"));

    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(aware);
  }

  @Test
  void leavingTheSuppressedRolesClearsTheirFilters() {
    FrameworkId framework =
        stage.subscribe(Optional.empty(), Stage.framework("a", FrameworkCapability.MULTI_ROLE));
    AgentId agent = stage.agent("a1", BIG);
    stage.call(
        framework, Stage.decline(stage.offerOn(agent)), new FrameworkCall.Suppress(Set.of()));
    FrameworkDescription description = stage.state.frameworks().get(framework).description();

    stage.subscribe(Optional.of(framework), description);

    assertThat(stage.offered()).hasSize(1);
    assertThat(stage.state.deadlines()).isEmpty();
  }

  @Test
  void aTaskThatEndsIsOfferedByItsAgentAlone() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    stage.running(framework, agent, "t1", BIG);

    stage.report(framework, agent, "t1", TaskState.FINISHED);

    assertThat(stage.offered()).extracting(HeldOffer::agent).containsExactly(agent);
    RoleBook book = stage.state.roles().get("*");
    assertThat(book.subtree()).isEqualTo(book.own());
    assertThat(book.own().allocations()).isEqualTo(2);
  }

  private void quota(String role, Map<String, Long> limits) {
    stage.happens(
        new MasterEvent.UpdateQuota(false, new TreeMap<>(Map.of(role, QuotaLimits.of(limits)))));
  }

  private static OfferSettings offers(OfferMinimum minimum, Set<String> excluded) {
    return new OfferSettings(minimum, Optional.empty(), excluded, Optional.empty());
  }

  private static AgentDescription in(String region, String hostname) {
    return new AgentDescription(
        hostname,
        5051,
        BIG,
        List.of(),
        Optional.of(new FaultDomain(region, "z")),
        List.of(),
        "0.1.0",
        Payload.EMPTY);
  }

  private static FrameworkDescription withMinimum(
      FrameworkDescription framework, OfferMinimum minimum) {
    return new FrameworkDescription(
        framework.user(),
        framework.name(),
        framework.role(),
        framework.roles(),
        framework.capabilities(),
        framework.failoverTimeoutSeconds(),
        framework.checkpoint(),
        framework.principal(),
        Map.of("a", minimum),
        OfferConstraints.NONE,
        framework.info());
  }
}

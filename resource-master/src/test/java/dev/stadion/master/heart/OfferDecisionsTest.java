package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OfferDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);
  private static final Resources SMALL = Resources.of(1, 512, 0);

  private final Stage stage = new Stage();

  @Test
  void aNewAgentIsOfferedWholeInTheDecisionThatAdmitsIt() {
    FrameworkId framework = stage.subscribe();

    AgentId agent = stage.agent("a1", BIG);

    assertThat(stage.offered())
        .singleElement()
        .satisfies(offer -> {
          assertThat(offer.id()).isEqualTo(new OfferId("m-O0"));
          assertThat(offer.framework()).isEqualTo(framework);
          assertThat(offer.agent()).isEqualTo(agent).isEqualTo(new AgentId("m-S0"));
          assertThat(offer.resources()).isEqualTo(BIG);
        });
    assertThat(stage.state.idle()).isEmpty();
  }

  @Test
  void aNewFrameworkIsOfferedEveryIdleAgentInOneEvent() {
    stage.agent("a1", BIG);
    stage.agent("a2", BIG);

    stage.subscribe();

    assertThat(stage.effects(MasterEffect.Offered.class)).hasSize(1);
    assertThat(stage.offered()).hasSize(2);
  }

  @Test
  void tooLittleIsNotOffered() {
    stage.subscribe();

    stage.agent("a1", Resources.of(0.001, 16, 1000));

    assertThat(stage.offered()).isEmpty();
  }

  @Test
  void reservedResourcesGoToTheirRoleOnly() {
    stage.subscribe();
    FrameworkId web = stage.subscribe(Optional.empty(), Stage.framework("web"));
    var reserved = ResourcesText.parse("cpus(web):2;mem(web):64;cpus:1;mem:64");

    stage.agent("a1", reserved);

    assertThat(stage.offered()).hasSize(2);
    assertThat(stage.offered())
        .filteredOn(offer -> offer.framework().equals(web))
        .singleElement()
        .satisfies(offer -> assertThat(offer.resources().millis("cpus")).isEqualTo(2000));
  }

  @Test
  void theFrameworkWithTheSmallerDominantShareComesFirst() {
    FrameworkId rich = stage.subscribe();
    stage.agent("a1", BIG);
    FrameworkId poor = stage.subscribe();

    stage.agent("a2", BIG);

    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(poor);
    assertThat(rich).isNotEqualTo(poor);
  }

  @Test
  void aDeclinedOfferGoesToTheNextFrameworkAtOnce() {
    FrameworkId first = stage.subscribe();
    FrameworkId second = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(first);

    stage.call(first, Stage.decline(stage.offerOn(agent)));

    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(second);
  }

  @Test
  void aDeclinedOfferComesBackWhenItsFilterExpires() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);

    stage.call(framework, Stage.decline(stage.offerOn(agent)));
    assertThat(stage.offered()).isEmpty();
    stage.pass(Duration.ofMillis(4999));
    assertThat(stage.offered()).isEmpty();
    stage.pass(Duration.ofMillis(1));

    assertThat(stage.offered()).hasSize(1);
    assertThat(stage.state.frameworks().get(framework).filters()).isEmpty();
  }

  @Test
  void aDeclineForZeroSecondsRestsOneAllocationInterval() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);

    stage.call(framework, new FrameworkCall.Decline(List.of(stage.offerOn(agent)), Duration.ZERO));
    assertThat(stage.offered()).isEmpty();
    stage.pass(Duration.ofSeconds(1));

    assertThat(stage.offered()).hasSize(1);
  }

  @Test
  void aFilterDoesNotHoldBackMoreThanWasDeclined() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    stage.running(framework, agent, "t1", SMALL);
    assertThat(stage.state.offers()).isEmpty();

    stage.report(framework, agent, "t1", TaskState.FINISHED);

    assertThat(stage.offered())
        .singleElement()
        .satisfies(offer -> assertThat(offer.resources()).isEqualTo(BIG));
  }

  @Test
  void reviveRemovesFiltersAndOffersAtOnce() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    stage.call(framework, Stage.decline(stage.offerOn(agent)));

    stage.call(framework, new FrameworkCall.Revive(Set.of()));

    assertThat(stage.offered()).hasSize(1);
    assertThat(stage.state.deadlines()).isEmpty();
  }

  @Test
  void aSuppressedFrameworkGetsNothingUntilItRevives() {
    FrameworkId framework = stage.subscribe();
    stage.call(framework, new FrameworkCall.Suppress(Set.of()));

    stage.agent("a1", BIG);
    assertThat(stage.offered()).isEmpty();
    stage.call(framework, new FrameworkCall.Revive(Set.of("*")));

    assertThat(stage.offered()).hasSize(1);
  }

  @Test
  void unknownAndForeignOffersInADeclineAreIgnored() {
    FrameworkId framework = stage.subscribe();
    FrameworkId other = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    OfferId offer = stage.offerOn(agent);

    stage.call(other, Stage.decline(offer), Stage.decline(new OfferId("m-O99")));

    assertThat(stage.state.offers()).containsKey(offer);
    assertThat(stage.state.offers().get(offer).framework()).isEqualTo(framework);
  }

  @Test
  void whenAnAgentDisconnectsItsOffersAreRescinded() {
    FrameworkId framework = stage.subscribe();
    AgentId agent = stage.agent("a1", BIG);
    OfferId offer = stage.offerOn(agent);

    stage.disconnect(agent);

    assertThat(stage.effects)
        .containsExactly(new MasterEffect.Rescinded(stage.streamOf(framework), framework, offer));
    assertThat(stage.state.offers()).isEmpty();
  }

  @Test
  void whenAFrameworkDisconnectsItsOffersGoToAnotherWithoutAWord() {
    FrameworkId first = stage.subscribe();
    FrameworkId second = stage.subscribe();
    stage.agent("a1", BIG);

    stage.disconnect(first);

    assertThat(stage.effects(MasterEffect.Rescinded.class)).isEmpty();
    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(second);
  }

  @Test
  void offerIdsAreNotRepeatedByTheNextMaster() {
    stage.subscribe();
    stage.agent("a1", BIG);
    var saved =
        stage.changes.stream()
            .filter(MasterChange.CountersSaved.class::isInstance)
            .map(change -> ((MasterChange.CountersSaved) change).counters())
            .toList()
            .getLast();

    stage.state =
        Recovery.assemble(
            "m", 8, saved, List.of(), List.of(), List.of(), List.of(), RolePolicy.NONE);
    stage.subscribe();
    stage.agent("a1", BIG);

    assertThat(stage.offered()).extracting(HeldOffer::id).containsExactly(new OfferId("m-O10000"));
  }

  @Test
  void agentsWithGpusAreNotOfferedToFrameworksThatDoNotKnowThem() {
    stage.subscribe();
    FrameworkId capable = stage.subscribe(FrameworkCapability.GPU_RESOURCES);

    stage.agent("a1", ResourcesText.parse("cpus:4;mem:64;gpus:1"));

    assertThat(stage.offered()).extracting(HeldOffer::framework).containsExactly(capable);
  }
}

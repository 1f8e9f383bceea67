package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Weights and quota as operators set them (mesos-v1.md §10.2, §10.6). */
class PolicyDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);

  private final Stage stage = new Stage();

  @Test
  void weightsAreRememberedBesideThoseThatWereSetBefore() {
    weights(Map.of("a", 2.0, "b", 3.0));

    MasterOutcome outcome = weights(Map.of("b", 0.5));

    assertThat(outcome).isEqualTo(new MasterOutcome.Accepted());
    assertThat(stage.state.policy().weights()).isEqualTo(Map.of("a", 2.0, "b", 0.5));
    assertThat(stage.changes).contains(new MasterChange.PolicySaved(stage.state.policy()));
  }

  @Test
  void aWeightThatIsNotPositiveOrOfAnImpossibleRoleChangesNothing() {
    MasterState before = stage.state;

    assertThat(weights(Map.of("a", 2.0, "b", 0.0))).isInstanceOf(MasterOutcome.PolicyRefused.class);
    assertThat(weights(Map.of("a", Double.NaN))).isInstanceOf(MasterOutcome.PolicyRefused.class);
    assertThat(weights(Map.of("a//b", 1.0))).isInstanceOf(MasterOutcome.PolicyRefused.class);

    assertThat(stage.state.policy()).isEqualTo(before.policy());
    assertThat(stage.changes).isEmpty();
  }

  @Test
  void newWeightsOfAnActiveRoleTakeBackWhatIsOffered() {
    FrameworkId framework = stage.subscribe(Optional.empty(), Stage.framework("web"));
    AgentId agent = stage.agent("a1", BIG);
    var old = stage.offerOn(agent);

    weights(Map.of("elsewhere", 2.0));
    assertThat(stage.effects).isEmpty();
    weights(Map.of("web", 2.0));

    assertThat(stage.effects)
        .contains(new MasterEffect.Rescinded(stage.streamOf(framework), framework, old));
    assertThat(stage.offered()).extracting(HeldOffer::agent).containsExactly(agent);
  }

  @Test
  void aQuotaBelowWhatIsConsumedNeedsForce() {
    FrameworkId framework = stage.subscribe(Optional.empty(), Stage.framework("web"));
    AgentId agent = stage.agent("a1", ResourcesText.parse("cpus:4;mem:64;cpus(web):1"));
    stage.running(framework, agent, "t1", Resources.of(2, 32, 0));

    assertThat(PolicyRules.consumed(stage.state, "web").amounts())
        .isEqualTo(Map.of("cpus", 3000L, "mem", 32_000L));
    assertThat(quota(false, "web", Map.of("cpus", 2000L)))
        .isInstanceOf(MasterOutcome.PolicyRefused.class);
    assertThat(stage.state.policy()).isEqualTo(RolePolicy.NONE);
    assertThat(quota(true, "web", Map.of("cpus", 2000L))).isEqualTo(new MasterOutcome.Accepted());

    assertThat(stage.state.policy().limits().get("web").millis()).isEqualTo(Map.of("cpus", 2000L));
  }

  @Test
  void whatIsOnlyOfferedDoesNotCountAsConsumedAndIsTakenBack() {
    FrameworkId framework = stage.subscribe(Optional.empty(), Stage.framework("web/shop"));
    AgentId agent = stage.agent("a1", BIG);
    var old = stage.offerOn(agent);
    assertThat(PolicyRules.consumed(stage.state, "web")).isEqualTo(Scalars.ZERO);

    MasterOutcome outcome = quota(false, "web", Map.of("cpus", 1000L));

    assertThat(outcome).isEqualTo(new MasterOutcome.Accepted());
    assertThat(stage.effects)
        .contains(new MasterEffect.Rescinded(stage.streamOf(framework), framework, old));
  }

  @Test
  void quotaIsForTopLevelRolesAndEndsWithoutLimits() {
    assertThat(quota(false, "web/shop", Map.of("cpus", 1000L)))
        .isInstanceOf(MasterOutcome.PolicyRefused.class);
    assertThat(quota(false, "web", Map.of("mem", Long.MAX_VALUE)))
        .isInstanceOf(MasterOutcome.PolicyRefused.class);
    quota(false, "web", Map.of("cpus", 1000L));
    assertThat(stage.state.policy().limits()).containsOnlyKeys("web");

    quota(false, "web", Map.of());

    assertThat(stage.state.policy().limits()).isEmpty();
  }

  private MasterOutcome weights(Map<String, Double> weights) {
    return stage.happens(new MasterEvent.UpdateWeights(new TreeMap<>(weights)));
  }

  private MasterOutcome quota(boolean force, String role, Map<String, Long> limits) {
    return stage.happens(
        new MasterEvent.UpdateQuota(force, new TreeMap<>(Map.of(role, QuotaLimits.of(limits)))));
  }
}

package dev.stadion.marathon.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.scheduler.MarathonOutcome.Deployed;
import dev.stadion.marathon.scheduler.MarathonOutcome.Invalid;
import dev.stadion.marathon.wire.AppReader;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may have which role, and whose offers it gets (marathon.md §14.5). */
class RolesTest {
  private final World world = new World().connected();

  @Test
  void whoNamesNoRoleGetsTheUsualOne() {
    world.create(unnamed("/dev/app"));

    assertThat(world.service("/dev/app").app().orElseThrow().definition().role()).isEqualTo("*");
  }

  @Test
  void anAppMayHaveTheRoleOfItsTopLevelGroup() {
    assertThat(world.create(Apps.sleeper("/dev/a/app", 1, ",'role':'dev'")))
        .isInstanceOf(Deployed.class);
  }

  @Test
  void anyOtherRoleIsRefused() {
    assertThat(problems(world.create(Apps.sleeper("/dev/app", 1, ",'role':'prod'"))))
        .containsExactly(new Problem("/role", "got prod, expected one of: [*, dev]"));
  }

  @Test
  void directlyBelowTheRootThereIsOnlyTheUsualRole() {
    assertThat(problems(world.create(Apps.sleeper("/app", 1, ",'role':'app'"))))
        .containsExactly(new Problem("/role", "got app, expected one of: [*]"));
  }

  @Test
  void belowAGroupThatEnforcesItsRoleItIsTheUsualOneAndTheOnlyOne() {
    world.create(Apps.sleeper("/dev/old", 1));
    world.decide(new MarathonEvent.EnforceRole(PathId.of("/dev"), true));

    world.create(unnamed("/dev/new"));

    assertThat(world.service("/dev/new").app().orElseThrow().definition().role()).isEqualTo("dev");
    assertThat(problems(world.create(Apps.sleeper("/dev/other", 1, ",'role':'*'"))))
        .containsExactly(new Problem("/role", "got *, expected one of: [dev]"));
  }

  @Test
  void anAppKeepsTheRoleItHasHadAlthoughItsGroupEnforcesAnother() {
    world.create(Apps.sleeper("/dev/old", 1));
    world.settle();
    world.decide(new MarathonEvent.EnforceRole(PathId.of("/dev"), true));

    assertThat(world.put(Apps.sleeper("/dev/old", 2))).isInstanceOf(Deployed.class);
  }

  @Test
  void newTopLevelGroupsEnforceTheirRolesWhereThatIsTheRule() {
    World strict = new World(with(new RoleRules("*", true, RoleRules.Accepted.ANY))).connected();

    strict.create(unnamed("/dev/sub/app"));

    assertThat(strict.service("/dev/sub/app").app().orElseThrow().definition().role())
        .isEqualTo("dev");
    assertThat(strict.state().groups().get(PathId.of("/dev")).enforceRole()).isTrue();
    assertThat(strict.state().groups().get(PathId.of("/dev/sub")).enforceRole()).isFalse();
  }

  @Test
  void acceptedResourcesAreOfTheAppsRoleOrOfNobody() {
    assertThat(
            problems(
                world.create(
                    Apps.sleeper("/dev/app", 1, ",'role':'dev','acceptedResourceRoles':['prod']"))))
        .containsExactly(
            new Problem(
                "/acceptedResourceRoles", "acceptedResourceRoles can only contain * and dev"));
  }

  @Test
  void theMasterIsToldOfANewRoleBeforeOffersToItAreAskedFor() {
    world.drain();

    world.create(Apps.sleeper("/dev/app", 1, ",'role':'dev'"));

    assertThat(world.drain(MarathonEffect.UpdateRoles.class))
        .containsExactly(new MarathonEffect.UpdateRoles(Set.of("*", "dev")));
    assertThat(world.state().roles().with("*")).containsExactlyInAnyOrder("*", "dev");
  }

  @Test
  void aRoleGoesWithTheLastInstanceThatHasIt() {
    world.create(Apps.sleeper("/dev/app", 1, ",'role':'dev'"));
    offer("agent", "dev");
    world.run();
    world.drain();

    world.delete("/dev/app");
    assertThat(world.state().roles().with("*")).containsExactly("*", "dev");
    world.obeyKills();

    assertThat(world.state().roles().with("*")).containsExactly("*");
  }

  @Test
  void rolesAreKnownAgainAfterARestart() {
    world.create(Apps.sleeper("/dev/app", 1, ",'role':'dev'"));

    world.restart();

    assertThat(world.state().roles().with("*")).containsExactly("*", "dev");
  }

  @Test
  void offersToARoleAreOnlyForAppsOfThatRole() {
    world.create(Apps.sleeper("/dev/app", 1, ",'role':'dev'"));
    world.create(Apps.sleeper("/app", 1));

    offer("agent-1", "dev");
    assertThat(world.launched()).extracting(t -> t.app().id().value()).containsExactly("/dev/app");

    offer("agent-1", "*");
    assertThat(world.launched())
        .extracting(t -> t.app().id().value())
        .containsExactly("/dev/app", "/app");
    assertThat(world.service("/app").offers().latest()).isEmpty();
  }

  @Test
  void eachRoleIsSuppressedAndRevivedForItself() {
    world.create(Apps.sleeper("/dev/app", 1, ",'role':'dev'"));
    offer("agent-1", "dev");
    world.run();
    world.create(Apps.sleeper("/app", 1, ",'cpus':1000"));
    world.drain();

    offer("agent-1", "dev");
    assertThat(world.drain(MarathonEffect.Suppress.class))
        .containsExactly(new MarathonEffect.Suppress(Set.of("dev")));
    offer("agent-1", "*");
    assertThat(world.drain(MarathonEffect.Suppress.class)).isEmpty();

    world.put(Apps.sleeper("/dev/app", 2, ",'role':'dev'"));
    assertThat(world.drain(MarathonEffect.Revive.class))
        .containsExactly(new MarathonEffect.Revive(Set.of("dev")));
  }

  @Test
  void onlyUnreservedResourcesCountWhereThatIsTheRule() {
    var rules = new RoleRules("*", false, RoleRules.Accepted.UNRESERVED);
    AppDefinition app = Apps.sleeper("/dev/app", 1, ",'role':'dev'");

    assertThat(rules.accepted(app)).containsExactly("*");
    assertThat(RoleRules.of("*").accepted(app)).containsExactly("*", "dev");
    assertThat(new RoleRules("*", false, RoleRules.Accepted.RESERVED).accepted(app))
        .containsExactly("dev");
  }

  @Test
  void machinesWithGpusAreKeptForThoseWhoWantOne() {
    var gpus =
        Resources.of(4, 4096, 0)
            .with(
                dev.stadion.scheduling.resource.ResourceKey.unreserved("gpus"),
                dev.stadion.scheduling.resource.Quantity.Scalar.of(1))
            .withPorts(new Range(31000, 31010));
    world.create(Apps.sleeper("/app", 1));
    world.create(Apps.sleeper("/any", 1, ",'labels':{'GPU_SCHEDULING_BEHAVIOR':'unrestricted'}"));

    world.offer("agent", gpus);

    assertThat(world.launched()).extracting(t -> t.app().id().value()).containsExactly("/any");
    assertThat(Waiting.of(world.state(), world.service("/app"), world.now()))
        .extracting(Waiting.Reason::code)
        .containsExactly("DeclinedScarceResources");
  }

  private void offer(String agent, String role) {
    world.decide(
        new MarathonEvent.Offered(
            List.of(
                new Offer(
                    new OfferId("of-" + role + world.launched().size()),
                    new AgentId(agent),
                    agent,
                    role,
                    Resources.of(8, 8192, 0).withPorts(new Range(31000, 32000)),
                    List.of()))));
  }

  private static AppDefinition unnamed(String id) {
    return switch (AppReader.read(Apps.json("{'id':'" + id + "','cmd':'sleep 1'}"))) {
      case AppReader.Result.Read(var definition) -> definition;
      case AppReader.Result.Misfit(var problems) -> throw new AssertionError(problems);
    };
  }

  private static List<Problem> problems(MarathonOutcome outcome) {
    return Optional.of(outcome)
        .filter(Invalid.class::isInstance)
        .map(invalid -> ((Invalid) invalid).problems())
        .orElseThrow(() -> new AssertionError(outcome));
  }

  private static HeartSettings with(RoleRules roles) {
    HeartSettings usual = HeartSettings.DEFAULT;
    return new HeartSettings(
        usual.killRetry(),
        usual.launchTimeout(),
        usual.refuse(),
        usual.reconcileInterval(),
        Duration.ZERO,
        usual.judgement(),
        usual.maxDeployments(),
        usual.maxLaunchesPerOffer(),
        usual.servicePorts(),
        new ValidationRules(Set.of(), roles, 100, false),
        HeartSettings.Reserving.DEFAULT);
  }
}

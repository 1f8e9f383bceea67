package dev.stadion.master.heart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.MasterEffect.CheckpointResources;
import dev.stadion.master.heart.MasterEffect.OperationUpdated;
import dev.stadion.master.heart.Operation.Kind;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationDecisionsTest {
  private static final Resources BIG = Resources.of(4, 4096, 1000);
  private static final ResourceKey RESERVED =
      new ResourceKey("disk", List.of(Reservation.dynamic("web", "mng")));
  private static final Resources RESERVED_DISK = disk(RESERVED, 512);
  private static final Resources VOLUME =
      disk(RESERVED.withDisk(Optional.of(Disk.volume("vol-1", "mng", "data"))), 512);
  private static final Operation RESERVE = change("r", Kind.RESERVE, RESERVED_DISK);
  private static final Operation CREATE = change("c", Kind.CREATE, VOLUME);

  private final Stage stage = new Stage();
  private final FrameworkId framework = stage.subscribe(Optional.empty(), web("mng"));
  private final AgentId agent = stage.agent("a1", BIG);
  private final OfferId offer = stage.offerOn(agent);

  @Test
  void eachOperationSeesWhatTheEarlierOnesMade() {
    TaskDescription task = Stage.task("db", agent, Resources.of(1, 128, 0).plus(VOLUME));

    stage.call(
        framework,
        Stage.accept(
            offer,
            RESERVE,
            CREATE,
            new Operation.Launch(Optional.empty(), List.of(new Launchable.Described(task)))));

    assertThat(feedback()).containsExactly(OperationState.FINISHED, OperationState.FINISHED);
    assertThat(agent().used()).isEqualTo(task.resources());
    assertThat(agent().total()).isEqualTo(Resources.of(4, 4096, 488).plus(VOLUME));
    var down = stage.effects.stream().filter(MasterEffect.ToAgent.class::isInstance).toList();
    assertThat(down.getFirst())
        .isEqualTo(new CheckpointResources(stage.streamOf(agent), agent, VOLUME));
    assertThat(down.get(1)).isInstanceOf(MasterEffect.RunTasks.class);
    assertThat(stage.changes).contains(new MasterChange.ResourcesCheckpointed(agent, VOLUME));
  }

  @Test
  void whatIsReservedIsOfferedToItsRoleOnly() {
    stage.call(framework, Stage.accept(offer, RESERVE));
    FrameworkId other = stage.subscribe();

    assertThat(stage.offered())
        .singleElement()
        .satisfies(made -> {
          assertThat(made.framework()).isEqualTo(other);
          assertThat(made.resources()).isEqualTo(BIG.minus(Resources.of(0, 0, 512)));
        });
    stage.call(framework, new FrameworkCall.Revive(Set.of()));
    stage.pass(Stage.REFUSE);
    assertThat(stage.state.frameworks().get(framework).use("web").unreserved())
        .isEqualTo(Scalars.ZERO);
  }

  @Test
  void aVolumeIsThereForTheNextTaskUntilItIsDestroyed() {
    stage.call(framework, Stage.accept(offer, RESERVE, CREATE));
    stage.pass(Stage.REFUSE);
    OfferId again = stage.offerOn(agent);
    assertThat(stage.state.offers().get(again).resources().contains(VOLUME)).isTrue();

    stage.call(
        framework,
        Stage.accept(
            again,
            change("u", Kind.UNRESERVE, VOLUME),
            change("d", Kind.DESTROY, VOLUME),
            change("u2", Kind.UNRESERVE, RESERVED_DISK)));

    assertThat(feedback())
        .containsExactly(OperationState.ERROR, OperationState.FINISHED, OperationState.FINISHED);
    assertThat(agent().total()).isEqualTo(BIG);
    assertThat(agent().stock().checkpointed()).isEqualTo(Resources.empty());
  }

  @Test
  void aVolumeInUseIsNotDestroyed() {
    Resources own = Resources.of(1, 128, 0).plus(VOLUME);
    stage.call(framework, Stage.accept(offer, RESERVE, CREATE));
    stage.pass(Stage.REFUSE);
    stage.running(framework, agent, "db", own);
    stage.pass(Stage.REFUSE);

    stage.call(framework, Stage.accept(stage.offerOn(agent), change("d", Kind.DESTROY, VOLUME)));

    assertThat(message()).contains("'vol-1' is in use");
    stage.report(framework, agent, "db", TaskState.FINISHED);
    assertThat(agent().used()).isEqualTo(Resources.empty());
  }

  @Test
  void aReservationIsForTheOffersRoleAndTheFrameworksPrincipal() {
    var foreign = disk(new ResourceKey("disk", List.of(Reservation.dynamic("ops", "mng"))), 1);
    var stranger = disk(new ResourceKey("disk", List.of(Reservation.dynamic("web", "eve"))), 1);
    var fixed = disk(new ResourceKey("disk", "web"), 1);

    for (Resources wrong : List.of(foreign, stranger, fixed, disk(RESERVED, 2000))) {
      refused(new Operation.Change(Optional.of("x"), Kind.RESERVE, wrong));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/data", "../data", "a/../../b", ""})
  void aVolumeStaysInTheSandbox(String path) {
    refused(create(new Disk.Volume(path, Optional.empty(), false), "vol-1"));
  }

  @Test
  void aVolumeIsWritableHasALegalIdAndNoPlaceOnTheHost() {
    refused(create(new Disk.Volume("data", Optional.of("/srv"), false), "vol-1"));
    refused(create(new Disk.Volume("data", Optional.empty(), true), "vol-1"));
    refused(create(new Disk.Volume("data", Optional.empty(), false), "a/b"));
    refused(
        change(
            "x",
            Kind.CREATE,
            disk(
                ResourceKey.unreserved("disk")
                    .withDisk(Optional.of(Disk.volume("v", "mng", "data"))),
                512)));
  }

  @Test
  void aPersistenceIdIsUsedOncePerRoleAndAgent() {
    var half = disk(RESERVED.withDisk(Optional.of(Disk.volume("v", "mng", "a"))), 256);
    var same = disk(RESERVED.withDisk(Optional.of(Disk.volume("v", "mng", "b"))), 256);

    stage.call(
        framework,
        Stage.accept(
            offer,
            RESERVE,
            change("both", Kind.CREATE, half.plus(same)),
            change("one", Kind.CREATE, half),
            change("again", Kind.CREATE, same)));

    assertThat(feedback())
        .containsExactly(
            OperationState.FINISHED,
            OperationState.ERROR,
            OperationState.FINISHED,
            OperationState.ERROR);
  }

  @Test
  void anAgentThatComesBackIsToldWhatItKeepsWhateverItSays() {
    stage.call(framework, Stage.accept(offer, RESERVE));
    stage.disconnect(agent);

    stage.agent(
        Optional.of(agent), Stage.description("a1", BIG), List.of(), List.of(), disk(RESERVED, 1));

    assertThat(agent().total()).isEqualTo(Resources.of(4, 4096, 488).plus(RESERVED_DISK));
    assertThat(stage.effects(CheckpointResources.class))
        .extracting(CheckpointResources::resources)
        .containsExactly(RESERVED_DISK);
  }

  @Test
  void anAgentNobodyKnowsBringsWhatItKeeps() {
    AgentId stranger =
        stage.agent(
            Optional.of(new AgentId("other-S1")),
            Stage.description("a9", BIG),
            List.of(),
            List.of(),
            VOLUME);

    assertThat(stage.state.agents().get(stranger).total())
        .isEqualTo(Resources.of(4, 4096, 488).plus(VOLUME));
    assertThat(stage.changes).contains(new MasterChange.ResourcesCheckpointed(stranger, VOLUME));
  }

  @Test
  void anOperatorTakesBackTheOffersThatHoldWhatIsNeeded() {
    var draft = new Draft(stage.state, MasterSettings.DEFAULT, Instant.EPOCH);
    var operation = new Operation.Change(Optional.empty(), Kind.RESERVE, RESERVED_DISK);

    assertThat(OperationRules.apply(draft, agent, operation, Optional.of("mng")))
        .isEqualTo(new OperationRules.Outcome.Done());

    assertThat(draft.effects)
        .hasAtLeastOneElementOfType(MasterEffect.Rescinded.class)
        .hasAtLeastOneElementOfType(CheckpointResources.class);
    assertThat(draft.agent(agent).free()).isEqualTo(Resources.of(4, 4096, 488).plus(RESERVED_DISK));
  }

  @Test
  void anOperatorCannotTakeWhatTasksHold() {
    stage.running(framework, agent, "t", Resources.of(1, 64, 1000));
    var draft = new Draft(stage.state, MasterSettings.DEFAULT, Instant.EPOCH);
    var operation = new Operation.Change(Optional.empty(), Kind.RESERVE, RESERVED_DISK);

    assertThat(OperationRules.apply(draft, agent, operation, Optional.of("mng")))
        .isInstanceOf(OperationRules.Outcome.Unavailable.class);
    assertThat(draft.effects).isEmpty();
  }

  @Test
  void operationsNobodyRemembersAreReconciledByTheirAgent() {
    stage.call(
        framework,
        new FrameworkCall.ReconcileOperations(
            List.of(new FrameworkCall.OperationQuery("op-1", Optional.of(agent)))));

    assertThat(feedback()).containsExactly(OperationState.UNKNOWN);
  }

  private void refused(Operation operation) {
    OfferId current = stage.offerOn(agent);
    Resources before = agent().total();

    stage.call(
        framework, new FrameworkCall.Accept(List.of(current), List.of(operation), Duration.ZERO));
    assertThat(feedback()).as("%s", operation).containsExactly(OperationState.ERROR);

    assertThat(agent().total()).isEqualTo(before);
    assertThat(stage.effects(CheckpointResources.class)).isEmpty();
    stage.pass(Stage.REFUSE);
  }

  private List<OperationState> feedback() {
    return stage.effects(OperationUpdated.class).stream().map(OperationUpdated::state).toList();
  }

  private String message() {
    return stage.effects(OperationUpdated.class).getLast().message();
  }

  private Agent agent() {
    return stage.state.agents().get(agent);
  }

  private static Operation create(Disk.Volume volume, String id) {
    var disk =
        new Disk(
            Optional.of(new Disk.Persistence(id, Optional.of("mng"))),
            Optional.of(volume),
            Optional.empty());
    return change(
        "x",
        Kind.CREATE,
        disk(
            new ResourceKey("disk", List.of(Reservation.dynamic("web", "mng")))
                .withDisk(Optional.of(disk)),
            1));
  }

  private static Operation change(String id, Kind kind, Resources resources) {
    return new Operation.Change(Optional.of(id), kind, resources);
  }

  private static Resources disk(ResourceKey key, double amount) {
    return Resources.empty().with(key, Quantity.Scalar.of(amount));
  }

  private static FrameworkDescription web(String principal) {
    return new FrameworkDescription(
        "svc",
        "test",
        Optional.empty(),
        List.of("web"),
        EnumSet.of(FrameworkCapability.MULTI_ROLE, FrameworkCapability.RESERVATION_REFINEMENT),
        60,
        true,
        Optional.of(principal),
        Map.of(),
        OfferConstraints.NONE,
        Payload.EMPTY);
  }
}

package dev.stadion.master.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.CompletedFramework;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.Machine;
import dev.stadion.master.heart.MachineId;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.heart.QuotaLimits;
import dev.stadion.master.heart.RolePolicy;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.TaskKey;
import dev.stadion.master.heart.Unavailability;
import dev.stadion.master.heart.Upkeep;
import dev.stadion.master.wire.Agents;
import dev.stadion.master.wire.Frameworks;
import dev.stadion.master.wire.PackedPayload;
import dev.stadion.master.wire.TaskMessages;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;
import org.pcollections.TreePVector;

/** What every memory of the master must do; run on PostgreSQL and on the model of it. */
abstract class MasterStoreContract {
  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00.123456Z");
  static final FrameworkId FRAMEWORK = new FrameworkId("f-1");
  static final AgentId AGENT = new AgentId("a-1");

  abstract StateStore<MasterState, MasterChange> store();

  /** Makes {@code epoch} the current one. */
  abstract void lead(long epoch);

  @Test
  void anEmptyStoreHasAMasterIdThatStays() {
    lead(1);
    MasterState first = store().load(1);
    lead(2);

    MasterState second = store().load(2);

    assertThat(first.masterId()).isEqualTo(second.masterId()).isNotEmpty();
    assertThat(second.epoch()).isEqualTo(2);
    assertThat(second.agents()).isEmpty();
  }

  @Test
  void whatWasCommittedIsThereForTheNextLeader() {
    lead(1);
    store().load(1);
    commit(
        new MasterChange.CountersSaved(new Counters(3, 4, 77, 10_000)),
        new MasterChange.AgentSaved(agent()),
        new MasterChange.FrameworkSaved(framework()),
        new MasterChange.TaskSaved(task("t1", TaskState.RUNNING)));
    lead(2);

    MasterState state = store().load(2);

    assertThat(state.counters()).isEqualTo(new Counters(3, 4, 10_000, 10_000));
    Agent agent = state.agents().get(AGENT);
    assertThat(agent.status()).isEqualTo(AgentStatus.RECOVERED);
    assertThat(agent.description()).isEqualTo(agent().description());
    assertThat(agent.times()).isEqualTo(agent().times());
    assertThat(agent.used()).isEqualTo(Resources.of(1, 64, 0));
    Framework framework = state.frameworks().get(FRAMEWORK);
    assertThat(framework.description()).isEqualTo(framework().description());
    assertThat(framework.times()).isEqualTo(framework().times());
    assertThat(framework.link().recovered()).isTrue();
    assertThat(framework.tasks())
        .containsOnly(Map.entry(new TaskId("t1"), task("t1", TaskState.RUNNING)));
  }

  @Test
  void weightsAndQuotaAreThereForTheNextLeader() {
    var first =
        new RolePolicy(
            TreePMap.singleton("a", 2.5),
            TreePMap.singleton("b", QuotaLimits.of(Map.of("cpus", 0L, "mem", 64_000L))));
    var second = new RolePolicy(TreePMap.singleton("eng/web", 0.5), TreePMap.empty());
    lead(1);
    assertThat(store().load(1).policy()).isEqualTo(RolePolicy.NONE);

    commit(new MasterChange.PolicySaved(first));
    assertThat(store().load(1).policy()).isEqualTo(first);
    commit(new MasterChange.PolicySaved(first), new MasterChange.PolicySaved(second));

    assertThat(store().load(1).policy()).isEqualTo(second);
  }

  @Test
  void theLastChangeOfARowCounts() {
    lead(1);
    store().load(1);
    commit(
        new MasterChange.AgentSaved(agent()),
        new MasterChange.FrameworkSaved(framework()),
        new MasterChange.TaskSaved(task("t1", TaskState.STAGING)),
        new MasterChange.TaskSaved(task("t1", TaskState.RUNNING)),
        new MasterChange.TaskSaved(task("t2", TaskState.STAGING)),
        new MasterChange.TaskForgotten(new TaskKey(FRAMEWORK, new TaskId("t2"))),
        new MasterChange.TaskSaved(task("t3", TaskState.STAGING)));
    commit(
        new MasterChange.TaskForgotten(new TaskKey(FRAMEWORK, new TaskId("t3"))),
        new MasterChange.TaskSaved(task("t3", TaskState.FAILED)));

    var tasks = store().load(1).frameworks().get(FRAMEWORK).tasks();

    assertThat(tasks).containsOnlyKeys(new TaskId("t1"), new TaskId("t3"));
    assertThat(tasks.get(new TaskId("t1")).state()).isEqualTo(TaskState.RUNNING);
    assertThat(tasks.get(new TaskId("t3")).state()).isEqualTo(TaskState.FAILED);
  }

  @Test
  void progressIsWrittenWhereverTheTaskWasSaved() {
    lead(1);
    store().load(1);
    commit(
        new MasterChange.AgentSaved(agent()),
        new MasterChange.FrameworkSaved(framework()),
        new MasterChange.TaskSaved(task("before", TaskState.STAGING)),
        new MasterChange.TaskSaved(task("gone", TaskState.STAGING)));
    commit(
        new MasterChange.TaskProgressed(task("before", TaskState.STARTING)),
        new MasterChange.TaskProgressed(task("before", TaskState.RUNNING)),
        new MasterChange.TaskSaved(task("within", TaskState.STAGING)),
        new MasterChange.TaskProgressed(task("within", TaskState.RUNNING)),
        new MasterChange.TaskProgressed(task("never", TaskState.RUNNING)),
        new MasterChange.TaskProgressed(task("gone", TaskState.FINISHED)),
        new MasterChange.TaskForgotten(new TaskKey(FRAMEWORK, new TaskId("gone"))));

    var tasks = store().load(1).frameworks().get(FRAMEWORK).tasks();

    assertThat(tasks.keySet())
        .extracting(TaskId::value)
        .containsExactlyInAnyOrder("before", "within", "never");
    tasks.forEach((id, task) ->
        assertThat(TaskMessages.task(task))
            .isEqualTo(TaskMessages.task(task(id.value(), TaskState.RUNNING))));
  }

  @Test
  void manyRowsAreOneCommit() {
    lead(1);
    store().load(1);
    commit(new MasterChange.AgentSaved(agent()), new MasterChange.FrameworkSaved(framework()));
    store()
        .commit(
            1,
            IntStream.range(0, 5_000)
                .mapToObj(i ->
                    (MasterChange) new MasterChange.TaskSaved(task("t" + i, TaskState.FINISHED)))
                .toList());

    assertThat(store().load(1).frameworks().get(FRAMEWORK).tasks()).hasSize(5_000);
  }

  @Test
  void aCompletedFrameworkIsRememberedAsSuchUntilItIsForgotten() {
    lead(1);
    store().load(1);
    var completed =
        new CompletedFramework(FRAMEWORK, framework().description(), THEN, THEN.plusSeconds(60));
    commit(new MasterChange.FrameworkSaved(framework()));
    commit(new MasterChange.FrameworkCompleted(completed));

    MasterState after = store().load(1);
    assertThat(after.frameworks()).isEmpty();
    assertThat(after.completed()).containsExactly(completed);
    commit(new MasterChange.CompletedForgotten(FRAMEWORK));

    assertThat(store().load(1).completed()).isEmpty();
  }

  @Test
  void unreachableAgentsStaySoAndForgottenOnesAreGone() {
    lead(1);
    store().load(1);
    Agent away =
        Agent.remembered(
            AGENT,
            agent().description(),
            AgentStatus.UNREACHABLE,
            new Agent.Times(THEN, Optional.empty(), Optional.of(THEN)),
            Upkeep.NONE);
    commit(new MasterChange.AgentSaved(away));

    assertThat(store().load(1).agents().get(AGENT)).isEqualTo(away);
    commit(new MasterChange.AgentForgotten(AGENT));

    assertThat(store().load(1).agents()).isEmpty();
  }

  @Test
  void whatOperatorsDecidedAboutAgentsIsRemembered() {
    lead(1);
    store().load(1);
    var drain =
        new Upkeep.Drain(true, Optional.of(Duration.ofSeconds(30)), true, THEN.plusSeconds(5));
    Agent drained =
        Agent.remembered(
            AGENT,
            agent().description(),
            AgentStatus.REGISTERED,
            agent().times(),
            new Upkeep(true, Optional.of(drain)));
    Agent gone =
        Agent.remembered(
            new AgentId("a-2"),
            agent().description(),
            AgentStatus.GONE,
            new Agent.Times(THEN, Optional.empty(), Optional.of(THEN)),
            new Upkeep(true, Optional.of(new Upkeep.Drain(false, Optional.empty(), false, THEN))));
    commit(new MasterChange.AgentSaved(drained), new MasterChange.AgentSaved(gone));

    MasterState state = store().load(1);

    assertThat(state.agents().get(AGENT).upkeep()).isEqualTo(drained.upkeep());
    assertThat(state.agents().get(gone.id())).isEqualTo(gone);
    commit(new MasterChange.AgentSaved(agent()));
    assertThat(store().load(1).agents().get(AGENT).upkeep()).isEqualTo(Upkeep.NONE);
  }

  @Test
  void theMaintenanceScheduleIsReplacedAsAWhole() {
    lead(1);
    store().load(1);
    var night = new Unavailability(1_700_000_000_000_000_001L, Optional.of(3_600L));
    var down = new Machine(new MachineId("h2", "10.0.0.2"), Machine.Mode.DOWN, night, 0);
    var planned =
        new Machine(
            new MachineId("", "10.0.0.1"),
            Machine.Mode.DRAINING,
            new Unavailability(5, Optional.empty()),
            1);
    commit(new MasterChange.ScheduleSaved(List.of(down, planned)));

    assertThat(store().load(1).maintenance().machines()).containsExactly(down, planned);
    commit(new MasterChange.ScheduleSaved(List.of(planned)));
    assertThat(store().load(1).maintenance().machines()).containsExactly(planned);
    commit(new MasterChange.ScheduleSaved(List.of()));
    assertThat(store().load(1).maintenance().machines()).isEmpty();
  }

  @Test
  void whatIsKeptOnAnAgentIsRememberedWithIt() {
    lead(1);
    store().load(1);
    var reserved =
        new ResourceKey(
            "mem",
            List.of(
                new Reservation(
                    Reservation.Type.DYNAMIC,
                    "web",
                    Optional.of("p"),
                    List.of(new Reservation.Label("k", Optional.of("v"))))));
    Resources first = Resources.empty().with(reserved, Quantity.Scalar.of(512));
    Resources second = Resources.empty().with(reserved, Quantity.Scalar.of(256));
    commit(
        new MasterChange.AgentSaved(agent()), new MasterChange.ResourcesCheckpointed(AGENT, first));
    commit(new MasterChange.ResourcesCheckpointed(AGENT, second));
    commit(new MasterChange.AgentSaved(agent()));

    Agent kept = store().load(1).agents().get(AGENT);
    assertThat(kept.stock().checkpointed()).isEqualTo(second);
    assertThat(kept.total()).isEqualTo(Resources.of(4, 768, 0).plus(second));
    commit(new MasterChange.AgentForgotten(AGENT));
    commit(new MasterChange.AgentSaved(agent()));

    assertThat(store().load(1).agents().get(AGENT).stock().checkpointed().isEmpty()).isTrue();
  }

  @Test
  void aFormerLeaderCanNeitherCommitNorLoad() {
    lead(1);
    store().load(1);
    lead(2);
    store().load(2);

    assertThatThrownBy(() -> store().commit(1, List.of(new MasterChange.AgentSaved(agent()))))
        .isInstanceOf(StaleEpochException.class);
    assertThatThrownBy(() -> store().load(1)).isInstanceOf(StaleEpochException.class);
    assertThat(store().load(2).agents()).isEmpty();
  }

  void commit(MasterChange... changes) {
    store().commit(1, List.of(changes));
  }

  static Agent agent() {
    AgentInfo info =
        AgentInfo.newBuilder()
            .setHostname("h1")
            .setPort(5051)
            .addAllResources(ResourceConverter.toProto(Resources.of(4, 1024, 0)))
            .build();
    return Agent.remembered(
        AGENT,
        Agents.describe(info, List.of("MULTI_ROLE", "HIERARCHICAL_ROLE"), "0.1.0"),
        AgentStatus.REGISTERED,
        new Agent.Times(THEN, Optional.of(THEN.plusSeconds(1)), Optional.empty()),
        Upkeep.NONE);
  }

  static Framework framework() {
    FrameworkInfo info =
        FrameworkInfo.newBuilder()
            .setId(FrameworkID.newBuilder().setValue(FRAMEWORK.value()))
            .setUser("svc")
            .setName("test")
            .setFailoverTimeout(60)
            .build();
    return Framework.remembered(
        FRAMEWORK,
        Frameworks.describe(info),
        new Framework.Times(THEN, Optional.of(THEN.plusSeconds(2))));
  }

  static Task task(String id, TaskState state) {
    TaskInfo info =
        TaskInfo.newBuilder()
            .setName("task")
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setAgentId(AgentID.newBuilder().setValue(AGENT.value()))
            .addAllResources(ResourceConverter.toProto(Resources.of(1, 64, 0)))
            .setCommand(CommandInfo.newBuilder().setValue("true"))
            .build();
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(info.getTaskId())
            .setState(dev.stadion.mesos.v1.TaskState.TASK_RUNNING)
            .setUuid(ByteString.copyFrom(new byte[16]))
            .build();
    boolean reported = state != TaskState.STAGING;
    return new Task(
        FRAMEWORK,
        Tasks.describe(info),
        "web",
        state,
        reported
            ? TreePVector.singleton(
                new LatestStatus(
                    state, Optional.of(new UUID(1, 2)), THEN, PackedPayload.of(status)))
            : TreePVector.empty(),
        state == TaskState.FAILED,
        Optional.empty(),
        THEN,
        1);
  }
}

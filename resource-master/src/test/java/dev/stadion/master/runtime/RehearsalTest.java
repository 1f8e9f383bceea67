package dev.stadion.master.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.LatestStatus;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.master.heart.Recovery;
import dev.stadion.master.heart.RolePolicy;
import dev.stadion.master.heart.Task;
import dev.stadion.master.heart.Upkeep;
import dev.stadion.master.wire.Agents;
import dev.stadion.master.wire.Frameworks;
import dev.stadion.master.wire.ProtoPayload;
import dev.stadion.master.wire.Tasks;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePVector;

class RehearsalTest {
  private static final FrameworkId FRAMEWORK = new FrameworkId("f");
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Rehearsal rehearsal = new Rehearsal(MasterSettings.DEFAULT, () -> NOW);

  @Test
  void everyAgentComesBackWithItsTasksAndTheStateStaysAsItWas() {
    MasterState state = cluster(7, 3);
    MasterState before = cluster(7, 3);

    int registered = rehearsal.run(state, 100, () -> false);

    assertThat(registered).isEqualTo(7);
    assertThat(state).isEqualTo(before);
  }

  @Test
  void itEndsWhenTheTurnHasCome() {
    var asked = new AtomicInteger();

    assertThat(rehearsal.run(cluster(7, 1), 100, () -> asked.incrementAndGet() > 2)).isEqualTo(2);
    assertThat(rehearsal.run(cluster(7, 1), 5, () -> false)).isEqualTo(5);
  }

  @Test
  void thereMayBeNobody() {
    assertThat(rehearsal.run(cluster(0, 0), 100, () -> false)).isZero();
  }

  /** As a new leader finds it. */
  static MasterState cluster(int agents, int tasksOnEach) {
    var allAgents = new ArrayList<Agent>();
    var tasks = new ArrayList<Task>();
    for (int i = 0; i < agents; i++) {
      var id = new AgentId("a-" + i);
      allAgents.add(agent(id, i));
      for (int k = 0; k < tasksOnEach; k++) {
        tasks.add(task(id, "t-" + i + "-" + k));
      }
    }
    Framework framework =
        Framework.remembered(
            FRAMEWORK,
            Frameworks.describe(FrameworkInfo.newBuilder().setUser("u").setName("n").build()),
            new Framework.Times(NOW, Optional.empty()));
    return Recovery.assemble(
        "m", 3, Counters.START, allAgents, List.of(framework), tasks, List.of(), RolePolicy.NONE);
  }

  private static Agent agent(AgentId id, int number) {
    AgentInfo info =
        AgentInfo.newBuilder()
            .setHostname("h" + number)
            .setPort(5051)
            .addAllResources(ResourceConverter.toProto(Resources.of(8, 1024, 0)))
            .build();
    return Agent.remembered(
        id,
        Agents.describe(info, List.of("MULTI_ROLE"), "1.11.0"),
        AgentStatus.REGISTERED,
        new Agent.Times(NOW, Optional.empty(), Optional.empty()),
        Upkeep.NONE);
  }

  private static Task task(AgentId agent, String id) {
    TaskInfo info =
        TaskInfo.newBuilder()
            .setName("task")
            .setTaskId(TaskID.newBuilder().setValue(id))
            .setAgentId(AgentID.newBuilder().setValue(agent.value()))
            .addAllResources(ResourceConverter.toProto(Resources.of(1, 64, 0)))
            .build();
    TaskStatus status =
        TaskStatus.newBuilder()
            .setTaskId(info.getTaskId())
            .setState(dev.stadion.mesos.v1.TaskState.TASK_RUNNING)
            .setTimestamp((double) NOW.getEpochSecond())
            .build();
    return new Task(
        FRAMEWORK,
        Tasks.describe(info),
        "*",
        TaskState.RUNNING,
        TreePVector.singleton(
            new LatestStatus(TaskState.RUNNING, Optional.empty(), NOW, new ProtoPayload(status))),
        false,
        Optional.empty(),
        NOW,
        1);
  }
}

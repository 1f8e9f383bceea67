package dev.stadion.agent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Membership;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** mesos-v1.md §9.4, where the tests of whole agents do not get to. */
class GivenEnvironmentTest {
  private static final AgentId AGENT = new AgentId("agent-1");
  private static final FrameworkId FRAMEWORK = new FrameworkId("f");
  private static final ExecutorKey EXECUTOR = new ExecutorKey(FRAMEWORK, "e");
  private static final Sandbox SANDBOX = new Sandbox(Path.of("/sandbox"), Optional.empty());

  private final GivenEnvironment environment =
      new GivenEnvironment(
          new AgentAddress("host.test", "10.0.0.7", 5051),
          Duration.ofMinutes(90),
          Duration.ofMillis(5500));

  @Test
  void whoDoesNotCheckpointIsToldSoAndOfNoRecovery() {
    Map<String, String> all =
        environment.ofTask(AGENT, framework(false), task(), List.of(), SANDBOX);

    assertThat(all)
        .containsEntry("MESOS_CHECKPOINT", "0")
        .doesNotContainKeys("MESOS_RECOVERY_TIMEOUT", "MESOS_SUBSCRIPTION_BACKOFF_MAX");
  }

  @Test
  void durationsAreInTheLargestUnitThatGivesAWholeNumber() {
    assertThat(environment.ofTask(AGENT, framework(true), task(), List.of(), SANDBOX))
        .containsEntry("MESOS_RECOVERY_TIMEOUT", "90mins")
        .containsEntry("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "5500ms");
    assertThat(
            environment.ofExecutor(AGENT, framework(true), EXECUTOR, SANDBOX, Duration.ofDays(2)))
        .containsEntry("MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", "2days");
  }

  @Test
  void addressesAreThoseOfTheAgent() {
    assertThat(environment.ofTask(AGENT, framework(true), task(), List.of(), SANDBOX))
        .containsEntry("MESOS_SLAVE_PID", "slave(1)@10.0.0.7:5051")
        .containsEntry("MESOS_AGENT_ENDPOINT", "10.0.0.7:5051")
        .containsEntry("LIBPROCESS_IP", "10.0.0.7");
  }

  @Test
  void theRoleIsThatOfTheResourcesAndElseTheFrameworks() {
    Resource.Builder allocated = Resource.newBuilder().setName("cpus").setType(Value.Type.SCALAR);
    allocated.getAllocationInfoBuilder().setRole("batch");

    assertThat(
            environment.ofTask(AGENT, framework(true), task(), List.of(allocated.build()), SANDBOX))
        .containsEntry("MESOS_ALLOCATION_ROLE", "batch");
    assertThat(environment.ofTask(AGENT, framework(true), task(), List.of(), SANDBOX))
        .containsEntry("MESOS_ALLOCATION_ROLE", "web");
  }

  @Test
  void aTaskOfADefaultExecutorKnowsItsExecutorAndTheAddressOfItsContainer() {
    var membership =
        new Membership(
            EXECUTOR, ExecutorOrder.Kind.DEFAULT, new ContainerId("c-e"), Optional.empty());
    TaskOrder grouped = order(Optional.of(membership));

    assertThat(environment.ofTask(AGENT, framework(true), grouped, List.of(), SANDBOX))
        .containsEntry("MESOS_EXECUTOR_ID", "e")
        .containsEntry("MESOS_CONTAINER_IP", "10.0.0.7");
    assertThat(environment.ofTask(AGENT, framework(true), task(), List.of(), SANDBOX))
        .containsEntry("MESOS_EXECUTOR_ID", "t")
        .doesNotContainKey("MESOS_CONTAINER_IP");
  }

  private static FrameworkInfo framework(boolean checkpoint) {
    return FrameworkInfo.newBuilder()
        .setUser("u")
        .setName("f")
        .addRoles("web")
        .setCheckpoint(checkpoint)
        .build();
  }

  private static TaskOrder task() {
    return order(Optional.empty());
  }

  private static TaskOrder order(Optional<Membership> membership) {
    return new TaskOrder(
        new TaskKey(FRAMEWORK, new TaskId("t")),
        new ContainerId("c"),
        Document.of(new byte[0]),
        Duration.ofSeconds(3),
        Optional.empty(),
        membership,
        Optional.empty());
  }
}

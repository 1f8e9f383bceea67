package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.Environment.Variable;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.scheduling.resource.Resources;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** chronos.md §7, §8, §11.2: the service as a framework, and across its own restart. */
class MasterConversationTest {
  private final TestDatabase database = TestDatabase.fresh();

  private static void offer(Service service, String id) {
    var offer =
        Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue(id))
            .setFrameworkId(FrameworkID.newBuilder().setValue("framework-1"))
            .setAgentId(AgentID.newBuilder().setValue("agent-1"))
            .setHostname("host-1")
            .addAllResources(ResourceConverter.toProto(Resources.of(4, 4096, 10_000)))
            .setAllocationInfo(
                dev.stadion.mesos.v1.Resource.AllocationInfo.newBuilder().setRole("*"));
    service.stream()
        .send(
            Event.newBuilder()
                .setType(Event.Type.OFFERS)
                .setOffers(Event.Offers.newBuilder().addOffers(offer))
                .build());
  }

  private static void update(Service service, String task, TaskState state, String uuid) {
    service.stream()
        .send(
            Event.newBuilder()
                .setType(Event.Type.UPDATE)
                .setUpdate(
                    Event.Update.newBuilder()
                        .setStatus(
                            TaskStatus.newBuilder()
                                .setTaskId(TaskID.newBuilder().setValue(task))
                                .setAgentId(AgentID.newBuilder().setValue("agent-1"))
                                .setState(state)
                                .setUuid(ByteString.copyFromUtf8(uuid))))
                .build());
  }

  private static Call next(Service service, Call.Type type) {
    Call call = service.master().awaitCall();
    while (call.getType() != type) {
      call = service.master().awaitCall();
    }
    return call;
  }

  private static TaskInfo launched(Service service, String offer) {
    offer(service, offer);
    return next(service, Call.Type.ACCEPT).getAccept().getOperations(0).getLaunch().getTaskInfos(0);
  }

  @Test
  void aDueJobIsLaunchedReportedAcknowledgedAndItsChildAfterIt() {
    try (var service = new Service(database)) {
      assertThat(service.master().awaitCall().getType()).isEqualTo(Call.Type.RECONCILE);
      service.post(
          "/v1/scheduler/iso8601",
          "{'name':'a','command':'echo hi','arguments':['x;y'],'owner':'me',"
              + "'environmentVariables':[{'name':'A','value':'1'},{'name':'HOST','value':'no'}],"
              + "'schedule':'R1/2026-01-01T00:00:00Z/P'}");
      service.post("/v1/scheduler/dependency", "{'name':'b','command':'true','parents':['a']}");

      TaskInfo task = launched(service, "offer-1");

      assertThat(task.getName()).isEqualTo("ChronosTask:a");
      assertThat(task.getTaskId().getValue()).isEqualTo("ct:1767225600000:0:a:xy");
      assertThat(task.getCommand().getShell()).isTrue();
      assertThat(task.getCommand().getValue()).isEqualTo("echo hi xy");
      Map<String, String> environment =
          task.getCommand().getEnvironment().getVariablesList().stream()
              .collect(Collectors.toMap(Variable::getName, Variable::getValue));
      assertThat(environment)
          .containsEntry("A", "1")
          .containsEntry("HOST", "host-1")
          .containsEntry("MESOS_TASK_ID", "ct:1767225600000:0:a:xy")
          .containsEntry("mesos_task_id", "ct:1767225600000:0:a:xy")
          .containsEntry("CHRONOS_JOB_NAME", "a")
          .containsEntry("CHRONOS_JOB_OWNER", "me")
          .containsEntry("CHRONOS_RESOURCE_MEM", "128.0")
          .containsEntry("CHRONOS_RESOURCE_CPU", "0.1")
          .containsEntry("CHRONOS_RESOURCE_DISK", "256.0")
          .containsEntry("CHRONOS_JOB_RUN_TIME", "1767225600000")
          .containsEntry("CHRONOS_JOB_RUN_ATTEMPT", "0");

      update(service, task.getTaskId().getValue(), TaskState.TASK_RUNNING, "0123456789abcdef");
      assertThat(next(service, Call.Type.ACKNOWLEDGE).getAcknowledge().getUuid().toStringUtf8())
          .isEqualTo("0123456789abcdef");
      assertThat(service.json("/v1/scheduler/jobs/summary").at("/jobs/0/state").asText())
          .isEqualTo("1 running");
      update(service, task.getTaskId().getValue(), TaskState.TASK_FINISHED, "fedcba9876543210");
      next(service, Call.Type.ACKNOWLEDGE);

      assertThat(service.json("/v1/scheduler/job/a").get("successCount").asInt()).isEqualTo(1);
      assertThat(service.json("/v1/scheduler/job/a").get("disabled").asBoolean()).isTrue();
      assertThat(launched(service, "offer-2").getName()).isEqualTo("ChronosTask:b");
    }
  }

  @Test
  void aRestartedServiceIsTheSameFrameworkAndAsksForItsTasksFirst() {
    String task;
    try (var service = new Service(database)) {
      assertThat(service.stream().call().hasFrameworkId()).isFalse();
      service.post("/v1/scheduler/iso8601", "{'name':'a','command':'sleep 60','schedule':'R1//P'}");
      task = launched(service, "offer-1").getTaskId().getValue();
      update(service, task, TaskState.TASK_RUNNING, "0123456789abcdef");
      next(service, Call.Type.ACKNOWLEDGE);
    }

    try (var service = new Service(database)) {
      assertThat(service.stream().call().getFrameworkId().getValue()).isEqualTo("framework-1");
      Call implicit = service.master().awaitCall();
      Call explicit = service.master().awaitCall();
      assertThat(implicit.getType()).isEqualTo(Call.Type.RECONCILE);
      assertThat(implicit.getReconcile().getTasksList()).isEmpty();
      assertThat(explicit.getReconcile().getTasks(0).getTaskId().getValue()).isEqualTo(task);

      update(service, task, TaskState.TASK_FINISHED, "fedcba9876543210");
      next(service, Call.Type.ACKNOWLEDGE);
      assertThat(service.json("/v1/scheduler/job/a").get("successCount").asInt()).isEqualTo(1);
      assertThat(service.json("/v1/scheduler/job/stat/a").at("/histogram/count").asInt())
          .isEqualTo(1);
      assertThat(service.json("/v1/scheduler/job/stat/a").at("/taskStatHistory/0/status").asText())
          .isEqualTo("Success");
    }
  }

  @Test
  void theClockRingsForAJobThatIsDueSoon() {
    try (var service = new Service(database)) {
      HttpResponse<String> posted =
          service.post(
              "/v1/scheduler/iso8601",
              "{'name':'a','command':'true','schedule':'R//PT1S','concurrent':true}");
      assertThat(posted.statusCode()).isEqualTo(204);

      // Each tick asks for offers; what is launched then bears the ticks' own seconds.
      long first = due(launched(service, "offer-1"));
      next(service, Call.Type.REVIVE);
      long second = due(launched(service, "offer-2"));

      assertThat((second - first) % 1000).isZero();
      assertThat(second).isGreaterThan(first);
    }
  }

  private static long due(TaskInfo task) {
    return Long.parseLong(task.getTaskId().getValue().split(":")[1]);
  }
}

package dev.stadion.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.offerclient.testing.FakeMaster;
import dev.stadion.offerclient.testing.FakeStream;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a framework is tested without a cluster. */
class ShellTasksTest {

  @Test
  void whatFailsIsTriedAgainAndTheEndIsATeardown() {
    try (FakeMaster master = FakeMaster.start();
        var framework =
            new ShellTasks(MasterDetector.of(List.of(master.uri())), 2, "some command")) {
      FakeStream stream = master.awaitSubscription();
      stream.subscribed();

      stream.offer(new OfferId("O1"), new AgentId("S0"), Resources.of(4, 1024, 0));
      List<TaskInfo> tasks =
          master.awaitCall().getAccept().getOperations(0).getLaunch().getTaskInfosList();
      assertThat(tasks).hasSize(2);
      stream.update(tasks.getFirst(), TaskState.TASK_FINISHED);
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.ACKNOWLEDGE);

      stream.update(tasks.getLast(), TaskState.TASK_FAILED);
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.REVIVE);
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.ACKNOWLEDGE);
      stream.offer(new OfferId("O2"), new AgentId("S0"), Resources.of(4, 1024, 0));
      TaskInfo again = master.awaitCall().getAccept().getOperations(0).getLaunch().getTaskInfos(0);
      assertThat(Ids.fromProto(again.getTaskId()).value()).isEqualTo("shell-2.2");
      stream.update(again, TaskState.TASK_FINISHED);
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.ACKNOWLEDGE);

      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.TEARDOWN);
      framework.await();
    }
  }
}

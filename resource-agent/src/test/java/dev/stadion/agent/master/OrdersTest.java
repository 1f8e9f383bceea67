package dev.stadion.agent.master;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.task.Refusal;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.LinuxInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.TTYInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.task.TaskState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be obeyed is refused in words, never done by halves (mesos-v1.md §6.7). */
class OrdersTest {

  enum Wish {
    TERMINAL("give a container a terminal") {
      @Override
      void add(ContainerInfo.Builder container) {
        container.setTtyInfo(TTYInfo.getDefaultInstance());
      }
    },
    CAPABILITIES("give a container of type MESOS linux_info; use type DOCKER") {
      @Override
      void add(ContainerInfo.Builder container) {
        container.setLinuxInfo(
            LinuxInfo.newBuilder()
                .setBoundingCapabilities(dev.stadion.mesos.v1.CapabilityInfo.getDefaultInstance()));
      }
    },
    NETWORK("give a container of type MESOS a network of its own; use type DOCKER") {
      @Override
      void add(ContainerInfo.Builder container) {
        container.addNetworkInfos(NetworkInfo.newBuilder().setName("mesos-bridge"));
      }
    };

    private final String words;

    Wish(String words) {
      this.words = words;
    }

    abstract void add(ContainerInfo.Builder container);
  }

  @ParameterizedTest
  @EnumSource
  void whatAContainerWithoutAnImageCannotHaveFailsTheTaskWithTheReason(Wish wish) {
    ContainerInfo.Builder container = ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
    wish.add(container);
    TaskInfo task =
        TaskInfo.newBuilder()
            .setCommand(CommandInfo.newBuilder().setValue("true"))
            .setContainer(container)
            .buildPartial();

    assertThat(Orders.refusal(task))
        .contains(
            new Refusal(
                TaskState.FAILED, "CONTAINER_LAUNCH_FAILED", "This agent cannot " + wish.words));
  }
}

package dev.stadion.launcher.dev;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.launcher.command.DevOptions;
import dev.stadion.launcher.command.PortRange;
import dev.stadion.launcher.command.Ports;
import dev.stadion.launcher.command.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void aTakenPortIsNamedWithWhoWantsIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = new OnlyChronosAt(taken.getLocalPort());

      assertThatThrownBy(() -> FreePorts.check(options(ports)))
          .isInstanceOf(StartFailedException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " (chronos)")
          .hasMessageContaining("--port-offset");
    }
  }

  @Test
  void twoRolesWithOnePortAreBothNamed() {
    assertThatThrownBy(() -> FreePorts.check(options(new AllAt(8080))))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("port 8080 (master) is that of agent as well")
        .hasMessageContaining("port 8080 (master) is that of chronos as well");
  }

  @Test
  void aServerAmongTheTasksPortsIsNamed() {
    assertThatThrownBy(() -> FreePorts.check(options(new Ports.Shifted(16_500))))
        .isInstanceOf(StartFailedException.class)
        .hasMessageContaining("port 31550 (master admin) is one of --task-ports 31000-32000")
        .hasMessageContaining("--port-offset");
  }

  @Test
  void anyFreePortIsAlwaysFree() {
    assertThatCode(() -> FreePorts.check(options(new Ports.Free()))).doesNotThrowAnyException();
  }

  private static DevOptions options(Ports ports) {
    return new DevOptions(ports, Optional.empty(), false, false, 1, new PortRange(31_000, 32_000));
  }

  private record AllAt(int port) implements Ports {
    @Override
    public int of(Role role, int index) {
      return port;
    }

    @Override
    public int adminOf(Role role, int index) {
      return 0;
    }
  }

  private record OnlyChronosAt(int port) implements Ports {
    @Override
    public int of(Role role, int index) {
      return role == Role.CHRONOS ? port : 0;
    }

    @Override
    public int adminOf(Role role, int index) {
      return 0;
    }
  }
}

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
  void anyFreePortIsAlwaysFree() {
    assertThatCode(() -> FreePorts.check(options(new Ports.Free()))).doesNotThrowAnyException();
  }

  private static DevOptions options(Ports ports) {
    return new DevOptions(ports, Optional.empty(), false, false, 1, new PortRange(31_000, 32_000));
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

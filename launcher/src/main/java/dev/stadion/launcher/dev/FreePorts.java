package dev.stadion.launcher.dev;

import dev.stadion.launcher.command.DevOptions;
import dev.stadion.launcher.command.Ports;
import dev.stadion.launcher.command.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether the suite's ports can be had, before anything is started: a clear word at once
 * instead of a half-started suite.
 */
final class FreePorts {

  private FreePorts() {}

  /**
   * Returns if every fixed port is free.
   *
   * @throws StartFailedException naming every port that is taken, and by what it was wanted
   */
  static void check(DevOptions options) throws StartFailedException {
    List<String> taken = new ArrayList<>();
    Ports ports = options.ports();
    for (Role role : Role.values()) {
      int servers = role == Role.AGENT ? options.agents() : 1;
      for (int i = 0; i < servers; i++) {
        look(ports.of(role, i), role.word(), taken);
        look(ports.adminOf(role, i), role.word() + " admin", taken);
      }
    }
    if (!taken.isEmpty()) {
      throw new StartFailedException(
          "taken already: %s; stop what listens there, or use --port-offset or --free-ports"
              .formatted(String.join(", ", taken)));
    }
  }

  private static void look(int port, String wantedBy, List<String> taken) {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do: a connection that lingers from the last run is no obstacle.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      taken.add("port " + port + " (" + wantedBy + ")");
    }
  }
}

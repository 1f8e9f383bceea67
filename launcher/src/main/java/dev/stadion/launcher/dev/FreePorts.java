package dev.stadion.launcher.dev;

import dev.stadion.launcher.command.DevOptions;
import dev.stadion.launcher.command.PortRange;
import dev.stadion.launcher.command.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks whether every server of the suite has a port of its own and can have it, before anything is
 * started: a clear word at once instead of a half-started suite.
 */
final class FreePorts {

  private FreePorts() {}

  /**
   * Returns if every fixed port is free and wanted once.
   *
   * @throws StartFailedException naming every port that is wanted twice or taken, and by what it
   *     was wanted
   */
  static void check(DevOptions options) throws StartFailedException {
    List<Wanted> wanted = wanted(options);
    mustDiffer(wanted, options.taskPorts());
    List<String> taken =
        wanted.stream().filter(each -> isTaken(each.port())).map(Wanted::toString).toList();
    if (!taken.isEmpty()) {
      throw new StartFailedException(
          "taken already: %s; stop what listens there, or use --port-offset or --free-ports"
              .formatted(String.join(", ", taken)));
    }
  }

  private record Wanted(int port, String by) {
    @Override
    public String toString() {
      return "port " + port + " (" + by + ")";
    }
  }

  private static List<Wanted> wanted(DevOptions options) {
    List<Wanted> wanted = new ArrayList<>();
    for (Role role : Role.values()) {
      int servers = role == Role.AGENT ? options.agents() : 1;
      for (int i = 0; i < servers; i++) {
        String name = servers == 1 ? role.word() : role.word() + " " + (i + 1);
        wanted.add(new Wanted(options.ports().of(role, i), name));
        wanted.add(new Wanted(options.ports().adminOf(role, i), name + " admin"));
      }
    }
    return wanted.stream().filter(each -> each.port() != 0).toList();
  }

  private static void mustDiffer(List<Wanted> wanted, PortRange taskPorts)
      throws StartFailedException {
    Map<Integer, Wanted> first = new HashMap<>();
    List<String> clashes = new ArrayList<>();
    for (Wanted each : wanted) {
      Wanted other = first.putIfAbsent(each.port(), each);
      if (other != null) {
        clashes.add(other + " is that of " + each.by() + " as well");
      }
      if (each.port() >= taskPorts.first() && each.port() <= taskPorts.last()) {
        clashes.add(each + " is one of --task-ports " + taskPorts);
      }
    }
    if (!clashes.isEmpty()) {
      throw new StartFailedException(
          String.join(", ", clashes) + "; use another --port-offset or other --task-ports");
    }
  }

  private static boolean isTaken(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do: a connection that lingers from the last run is no obstacle.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}

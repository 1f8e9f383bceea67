package dev.stadion.agent.supervisor;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds the supervisor of one agent, or starts it.
 *
 * @param home its working directory; one supervisor lives in it at a time
 * @param idle for how long it stays without tasks and without an agent
 */
public record SupervisorProcess(Path home, Duration idle) {
  // sockaddr_un holds 108 bytes.
  private static final int LONGEST_SOCKET_PATH = 100;
  private static final int LOOK_EVERY_MILLIS = 20;
  private static final int GIVE_UP_AFTER_LOOKS = 1500;
  private static final List<String> SMALL =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms8m",
          "-Xmx32m",
          "-Xss256k",
          "-XX:TieredStopAtLevel=1",
          "-XX:ReservedCodeCacheSize=16m",
          "-Xshare:auto",
          "-XX:-UsePerfData",
          // Tasks shall have the limit of open files that the agent was started with.
          "-XX:-MaxFDLimit",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED");

  /** Connects to the one that runs, or starts one and waits until it answers. */
  SocketChannel connect() throws IOException, InterruptedException {
    Files.createDirectories(
        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    SocketChannel running = tryConnect();
    if (running != null) {
      return running;
    }
    Process process = start();
    for (int looks = 0; looks < GIVE_UP_AFTER_LOOKS; looks++) {
      SocketChannel channel = tryConnect();
      if (channel != null) {
        return channel;
      }
      // Waiting for its end is waiting: when it ends early, another one may have been faster.
      if (process.waitFor(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS) && looks > 50) {
        break;
      }
    }
    throw new IOException("the supervisor in " + home + " does not answer; its log is " + log());
  }

  private SocketChannel tryConnect() {
    try {
      Path socket = home.resolve(SupervisorMain.SOCKET).toAbsolutePath();
      if (socket.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_SOCKET_PATH) {
        String pid = Files.readString(home.resolve(SupervisorMain.PID)).strip();
        Path cwd = Path.of("/proc", pid, "cwd");
        if (!Files.isSameFile(cwd, home)) {
          return null;
        }
        socket = cwd.resolve(SupervisorMain.SOCKET);
      }
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return null; // nobody there: the ordinary case of a first start
    }
  }

  private Process start() throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(SMALL);
    command.addAll(List.of("-cp", classPath(), SupervisorMain.class.getName()));
    command.add(Long.toString(Math.max(1, idle.toSeconds())));
    var builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    builder.environment().clear();
    return builder.start();
  }

  private Path log() {
    return home.resolve("supervisor.log");
  }

  /**
   * This module alone. Of a jar a copy, since the supervisor may outlive the jar: whoever builds or
   * installs anew would otherwise change the ground it stands on.
   */
  private String classPath() throws IOException {
    Path classes = codeSource();
    if (Files.isDirectory(classes)) {
      return classes.toString();
    }
    Path copy = home.resolve("supervisor.jar");
    Path fresh = home.resolve("supervisor.jar.new");
    Files.copy(classes, fresh, StandardCopyOption.REPLACE_EXISTING);
    Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
    return copy.toAbsolutePath().toString();
  }

  private static Path codeSource() throws IOException {
    try {
      return Path.of(
          SupervisorMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException("cannot tell where the supervisor's classes are", e);
    }
  }
}

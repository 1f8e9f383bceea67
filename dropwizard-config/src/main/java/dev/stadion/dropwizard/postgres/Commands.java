package dev.stadion.dropwizard.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the server's programs in a way they accept. */
final class Commands {
  private static final Logger log = LoggerFactory.getLogger(Commands.class);
  private static final long INITDB_SECONDS = 120;

  private Commands() {}

  /**
   * PostgreSQL refuses to run as root. In a user namespace without a mapping it believes that it is
   * nobody, while the kernel still lets it use root's files.
   */
  private static List<String> asNobodyIfRoot() {
    return isRoot() ? List.of(tool("unshare"), "-U") : List.of();
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * The server in a session of its own, so that Ctrl-C does not reach it before the services are
   * done with it; and asked to stop when the thread that starts it ends, with its process or not.
   */
  static List<String> server(List<String> server) {
    List<String> command = new ArrayList<>();
    command.add(tool("setsid"));
    command.addAll(asNobodyIfRoot());
    Optional<Path> setpriv = find("setpriv");
    if (setpriv.isPresent()) {
      command.addAll(List.of(setpriv.get().toString(), "--pdeathsig=INT"));
    } else {
      log.warn("setpriv is not installed: a killed suite leaves its database running for the next");
    }
    command.addAll(server);
    return command;
  }

  /** Runs a program to its end. */
  static void run(List<String> program) throws IOException {
    List<String> command = new ArrayList<>(asNobodyIfRoot());
    command.addAll(program);
    Path output = Files.createTempFile("stadion-", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(INITDB_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(program.getFirst() + " does not end");
      }
      if (process.exitValue() != 0) {
        throw new IOException(program.getFirst() + " failed: " + Files.readString(output).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + program.getFirst(), e);
    } finally {
      Files.delete(output);
    }
  }

  /**
   * Sends a signal; Java itself knows only TERM and KILL.
   *
   * @param name as the shell spells it, without SIG
   */
  static void signal(String name, long pid) throws IOException {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String tool(String name) {
    return find(name).map(Path::toString).orElse(name);
  }

  private static Optional<Path> find(String name) {
    return List.of("/usr/bin", "/bin", "/usr/sbin", "/sbin").stream()
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}

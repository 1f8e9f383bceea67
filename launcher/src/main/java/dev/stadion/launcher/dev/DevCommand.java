package dev.stadion.launcher.dev;

import dev.stadion.launcher.command.DevOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** {@code stadion dev}: the whole suite in the foreground, until a signal ends it. */
public final class DevCommand {
  private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
  private static final Path USUAL_DIRECTORY = Path.of(".stadion");

  private final DevOptions options;
  private final PrintStream out;

  private DevCommand(DevOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /**
   * Runs until the process is told to end; returns only if the suite cannot start.
   *
   * @return the exit code
   */
  public static int run(DevOptions options, PrintStream out, PrintStream err) {
    try {
      new DevCommand(options, out).run();
      return 0;
    } catch (StartFailedException e) {
      err.println("stadion: " + e.getMessage());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  private void run() throws StartFailedException, InterruptedException {
    DataDirectory directory = openDirectory();
    try (directory) {
      FreePorts.check(options);
      prepareLogs(directory);
      try (var suite = new RunningSuite(options, directory)) {
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(suite, directory), "stop"));
        suite.start();
        announce(suite, directory);
        stopped.await();
      }
    }
  }

  /** In the shutdown hook: whatever hangs must not keep the process alive for ever. */
  private static void stop(RunningSuite suite, DataDirectory directory) {
    Thread watchdog =
        Thread.ofPlatform().daemon().name("stop-at-last").start(DevCommand::haltAtLast);
    suite.close();
    directory.close();
    watchdog.interrupt();
  }

  private static void haltAtLast() {
    try {
      Thread.sleep(LONGEST_STOP);
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      // Everything has stopped in good order.
      Thread.currentThread().interrupt();
    }
  }

  private DataDirectory openDirectory() throws StartFailedException {
    return options.ephemeral()
        ? DataDirectory.temporary()
        : DataDirectory.open(options.dataDirectory().orElse(USUAL_DIRECTORY));
  }

  private static void prepareLogs(DataDirectory directory) throws StartFailedException {
    try {
      Files.createDirectories(
          directory.logs(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new StartFailedException("cannot write logs to " + directory.logs() + ": " + e, e);
    }
    SuiteLogging.into(directory.logs());
  }

  private void announce(RunningSuite suite, DataDirectory directory)
      throws StartFailedException, InterruptedException {
    var servers = suite.servers();
    Readiness.await(servers);
    try {
      SuiteFile.write(directory.suiteFile(), suite.databaseUrl(), servers);
    } catch (IOException e) {
      throw new StartFailedException("cannot write " + directory.suiteFile() + ": " + e, e);
    }
    var sinceStart = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    out.println(Banner.text(servers, directory.root(), sinceStart));
  }
}

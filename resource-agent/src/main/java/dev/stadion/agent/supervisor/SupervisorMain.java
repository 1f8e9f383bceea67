package dev.stadion.agent.supervisor;

import dev.stadion.agent.posix.Posix;
import dev.stadion.agent.posix.ProcStat;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The supervisor process. Its working directory is its home: socket, journal, lock and pid file lie
 * there. Its one argument is for how many seconds it stays when it has neither tasks nor an agent.
 */
public final class SupervisorMain {
  static final String SOCKET = "supervisor.sock";
  static final String PID = "supervisor.pid";
  private static final String LOCK = "supervisor.lock";
  private static final String JOURNAL = "supervisor.journal";
  private static final long ADOPTED_CHECK_MILLIS = 250;

  private SupervisorMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    int idleSeconds = Integer.parseInt(arguments[0]);
    Posix.leaveSession();
    Posix.umask(077);
    Posix.renouncePrivileges();
    Posix.adoptOrphans();
    try (FileChannel lockFile =
            FileChannel.open(Path.of(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lockFile.tryLock()) {
      if (lock == null) {
        say("another supervisor works here already");
        return;
      }
      run(idleSeconds);
    }
  }

  private static void run(int idleSeconds) throws IOException, InterruptedException {
    int self = (int) ProcessHandle.current().pid();
    SupervisorJournal journal =
        SupervisorJournal.open(Path.of(JOURNAL), ProcStat.bootId(), SupervisorMain::say);
    var supervisor = new Supervisor(journal, InstantSource.system(), SupervisorMain::say, self);
    supervisor.recover();
    daemon("reaper", supervisor::reapForever);
    if (supervisor.hasAdopted()) {
      watchAdopted(supervisor);
    }
    Files.deleteIfExists(Path.of(SOCKET));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(SOCKET));
      Files.writeString(Path.of(PID), Integer.toString(self));
      say("supervisor " + self + " is ready");
      serve(server, supervisor, idleSeconds);
    } finally {
      journal.close();
    }
    say("supervisor " + self + " has nothing left to do");
    Runtime.getRuntime().halt(0);
  }

  /** One agent at a time: a new one replaces one that hangs. Returns when it is time to go. */
  private static void serve(ServerSocketChannel server, Supervisor supervisor, int idleSeconds)
      throws IOException, InterruptedException {
    var served = new Semaphore(0);
    var state = new Connections(supervisor, served);
    daemon(
        "accept",
        () -> {
          while (true) {
            state.accept(server.accept());
          }
        });
    while (true) {
      boolean news = served.tryAcquire(idleSeconds, TimeUnit.SECONDS);
      if (state.isIdle() && !supervisor.hasLiveTasks() && (!news || state.toldToLeave())) {
        return;
      }
    }
  }

  private static final class Connections {
    private final Supervisor supervisor;
    private final Semaphore served;
    private AgentConnection current;
    private boolean leave;

    Connections(Supervisor supervisor, Semaphore served) {
      this.supervisor = supervisor;
      this.served = served;
    }

    synchronized void accept(SocketChannel channel) {
      if (current != null) {
        current.close();
      }
      var connection = new AgentConnection(channel, supervisor);
      current = connection;
      daemon(
          "agent",
          () -> {
            boolean toldToLeave = connection.serve();
            ended(connection, toldToLeave);
          });
    }

    private synchronized void ended(AgentConnection connection, boolean toldToLeave) {
      connection.close();
      if (current == connection) {
        current = null;
        leave = toldToLeave;
      }
      served.release();
    }

    synchronized boolean isIdle() {
      return current == null;
    }

    synchronized boolean toldToLeave() {
      return leave;
    }
  }

  private static void watchAdopted(Supervisor supervisor) {
    var look =
        new TimerTask() {
          @Override
          public void run() {
            orDie("adopted", supervisor::checkAdopted);
          }
        };
    new Timer("adopted", true).schedule(look, 0, ADOPTED_CHECK_MILLIS);
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** A supervisor that cannot do one of its duties must not pretend to: it ends, tasks go on. */
  private static void daemon(String name, Work work) {
    Thread.ofPlatform().name(name).daemon().start(() -> orDie(name, work));
  }

  private static void orDie(String name, Work work) {
    try {
      work.run();
    } catch (IOException | InterruptedException | RuntimeException e) {
      say("the " + name + " thread failed: " + e);
      Runtime.getRuntime().halt(1);
    }
  }

  @SuppressWarnings("SystemOut") // its standard output is its log file; it has no logging library
  private static void say(String line) {
    System.out.println(InstantSource.system().instant() + " " + line);
  }
}

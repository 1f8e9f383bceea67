package dev.stadion.agent.check;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.supervisor.Prelude;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The real one: each look is a virtual thread, and for a command a child process. */
public final class LiveProber implements Prober {
  private static final File NOWHERE = new File("/dev/null");

  /** Thousands of commands may be due at once; they start a few at a time. */
  private static final int STARTING_AT_ONCE = 4;

  private final Inside inside;
  private final NetworkProber network = new NetworkProber();
  private final Semaphore starting = new Semaphore(STARTING_AT_ONCE);

  /** Runs commands in containers that have a world of their own. */
  @FunctionalInterface
  public interface Inside {
    /**
     * Returns the exit status; an interrupt ends the waiting.
     *
     * @param environment {@code NAME=value} each, beside the container's own
     */
    long execute(ContainerId container, List<String> argv, List<String> environment)
        throws IOException, InterruptedException;
  }

  public LiveProber(Inside inside) {
    this.inside = inside;
  }

  @Override
  public Running start(Probe probe, Consumer<ProbeResult> result) {
    return switch (probe) {
      case Probe.Command(ProcessSpec spec) -> start(spec, result);
      case Probe.Inside inside -> {
        Thread thread =
            Thread.ofVirtual().name("check").start(() -> result.accept(runInside(inside)));
        yield thread::interrupt;
      }
      case Probe.Tcp tcp -> {
        var socket = new Socket();
        yield start(socket, () -> result.accept(network.connect(socket, tcp)));
      }
      case Probe.Http http -> {
        var socket = new Socket();
        yield start(socket, () -> network.get(socket, http, result));
      }
    };
  }

  private static Running start(Socket socket, Runnable look) {
    Thread.ofVirtual()
        .name("check")
        .start(() -> {
          try (socket) {
            look.run();
          } catch (IOException e) {
            return; // closing what is closed: the result is told
          }
        });
    return () -> {
      try {
        socket.close();
      } catch (IOException e) {
        return; // it is of no use any more either way
      }
    };
  }

  private Running start(ProcessSpec spec, Consumer<ProbeResult> result) {
    var child = new AtomicReference<Process>();
    Thread thread =
        Thread.ofVirtual().name("check").unstarted(() -> result.accept(run(spec, child)));
    thread.start();
    return () -> {
      thread.interrupt();
      end(child.get());
    };
  }

  private ProbeResult runInside(Probe.Inside probe) {
    try {
      return new ProbeResult.Exited(
          (int) inside.execute(probe.container(), probe.argv(), probe.environment()));
    } catch (IOException e) {
      return new ProbeResult.Failed("The command could not be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProbeResult.Failed("Abandoned");
    }
  }

  private ProbeResult run(ProcessSpec spec, AtomicReference<Process> child) {
    try {
      Process process;
      starting.acquire();
      try {
        process = begin(spec);
      } finally {
        starting.release();
      }
      child.set(process);
      try {
        return new ProbeResult.Exited(process.waitFor());
      } finally {
        end(process); // also when it was abandoned between the two lines above
      }
    } catch (IOException e) {
      return new ProbeResult.Failed("The command could not be started: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProbeResult.Failed("Abandoned");
    }
  }

  private static Process begin(ProcessSpec spec) throws IOException {
    Prelude.Start start = Prelude.of(spec, spec.cgroups());
    var command = new ArrayList<String>();
    command.add(start.executable());
    command.addAll(start.argv().subList(1, start.argv().size()));
    var builder =
        new ProcessBuilder(command)
            .directory(new File(spec.directory()))
            .redirectInput(ProcessBuilder.Redirect.from(NOWHERE))
            .redirectOutput(ProcessBuilder.Redirect.to(NOWHERE))
            .redirectError(ProcessBuilder.Redirect.to(NOWHERE));
    builder.environment().clear();
    for (String variable : start.environment()) {
      int equals = variable.indexOf('=');
      builder.environment().put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return builder.start();
  }

  /** With everything it has started itself: a check leaves nothing behind. */
  private static void end(Process process) {
    if (process != null && process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}

package dev.stadion.agent.check;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessSpec;
import java.util.List;

/** One way of looking at a task. */
public sealed interface Probe {

  /** Runs a program beside the task: in its directory, with its environment and its limits. */
  record Command(ProcessSpec spec) implements Probe {
    public Command {
      requireNonNull(spec, "spec");
    }
  }

  /** Runs a program inside a container that has a world of its own. */
  record Inside(ContainerId container, List<String> argv, List<String> environment)
      implements Probe {
    public Inside {
      requireNonNull(container, "container");
      argv = List.copyOf(argv);
      environment = List.copyOf(environment);
    }
  }

  /**
   * A GET. No redirect is followed, so that a task cannot send its agent elsewhere.
   *
   * @param secure by TLS, with whatever certificate the task shows
   * @param host a literal address of the task itself
   * @param path as the framework wrote it; empty is {@code /}
   */
  record Http(boolean secure, String host, int port, String path) implements Probe {
    public Http {
      requireNonNull(host, "host");
      requireNonNull(path, "path");
    }
  }

  /** A connection, closed again at once. */
  record Tcp(String host, int port) implements Probe {
    public Tcp {
      requireNonNull(host, "host");
    }
  }
}

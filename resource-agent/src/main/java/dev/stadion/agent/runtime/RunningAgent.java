package dev.stadion.agent.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Holds the agent from the moment the server listens until it stops. Thread-safe. */
public final class RunningAgent implements AutoCloseable {
  private Agent agent;

  /** Makes an agent whose port is known. */
  @FunctionalInterface
  public interface Opening {
    Agent open() throws IOException;
  }

  /**
   * @throws UncheckedIOException when the agent's work directory cannot be used
   */
  public synchronized void start(Opening opening) {
    try {
      Agent opened = opening.open();
      opened.start();
      agent = opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized Optional<Agent> agent() {
    return Optional.ofNullable(agent);
  }

  @Override
  public void close() {
    Agent closing;
    synchronized (this) {
      closing = agent;
      agent = null;
    }
    if (closing != null) {
      closing.close();
    }
  }
}

package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessSpec;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's conversation with its supervisor. Connects for ever; a supervisor that was killed is
 * started anew, and finds again what its predecessor had started. What is asked while there is no
 * connection is dropped: the listener is told {@link SupervisorListener#everything} at the next one
 * and asks again for what it still wants. Thread-safe; requests keep their order.
 */
public final class SupervisorLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisorLink.class);
  private static final int PAUSE_MILLIS = 500;

  private final SupervisorProcess process;
  private final SupervisorListener listener;
  private final CountDownLatch closing = new CountDownLatch(1);
  private SocketChannel channel;
  private DataOutputStream out;

  public SupervisorLink(SupervisorProcess process, SupervisorListener listener) {
    this.process = process;
    this.listener = listener;
  }

  /** Begins to connect, on a thread of its own. */
  public void start() {
    Thread.ofVirtual().name("supervisor-link").start(this::run);
  }

  public void launch(List<ProcessSpec> specs) {
    send(new Request.Launch(specs));
  }

  /** Sends {@code signal} to every process of the containers that still live. */
  public void kill(List<ContainerId> containers, int signal) {
    send(new Request.Kill(containers, signal));
  }

  /** The ends of these containers are remembered elsewhere. */
  public void forget(List<ContainerId> containers) {
    send(new Request.Forget(containers));
  }

  /** Breaks the connection, so that everything is told again. */
  public synchronized void reconnect() {
    drop();
  }

  /** Lets the supervisor end unless tasks live, and closes. */
  public void leave() {
    send(new Request.Leave());
    close();
  }

  @Override
  public void close() {
    closing.countDown();
    reconnect();
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        converse(process.connect());
      } catch (IOException e) {
        if (closing.getCount() > 0) {
          LOG.warn("no connection to the supervisor: {}", String.valueOf(e.getMessage()));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      if (closing.getCount() > 0 && pause()) {
        LOG.info("connecting to the supervisor again");
      }
    }
  }

  private boolean pause() {
    try {
      return !closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void converse(SocketChannel connected) throws IOException {
    synchronized (this) {
      if (closing.getCount() == 0) {
        connected.close();
        return;
      }
      channel = connected;
      out = new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(connected)));
    }
    try (var in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(connected)))) {
      while (true) {
        Reports reports = Reports.parse(Frames.read(in));
        if (reports.everything()) {
          listener.everything(reports.reports());
        } else {
          listener.news(reports.reports());
        }
      }
    } finally {
      reconnect();
    }
  }

  private synchronized void send(Request request) {
    if (out == null) {
      return;
    }
    try {
      Frames.write(out, request.toBytes());
    } catch (IOException e) {
      LOG.warn("the supervisor does not listen: {}", e.getMessage());
      drop();
    }
  }

  private synchronized void drop() {
    out = null;
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("closing the connection to the supervisor failed", e);
      }
      channel = null;
    }
  }
}

package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ProcessReport;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** The supervisor's side of a connection. An agent that does not read delays nobody. */
final class AgentConnection {
  private final SocketChannel channel;
  private final Supervisor supervisor;
  private final LinkedBlockingQueue<Reports> outgoing = new LinkedBlockingQueue<>();

  AgentConnection(SocketChannel channel, Supervisor supervisor) {
    this.channel = channel;
    this.supervisor = supervisor;
  }

  /**
   * Serves the agent until it goes. Returns whether the agent asked the supervisor to leave as
   * well.
   */
  boolean serve() {
    var writer = new Thread(this::write, "to-agent");
    writer.setDaemon(true);
    Consumer<List<ProcessReport>> listener = this::send;
    synchronized (outgoing) {
      // Nothing may come before the first word, which lists everything.
      outgoing.add(new Reports(true, supervisor.attach(listener)));
    }
    writer.start();
    try (var in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
      while (true) {
        Request request = Request.parse(Frames.read(in));
        if (request instanceof Request.Leave) {
          return true;
        }
        supervisor.handle(request);
      }
    } catch (IOException e) {
      return false; // the agent is gone; its tasks are not
    } finally {
      supervisor.detach(listener);
      writer.interrupt();
    }
  }

  private void send(List<ProcessReport> reports) {
    synchronized (outgoing) {
      outgoing.add(new Reports(false, reports));
    }
  }

  private void write() {
    try (var out =
        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)))) {
      while (true) {
        var batch = new ArrayList<Reports>();
        batch.add(outgoing.take());
        outgoing.drainTo(batch);
        for (Reports reports : merged(batch)) {
          Frames.write(out, reports.toBytes());
        }
      }
    } catch (IOException | InterruptedException e) {
      close(); // the reading side ends the connection
    }
  }

  private static List<Reports> merged(List<Reports> batch) {
    var merged = new ArrayList<Reports>();
    var news = new ArrayList<ProcessReport>();
    for (Reports reports : batch) {
      if (reports.everything()) {
        merged.add(reports);
      } else {
        news.addAll(reports.reports());
      }
    }
    if (!news.isEmpty()) {
      merged.add(new Reports(false, news));
    }
    return merged;
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      return; // it is of no use any more either way
    }
  }
}

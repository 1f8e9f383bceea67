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
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** The supervisor's side of a connection. An agent that does not read delays nobody. */
final class AgentConnection {
  /** This process is small: what is more than this waits in the socket. */
  private static final int MOST_WAITING = 16;

  private final SocketChannel channel;
  private final Supervisor supervisor;
  private final LinkedBlockingQueue<Reports> outgoing = new LinkedBlockingQueue<>();
  private final BlockingQueue<Incoming> incoming = new ArrayBlockingQueue<>(MOST_WAITING);

  private sealed interface Incoming {
    record Asked(Request request) implements Incoming {}

    /** The connection is closed, and nothing more will come. */
    record Gone() implements Incoming {}
  }

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
    var reader = new Thread(this::read, "from-agent");
    reader.setDaemon(true);
    reader.start();
    try {
      return handleAll();
    } catch (IOException e) {
      return false; // the agent is gone; its tasks are not
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      supervisor.detach(listener);
      writer.interrupt();
      reader.interrupt();
    }
  }

  /** What has come in meanwhile is done together: one write to the disk, one look at processes. */
  private boolean handleAll() throws IOException, InterruptedException {
    while (true) {
      var waiting = new ArrayList<Incoming>();
      waiting.add(incoming.take());
      incoming.drainTo(waiting);
      var requests = new ArrayList<Request>();
      for (Incoming next : waiting) {
        if (next instanceof Incoming.Asked(var request)) {
          requests.add(request);
        }
      }
      for (Request request : Request.merged(requests)) {
        if (request instanceof Request.Leave) {
          return true;
        }
        supervisor.handle(request);
      }
      if (waiting.getLast() instanceof Incoming.Gone) {
        return false;
      }
    }
  }

  /** Ends with the connection, and says so after everything that was asked before. */
  private void read() {
    try {
      try (var in =
          new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
        while (true) {
          incoming.put(new Incoming.Asked(Request.parse(Frames.read(in))));
        }
      } catch (IOException e) {
        incoming.put(new Incoming.Gone());
      }
    } catch (InterruptedException e) {
      close(); // nobody handles requests any more
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

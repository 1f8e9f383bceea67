package dev.stadion.sim.kernel;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A connection between two processes, as TCP is one: each direction delivers in order or not at
 * all, each message late by its own while, and after a break neither side knows what the other got.
 */
public final class Link {
  /** What one end does with what arrives; called as that end's process, while it lives. */
  public interface End {
    void received(Object message);

    /** Nothing more will arrive. Called at most once. */
    void closed();
  }

  private final SimNet net;
  private final Direction toServer;
  private final Direction toClient;
  private boolean broken;

  Link(SimNet net, SimNode client, SimNode server) {
    this.net = net;
    toServer = new Direction(server);
    toClient = new Direction(client);
    client.links().add(this);
    server.links().add(this);
  }

  void connect(End client, End server) {
    toClient.end = client;
    toServer.end = server;
  }

  public void toServer(String what, Object message) {
    toServer.send(what, message);
  }

  public void toClient(String what, Object message) {
    toClient.send(what, message);
  }

  public boolean isBroken() {
    return broken;
  }

  /** Ends the connection at once; what is under way is lost, and each side learns it later. */
  public void cut() {
    if (!broken) {
      broken = true;
      toServer.close();
      toClient.close();
    }
  }

  /** Ends the connection after what was sent to the client. */
  public void closeFromServer() {
    toClient.send("", CLOSE);
  }

  private static final Object CLOSE = new Object();

  private final class Direction {
    private final SimNode receiver;
    private final int life;
    private End end;
    private Duration lastArrival = Duration.ZERO;
    private boolean closed;

    Direction(SimNode receiver) {
      this.receiver = receiver;
      this.life = receiver.life();
    }

    void send(String what, Object message) {
      if (broken) {
        return;
      }
      arrive(
          what,
          net.delay(),
          e -> {
            if (broken) {
              return;
            }
            if (message == CLOSE) {
              cut();
            } else {
              e.received(message);
            }
          });
    }

    void close() {
      receiver.links().remove(Link.this);
      if (!closed) {
        closed = true;
        // A half-open connection: whoever only listens may learn of the break much later.
        arrive("", net.delay(), End::closed);
      }
    }

    private void arrive(String what, Duration delay, Consumer<End> action) {
      Sim sim = net.sim();
      Duration at = sim.elapsed().plus(delay);
      if (at.compareTo(lastArrival) <= 0) {
        at = lastArrival.plusNanos(1_000);
      }
      lastArrival = at;
      sim.later(
          at.minus(sim.elapsed()),
          what,
          () -> {
            if (receiver.isUp() && receiver.life() == life) {
              action.accept(end);
            }
          });
    }
  }
}

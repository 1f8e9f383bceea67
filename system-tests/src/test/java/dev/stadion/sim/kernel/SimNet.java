package dev.stadion.sim.kernel;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** The network: connections, and single requests with an answer. */
public final class SimNet {
  private final Sim sim;
  private final Faults faults;
  private final Sometimes sometimes;
  private final Set<String> partitions = new HashSet<>();

  public SimNet(Sim sim, Faults faults, Sometimes sometimes) {
    this.sim = sim;
    this.faults = faults;
    this.sometimes = sometimes;
  }

  public Sim sim() {
    return sim;
  }

  /** Until {@link #heal}, nothing gets from one to the other; open connections break. */
  public void partition(SimNode one, SimNode other) {
    partitions.add(between(one, other));
    for (Link link : List.copyOf(one.links())) {
      if (other.links().contains(link)) {
        link.cut();
      }
    }
  }

  public void heal() {
    partitions.clear();
  }

  public boolean reaches(SimNode one, SimNode other) {
    return other.isUp() && !partitions.contains(between(one, other));
  }

  /** Opens a connection; null when nobody answers there. */
  public Link connect(
      SimNode client,
      SimNode server,
      Function<Link, Link.End> atClient,
      Function<Link, Link.End> atServer) {
    if (!reaches(client, server) || sim.happens(faults.refusedConnections())) {
      return null;
    }
    var link = new Link(this, client, server);
    link.connect(atClient.apply(link), atServer.apply(link));
    return link;
  }

  /**
   * Sends one request on a connection of its own. It may arrive late, after younger ones, twice, or
   * never, and its answer may be lost: then the client learns of a failure and of nothing else.
   *
   * @param handler takes the request at the server and is given what to call with the answer
   */
  public <A> void request(
      SimNode client,
      SimNode server,
      String what,
      Consumer<Consumer<A>> handler,
      Consumer<A> answered,
      Runnable failed) {
    if (!reaches(client, server)) {
      client.later(delay(), what + " finds nobody", failed);
      return;
    }
    var once = new Once<A>(answered, failed);
    boolean lost = sim.happens(faults.lostRequests());
    boolean answerLost = sim.happens(faults.lostAnswers());
    int copies = sim.happens(faults.doubledRequests()) ? 2 : 1;
    sometimes.when(lost, "a request was lost");
    sometimes.when(!lost && answerLost, "an answer was lost");
    sometimes.when(!lost && copies == 2, "a request arrived twice");
    if (!lost) {
      int life = server.life();
      for (int copy = 0; copy < copies; copy++) {
        sim.later(
            delay(),
            "-> " + server.name() + " " + what,
            () -> {
              if (server.isUp() && server.life() == life && reaches(client, server)) {
                handler.accept(answer -> {
                  if (!answerLost) {
                    client.later(delay(), "", () -> once.answer(answer));
                  }
                });
              }
            });
      }
    }
    client.later(faults.requestTimeout(), "", once::fail);
  }

  /** How long a message takes now. */
  Duration delay() {
    return sim.happens(faults.slowMessages())
        ? sim.between(Duration.ofMillis(50), Duration.ofSeconds(2))
        : sim.between(Duration.ofNanos(50_000), Duration.ofMillis(4));
  }

  private static String between(SimNode one, SimNode other) {
    return one.name().compareTo(other.name()) < 0
        ? one.name() + "|" + other.name()
        : other.name() + "|" + one.name();
  }

  private static final class Once<A> {
    private final Consumer<A> answered;
    private final Runnable failed;
    private boolean over;

    Once(Consumer<A> answered, Runnable failed) {
      this.answered = answered;
      this.failed = failed;
    }

    void answer(A answer) {
      if (!over) {
        over = true;
        answered.accept(answer);
      }
    }

    void fail() {
      if (!over) {
        over = true;
        failed.run();
      }
    }
  }
}

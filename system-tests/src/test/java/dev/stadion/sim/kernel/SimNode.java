package dev.stadion.sim.kernel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that can die at any moment and be started again. What it planned dies with it, and so
 * do its connections; what its subclass calls durable does not.
 */
public abstract class SimNode {
  private final Sim sim;
  private final String name;
  private final List<Link> links = new ArrayList<>();
  private int life;
  private boolean up;

  protected SimNode(Sim sim, String name) {
    this.sim = sim;
    this.name = name;
  }

  public Sim sim() {
    return sim;
  }

  public String name() {
    return name;
  }

  public boolean isUp() {
    return up;
  }

  /** Which life this is; anything addressed to an earlier one is too late. */
  public int life() {
    return life;
  }

  /** Has {@code action} happen after {@code delay}, unless this process dies before. */
  public void later(Duration delay, String what, Runnable action) {
    int planned = life;
    sim.later(
        delay,
        what.isEmpty() ? "" : name + " " + what,
        () -> {
          if (up && life == planned) {
            action.run();
          }
        });
  }

  public void start() {
    if (!up) {
      up = true;
      sim.trace().note(name + " starts");
      started();
    }
  }

  /** Dies as by {@code kill -9}. */
  public void crash() {
    if (up) {
      up = false;
      life++;
      sim.trace().note(name + " dies");
      List.copyOf(links).forEach(Link::cut);
      links.clear();
      died();
    }
  }

  /** Ends every connection of this process, which lives on. */
  public void dropLinks() {
    List.copyOf(links).forEach(Link::cut);
  }

  List<Link> links() {
    return links;
  }

  /** Reads what is durable and begins. */
  protected abstract void started();

  /** Forgets what is not durable. */
  protected abstract void died();
}

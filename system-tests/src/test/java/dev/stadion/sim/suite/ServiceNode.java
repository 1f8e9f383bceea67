package dev.stadion.sim.suite;

import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.sim.kernel.SimNode;

/** A process with a scheduler in it: owns tasks, remembers them, and talks to the master. */
abstract class ServiceNode extends SimNode {
  private final SimSuite suite;

  ServiceNode(SimSuite suite, String name) {
    super(suite.sim(), name);
    this.suite = suite;
  }

  SimSuite suite() {
    return suite;
  }

  /** Hands what the master says to the loop. */
  abstract void on(SchedulerEvent event);

  /** Whether the task is one that the store wants or has not given up. */
  abstract boolean knows(String task);

  /** Everything that must be true of the committed state now; throws when it is not. */
  abstract void check();

  /** What must be true of everything that ever happened. */
  void checkHistory() {}

  /** What is missing until everything declared is running; empty when nothing is. */
  abstract String missing();
}

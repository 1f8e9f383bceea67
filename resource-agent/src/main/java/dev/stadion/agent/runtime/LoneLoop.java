package dev.stadion.agent.runtime;

import dev.stadion.dropwizard.loop.LoopSupervisor;
import dev.stadion.dropwizard.loop.StaleEpochException;
import java.util.function.Consumer;

/**
 * Over the loop of an agent: its journal has one writer and no leader, so that only bugs and a full
 * disk can stop it.
 *
 * @param fatal told of a bug, after which nothing is decided any more
 * @param again what to do when the journal was read anew
 */
record LoneLoop(Consumer<Throwable> fatal, Runnable again) implements LoopSupervisor {
  @Override
  public boolean mayAct() {
    return true;
  }

  @Override
  public void reloaded() {
    again.run();
  }

  @Override
  public void lostLeadership(StaleEpochException why) {
    fatal.accept(why);
  }

  @Override
  public void bug(Throwable cause) {
    fatal.accept(cause);
  }
}

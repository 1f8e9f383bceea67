package dev.stadion.dropwizard.loop;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/** Writes down what a loop reports. */
final class RecordingSupervisor implements LoopSupervisor {
  private final LinkedBlockingQueue<Throwable> reports = new LinkedBlockingQueue<>();
  private final Semaphore reloads = new Semaphore(0);
  private volatile boolean mayAct = true;

  @Override
  public boolean mayAct() {
    return mayAct;
  }

  @Override
  public void reloaded() {
    reloads.release();
  }

  @Override
  public void lostLeadership(StaleEpochException why) {
    reports.add(why);
  }

  @Override
  public void bug(Throwable cause) {
    reports.add(cause);
  }

  void mayAct(boolean may) {
    mayAct = may;
  }

  void awaitReload() {
    reloads.acquireUninterruptibly();
  }

  Throwable awaitReport() throws InterruptedException {
    return reports.take();
  }
}

package dev.stadion.dropwizard.leader;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down when it leads. */
final class RecordingDuty implements LeaderDuty {
  private final CountDownLatch stoodBy = new CountDownLatch(1);
  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

  @Override
  public void takeOver(long epoch) {
    calls.add("takes over " + epoch);
  }

  @Override
  public void standBy() {
    stoodBy.countDown();
  }

  @Override
  public void standDown() {
    calls.add("stands down");
  }

  /** Waits until it has stood by. */
  boolean standsBy() throws InterruptedException {
    return stoodBy.await(20, TimeUnit.SECONDS);
  }

  boolean stoodBy() {
    return stoodBy.getCount() == 0;
  }

  String next() throws InterruptedException {
    return calls.poll(20, TimeUnit.SECONDS);
  }

  /** Puts the next call where the test waits for the first of several. */
  void forward(BlockingQueue<String> to) {
    try {
      to.put(calls.take());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package dev.stadion.dropwizard.leader;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down when it leads. */
final class RecordingDuty implements LeaderDuty {
  private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

  @Override
  public void takeOver(long epoch) {
    calls.add("takes over " + epoch);
  }

  @Override
  public void standDown() {
    calls.add("stands down");
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

package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Keeps the newest status of every container and lets a test wait for one. */
final class Reported implements SupervisorListener {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<ContainerId, ProcessStatus> newest = new HashMap<>();
  private int connections;

  @Override
  public synchronized void everything(List<ProcessReport> reports) {
    connections++;
    news(reports);
  }

  @Override
  public synchronized void news(List<ProcessReport> reports) {
    reports.forEach(report -> newest.put(report.container(), report.status()));
    notifyAll();
  }

  synchronized void forgetAll() {
    newest.clear();
  }

  synchronized void awaitConnection(int number) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (connections < number) {
      wait(left(deadline, "connection " + number));
    }
  }

  synchronized ProcessStatus await(ContainerId container, Predicate<ProcessStatus> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!newest.containsKey(container) || !wanted.test(newest.get(container))) {
      wait(left(deadline, container + ", last seen " + newest.get(container)));
    }
    return newest.get(container);
  }

  ProcessStatus.Running running(ContainerId container) throws InterruptedException {
    return (ProcessStatus.Running)
        await(container, status -> status instanceof ProcessStatus.Running);
  }

  ProcessStatus end(ContainerId container) throws InterruptedException {
    return await(container, ProcessStatus::isEnd);
  }

  private static long left(long deadline, String what) {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new AssertionError("waited in vain for " + what);
    }
    return left;
  }
}

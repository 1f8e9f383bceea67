package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.marathon.health.Probe;
import dev.stadion.marathon.health.Probe.Purpose;
import dev.stadion.marathon.instance.ReadinessAnswer;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.runtime.Looking.Look;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonEvent.ProbeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Looks at tasks, each probe on a virtual thread of its own, at moments that do not drift: the next
 * one is counted from when the last one was due.
 */
public final class Prober implements Probing, AutoCloseable {
  private final Looking looking;
  private final Consumer<MarathonEvent> tell;
  private final MonotonicClock ticker;
  private final Semaphore turns;
  private final Map<TaskName, List<Thread>> watched = new HashMap<>();

  /**
   * @param tell hears what was found, on the threads of the probes
   * @param atOnce how many looks may be on their way at the same time
   */
  public Prober(Looking looking, Consumer<MarathonEvent> tell, MonotonicClock ticker, int atOnce) {
    this.looking = requireNonNull(looking, "looking");
    this.tell = requireNonNull(tell, "tell");
    this.ticker = requireNonNull(ticker, "ticker");
    this.turns = new Semaphore(atOnce);
  }

  @Override
  public synchronized void watch(TaskName task, List<Probe> probes) {
    if (watched.containsKey(task)) {
      return;
    }
    var threads = new ArrayList<Thread>();
    for (Probe probe : probes) {
      threads.add(Thread.ofVirtual().name("probe-" + task.instance()).unstarted(() -> run(probe)));
    }
    watched.put(task, threads);
    threads.forEach(Thread::start);
  }

  @Override
  public synchronized void unwatch(TaskName task) {
    List<Thread> threads = watched.remove(task);
    if (threads != null) {
      threads.forEach(Thread::interrupt);
    }
  }

  @Override
  public synchronized void unwatchAll() {
    watched.values().forEach(threads -> threads.forEach(Thread::interrupt));
    watched.clear();
  }

  @Override
  public void close() {
    unwatchAll();
  }

  private void run(Probe probe) {
    try {
      long due = ticker.nanos() + probe.first().toNanos();
      boolean again = true;
      while (again) {
        long wait = due - ticker.nanos();
        if (wait > 0) {
          Thread.sleep(Duration.ofNanos(wait));
        }
        again = look(probe);
        // Of looks that took longer than the interval, the next one is due at once, not many.
        due = Math.max(due + probe.interval().toNanos(), ticker.nanos());
      }
    } catch (InterruptedException e) {
      // Nobody wants to know any more.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return whether to look again
   */
  private boolean look(Probe probe) throws InterruptedException {
    turns.acquire();
    Look found;
    try {
      boolean read = probe.purpose() instanceof Purpose.Readiness(var _, var keep) && keep;
      found = looking.at(probe.target(), probe.timeout(), read);
    } finally {
      turns.release();
    }
    if (Thread.interrupted()) {
      // What was cut off in the middle says nothing about the task.
      throw new InterruptedException();
    }
    return switch (probe.purpose()) {
      case Purpose.Health(int check) -> {
        tell.accept(new MarathonEvent.Probed(probe.task(), check, health(found)));
        yield true;
      }
      case Purpose.Readiness(var statuses, var keep) -> {
        ReadinessAnswer answer = readiness(found);
        boolean ready = statuses.contains(answer.status());
        tell.accept(new MarathonEvent.ReadinessAnswered(probe.task(), ready, answer));
        yield !ready;
      }
    };
  }

  private static ProbeResult health(Look found) {
    return switch (found) {
      case Look.Connected() -> new ProbeResult.Healthy();
      case Look.Answered(int status, var _, var _) ->
          status >= 200 && status < 400
              ? new ProbeResult.Healthy()
              : new ProbeResult.Unhealthy(Looking.phrase(status));
      case Look.Failed(var cause) -> new ProbeResult.Unhealthy(cause);
    };
  }

  private static ReadinessAnswer readiness(Look found) {
    return switch (found) {
      case Look.Connected() -> new ReadinessAnswer(200, "", "");
      case Look.Answered(int status, var type, var body) -> new ReadinessAnswer(status, type, body);
      case Look.Failed(var cause) -> new ReadinessAnswer(504, "text/plain", cause);
    };
  }
}

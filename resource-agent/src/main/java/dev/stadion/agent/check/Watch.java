package dev.stadion.agent.check;

import dev.stadion.agent.process.ContainerId;
import java.time.Duration;

/**
 * One check at work: waits, looks, tells what is new, and waits again. Between {@link #begin} and
 * {@link #end} there is either an appointment or a look under way, never both and never two.
 */
final class Watch {
  private final ContainerId container;
  private final Checks checks;
  private final Duration ageAtBegin;
  private final long begunNanos;
  private Look look;
  private boolean ended;
  private int number;
  private CheckTimer.Appointment appointment = () -> {};
  private Prober.Running running = () -> {};

  Watch(ContainerId container, Look look, Duration age, Checks checks) {
    this.container = container;
    this.look = look;
    this.checks = checks;
    this.ageAtBegin = age;
    this.begunNanos = checks.ticker().nanos();
  }

  /** Of a task that runs already, the first look is not delayed anew. */
  synchronized void begin() {
    Duration left = look.timing().delay().minus(ageAtBegin);
    next(left.isNegative() ? Duration.ZERO : left);
  }

  synchronized void end() {
    ended = true;
    appointment.cancel();
    running.abandon();
  }

  private void next(Duration pause) {
    appointment = checks.timer().after(pause, this::probe);
  }

  private synchronized void probe() {
    if (ended) {
      return;
    }
    int mine = ++number;
    Duration timeout = look.timing().timeout();
    running = checks.prober().start(look.probe(), result -> found(mine, result));
    if (!timeout.isZero()) {
      appointment = checks.timer().after(timeout, () -> tooSlow(mine, timeout));
    }
  }

  private void tooSlow(int which, Duration timeout) {
    synchronized (this) {
      if (ended || which != number) {
        return;
      }
      running.abandon();
    }
    found(which, new ProbeResult.Failed("Timed out after " + timeout.toMillis() + " ms"));
  }

  /** The listener may take its time: it is called with no lock held, and before the next look. */
  private void found(int which, ProbeResult result) {
    Runnable news;
    synchronized (this) {
      if (ended || which != number) {
        return; // too late, or of a task that is told to end
      }
      number++;
      appointment.cancel();
      news = learn(result);
    }
    news.run();
    synchronized (this) {
      if (!ended) {
        next(look.timing().interval());
      }
    }
  }

  private Runnable learn(ProbeResult result) {
    return switch (look) {
      case Look.Health(var probe, var timing, var rules, var state) -> {
        HealthState.Verdict verdict = state.decide(rules, age(), result);
        look = new Look.Health(probe, timing, rules, verdict.next());
        yield () -> verdict.news().ifPresent(news -> checks.listener().health(container, news));
      }
      case Look.Report(var probe, var timing, var before) -> {
        CheckState after = before.after(result);
        look = new Look.Report(probe, timing, after);
        yield after.equals(before) ? () -> {} : () -> checks.listener().checked(container, after);
      }
    };
  }

  private Duration age() {
    return ageAtBegin.plusNanos(checks.ticker().nanos() - begunNanos);
  }
}

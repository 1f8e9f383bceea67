package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.run.OutputArchive.Source;
import dev.stadion.chronos.scheduler.ChronosEffect;

/**
 * Everything that happens besides scheduling while this process leads. Hears of effects after their
 * commit, on the loop's effect thread, and never makes it wait.
 */
public final class Outside {
  private final OutputKeeper outputs;
  private final Housekeeping housekeeping;
  private final EventPublisher events;
  private final NoticeSender notices;

  public Outside(
      OutputKeeper outputs,
      Housekeeping housekeeping,
      EventPublisher events,
      NoticeSender notices) {
    this.notices = notices;
    this.events = events;
    this.outputs = outputs;
    this.housekeeping = housekeeping;
  }

  public void start() {
    outputs.start();
    housekeeping.start();
    notices.start();
  }

  public void stop() {
    outputs.stop();
    housekeeping.stop();
    notices.stop();
    events.stop();
  }

  public void hear(ChronosEffect effect) {
    switch (effect) {
      case ChronosEffect.AttemptEnded(var job, var run, var attempt) ->
          outputs.ended(new Source(job, run, attempt));
      case ChronosEffect.Announced(var told) -> events.publish(told);
      case ChronosEffect.Noticed _ -> notices.nudge();
      case ChronosEffect.Transition t -> {
        if (t.to().isTerminal()) {
          housekeeping.touched(t.job());
        }
      }
      case ChronosEffect.TicksMissed missed -> housekeeping.touched(missed.job());
      case ChronosEffect.TicksSkipped skipped -> housekeeping.touched(skipped.job());
      case ChronosEffect.Launch _,
          ChronosEffect.Decline _,
          ChronosEffect.Kill _,
          ChronosEffect.Acknowledge _,
          ChronosEffect.Reconcile _,
          ChronosEffect.Revive _,
          ChronosEffect.Suppress _,
          ChronosEffect.RegisterAnew _,
          ChronosEffect.JobDisabled _,
          ChronosEffect.OrphansHeld _ -> {}
    }
  }
}

package dev.stadion.chronos.runtime;

import dev.stadion.chronos.api.SchedulerPort;
import dev.stadion.chronos.runtime.outside.Outside;
import dev.stadion.chronos.runtime.quartz.AlarmClock;
import dev.stadion.chronos.scheduler.ChronosChange;
import dev.stadion.chronos.scheduler.ChronosEffect;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.dropwizard.leader.LeaderDuty;
import dev.stadion.dropwizard.loop.EffectHandler;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Joins the heart's loop, the master and the clock while this process leads. Truth flows one way:
 * the master's stream and the clock post events; effects, after their commit, become calls.
 */
public final class ChronosRuntime
    implements LeaderDuty, SchedulerPort, EffectHandler<ChronosState, ChronosEffect> {

  private final EventLoop<ChronosState, ChronosEvent, ChronosChange, ChronosEffect, ChronosOutcome>
      loop;
  private final MasterLink master;
  private final AlarmClock alarms;
  private final Reporter reporter;
  private final Outside outside;
  private final Supplier<String> self;

  /**
   * @param loopFor makes the loop around the effects' handler, which is this
   * @param clients makes clients of the master
   * @param self how others reach this process, once it listens
   */
  public ChronosRuntime(
      Function<
              EffectHandler<ChronosState, ChronosEffect>,
              EventLoop<ChronosState, ChronosEvent, ChronosChange, ChronosEffect, ChronosOutcome>>
          loopFor,
      MasterLink.ClientFactory clients,
      InstantSource clock,
      Reporter reporter,
      Outside outside,
      Supplier<String> self) {
    this.master = new MasterLink(clients, this::heard);
    this.alarms = new AlarmClock(clock, this::committed, this::ring);
    this.reporter = reporter;
    this.outside = outside;
    this.self = self;
    this.loop = loopFor.apply(this);
  }

  private void heard(List<SchedulerEvent> events) {
    loop.postAll(events.stream().flatMap(event -> MasterEvents.of(event).stream()).toList());
  }

  private void ring(ChronosEvent due) {
    loop.post(due);
  }

  private Optional<ChronosState> committed() {
    try {
      return Optional.of(loop.snapshot());
    } catch (NotLeadingException | StoreUnavailableException e) {
      return Optional.empty();
    }
  }

  // ---- leading -------------------------------------------------------------------------------

  @Override
  public void takeOver(long epoch) {
    loop.start(epoch);
    loop.post(new ChronosEvent.Elected(epoch, self.get()));
    alarms.start();
    master.open(loop.snapshot().framework());
    outside.start();
  }

  @Override
  public void standDown() {
    outside.stop();
    master.close();
    alarms.stop();
    loop.stop();
  }

  /** The state was read anew: let the master tell everything again. */
  public void reloaded() {
    Thread.ofVirtual()
        .name("chronos-resubscribe")
        .start(() -> committed().ifPresent(state -> master.open(state.framework())));
  }

  // ---- the world -----------------------------------------------------------------------------

  @Override
  public void handle(List<ChronosEffect> effects, ChronosState committed) {
    // A launch is waited for; an acknowledgement, a report and a log line can come after it.
    for (ChronosEffect effect : effects) {
      if (!(effect instanceof ChronosEffect.Acknowledge)) {
        master.make(effect);
      }
    }
    for (ChronosEffect effect : effects) {
      reporter.report(effect);
      outside.hear(effect);
      switch (effect) {
        case ChronosEffect.Acknowledge _ -> master.make(effect);
        case ChronosEffect.RegisterAnew _ -> reloaded();
        default -> {}
      }
    }
    alarms.next(committed);
  }

  @Override
  public CompletionStage<ChronosOutcome> submit(ChronosEvent event) {
    return loop.submit(event);
  }

  @Override
  public ChronosState snapshot() {
    return loop.snapshot();
  }

  public boolean connected() {
    return master.connected();
  }

  /** Who we are to the master, once we are somebody. */
  public Optional<FrameworkId> framework() {
    return committed().flatMap(ChronosState::framework);
  }

  /** Whether a user holds everything back (chronos.md B-39). */
  public boolean paused() {
    return committed().flatMap(state -> state.commons().pausedSince()).isPresent();
  }

  /** The jobs whose rows cannot be read, with the reason. */
  public Map<String, String> unreadable() {
    return committed().<Map<String, String>>map(ChronosState::unreadable).orElse(Map.of());
  }

  /** How many runs could be launched if an offer came, in one lane. */
  public long queued(boolean high) {
    return committed()
        .map(
            state -> state.queue().entries().stream().filter(entry -> entry.high() == high).count())
        .orElse(0L);
  }
}

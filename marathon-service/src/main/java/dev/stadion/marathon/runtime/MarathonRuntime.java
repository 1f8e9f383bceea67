package dev.stadion.marathon.runtime;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.dropwizard.leader.LeaderElection;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.loop.LoopSettings;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.metrics.RegistryLoopMetrics;
import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.dropwizard.sse.SseEvent;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.HeartSettings;
import dev.stadion.marathon.scheduler.MarathonChange;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonEvent.Command;
import dev.stadion.marathon.scheduler.MarathonHeart;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.wire.EventWriter;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The heart with everything it needs around it: loop, store, master, watchers, leadership. */
public final class MarathonRuntime implements SchedulerAccess, AutoCloseable {
  private final EventLoop<
          MarathonState, MarathonEvent, MarathonChange, MarathonEffect, MarathonOutcome>
      loop;
  private final MasterLink master;
  private final Looking looking = new Looking();
  private final Prober prober;

  /**
   * What a process gives its parts.
   *
   * @param callbacks posts events to those who gave an address; absent when that is not wanted
   * @param names that tasks are told
   * @param seal opens secrets; absent where no key is configured
   * @param probesAtOnce how many looks at tasks may be on their way at the same time
   */
  public record Surroundings(
      InstantSource clock,
      MonotonicClock ticker,
      LoopSettings loop,
      MetricRegistry metrics,
      int probesAtOnce,
      ChosenNames names,
      Optional<SecretSeal> seal,
      Optional<Callbacks> callbacks,
      ExitHandler exit) {}

  /**
   * Wires the parts; they begin when {@code election} is won.
   *
   * @param starter starts conversations with the master
   */
  public MarathonRuntime(
      HeartSettings settings,
      StateStore<MarathonState, MarathonChange> store,
      SseHub events,
      LeaderElection election,
      Surroundings surroundings,
      MasterLink.Starter starter) {
    master = new MasterLink(starter);
    var metrics = new MarathonMetrics(surroundings.metrics(), surroundings.ticker());
    prober = new Prober(looking, this::post, surroundings.ticker(), surroundings.probesAtOnce());
    Runnable atTheEnd =
        () -> {
          prober.unwatchAll();
          events.close();
        };
    var calls = new MasterCalls(master, master::roles, surroundings.names());
    var duty =
        new MarathonDuty(
            master,
            settings.validation().roles().defaultRole(),
            new OperationAnswers(calls),
            metrics,
            atTheEnd,
            surroundings.exit());
    loop =
        new EventLoop<>(
            "marathon",
            new MarathonHeart(settings),
            store,
            new Effects(
                metrics,
                calls,
                prober,
                (id, announcement, state) ->
                    publish(events, surroundings.callbacks(), id, announcement, state),
                surroundings.seal(),
                surroundings.exit()),
            election.supervise(() -> {
              // What was committed may not have been told; whoever comes back finds it.
              events.close();
              duty.reloaded();
            }),
            surroundings.clock(),
            surroundings.ticker(),
            surroundings.loop(),
            new RegistryLoopMetrics(surroundings.metrics()));
    metrics.observe(loop::snapshot);
    duty.drive(loop);
    election.setDuty(duty);
  }

  /** What a look at a task found is of no interest to those who do not lead. */
  private void post(MarathonEvent event) {
    loop.post(event);
  }

  /** Nobody watching costs nothing. */
  private static void publish(
      SseHub events,
      Optional<Callbacks> callbacks,
      OptionalLong id,
      Announcement announcement,
      MarathonState committed) {
    if (events.readers() > 0 || callbacks.isPresent()) {
      String json = EventWriter.line(announcement);
      Optional<String> brief =
          EventWriter.hasPlan(announcement)
              ? Optional.of(EventWriter.write(announcement, EventWriter.Plans.LIGHT).toString())
              : Optional.empty();
      events.publish(new SseEvent(id, EventWriter.type(announcement), json, brief));
      callbacks.ifPresent(all -> all.publish(json, committed.subscribers()));
    }
  }

  @Override
  public CompletableFuture<MarathonOutcome> submit(Command command) {
    return loop.submit(command);
  }

  @Override
  public MarathonState snapshot() {
    return loop.snapshot();
  }

  /** Ends what looks at tasks; to be called when leadership is given up for good. */
  @Override
  public void close() {
    prober.close();
    looking.close();
  }

  public MasterLink master() {
    return master;
  }
}

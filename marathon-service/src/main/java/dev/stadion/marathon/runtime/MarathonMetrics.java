package dev.stadion.marathon.runtime;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import dev.stadion.marathon.scheduler.Tally;
import dev.stadion.offerclient.SchedulerEvent;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Counts what the scheduler does, under the names of marathon.md §21. */
public final class MarathonMetrics {
  /** Shown from the beginning on, so that dashboards find them before anything happens. */
  private static final List<String> COUNTERS =
      List.of(
          "deployments.counter",
          "deployments.dismissed.counter",
          "mesos.calls.revive.counter",
          "mesos.calls.suppress.counter",
          "mesos.offer-operations.launch-group.counter",
          "mesos.offer-operations.launch.counter",
          "mesos.offer-operations.reserve.counter",
          "mesos.offers.declined.counter",
          "mesos.offers.incoming.counter",
          "mesos.offers.used.counter",
          "tasks.launched.counter");

  private static final double NANOS = 1e9;

  private final MetricRegistry registry;
  private final MonotonicClock ticker;

  /** Since when this process leads; absent while it does not. */
  private volatile OptionalLong leadingSince = OptionalLong.empty();

  public MarathonMetrics(MetricRegistry registry, MonotonicClock ticker) {
    this.registry = registry;
    this.ticker = ticker;
    COUNTERS.forEach(name -> add(name, 0));
    long started = ticker.nanos();
    seconds("uptime.gauge.seconds", () -> OptionalLong.of(started));
    seconds("leadership.duration.gauge.seconds", () -> leadingSince);
  }

  private void seconds(String name, Supplier<OptionalLong> since) {
    registry.registerGauge(
        "marathon." + name,
        (Gauge<Double>)
            () -> {
              OptionalLong begin = since.get();
              return begin.isEmpty() ? 0 : (ticker.nanos() - begin.getAsLong()) / NANOS;
            });
  }

  void leads(boolean now) {
    leadingSince = now ? OptionalLong.of(ticker.nanos()) : OptionalLong.empty();
  }

  /** Counts what the master said. */
  void count(SchedulerEvent event) {
    if (event instanceof SchedulerEvent.Offered(var offers)) {
      add("mesos.offers.incoming.counter", offers.size());
    }
  }

  /**
   * Begins to show what is.
   *
   * @param state the last committed one; a process that does not lead shows zeros
   */
  public void observe(Supplier<MarathonState> state) {
    gauge("apps.active.gauge", state, s -> apps(s.services().values()));
    gauge("pods.active.gauge", state, s -> pods(s.services().values()));
    gauge("groups.active.gauge", state, s -> s.groups().size());
    gauge("deployments.active.gauge", state, s -> s.deployments().size());
    gauge("instances.running.gauge", state, s -> count(s, k -> k.condition() == Condition.RUNNING));
    gauge("instances.staged.gauge", state, s -> count(s, k -> k.condition().isLaunching()));
    gauge(
        "instances.inflight-kills.gauge",
        state,
        s -> count(s, k -> k.condition() == Condition.KILLING));
  }

  private void gauge(
      String name, Supplier<MarathonState> state, ToIntFunction<MarathonState> value) {
    registry.registerGauge(
        "marathon." + name,
        (Gauge<Integer>)
            () -> {
              try {
                return value.applyAsInt(state.get());
              } catch (NotLeadingException e) {
                return 0;
              }
            });
  }

  private static int apps(Collection<Service> services) {
    return (int) services.stream().filter(service -> service.application().isPresent()).count();
  }

  private static int pods(Collection<Service> services) {
    return (int) services.stream().filter(service -> service.pod().isPresent()).count();
  }

  private static int count(MarathonState state, Predicate<Tally.Key> wanted) {
    return state.services().values().stream().mapToInt(s -> s.tally().count(wanted)).sum();
  }

  /** Counts what is about to be done. */
  void count(List<MarathonEffect> effects) {
    for (MarathonEffect effect : effects) {
      switch (effect) {
        case MarathonEffect.Launch(var offers, var tasks, var pods, var _, var bookings) -> {
          add("mesos.offers.used.counter", offers.size());
          add("mesos.offer-operations.launch.counter", tasks.isEmpty() ? 0 : 1);
          add("mesos.offer-operations.reserve.counter", bookings.made().size());
          add("mesos.offer-operations.launch-group.counter", pods.size());
          add("tasks.launched.counter", tasks.size() + pods.size());
        }
        case MarathonEffect.Decline(var offers, var _) ->
            add("mesos.offers.declined.counter", offers.size());
        case MarathonEffect.Revive _ -> add("mesos.calls.revive.counter", 1);
        case MarathonEffect.Suppress _ -> add("mesos.calls.suppress.counter", 1);
        case MarathonEffect.Publish(var _, Announcement.StatusUpdated(var _, var update, var _)) ->
            add(
                "mesos.task-updates."
                    + update.state().wireName().toLowerCase(Locale.ROOT).replace('_', '-')
                    + ".counter",
                1);
        case MarathonEffect.Publish(var _, Announcement.DeploymentSucceeded _) ->
            add("deployments.counter", 1);
        case MarathonEffect.Publish(var _, Announcement.DeploymentFailed _) ->
            add("deployments.dismissed.counter", 1);
        case MarathonEffect.Publish _,
            MarathonEffect.Kill _,
            MarathonEffect.Receipt _,
            MarathonEffect.Reconcile _,
            MarathonEffect.Watch _,
            MarathonEffect.Unwatch _,
            MarathonEffect.UnwatchAll _,
            MarathonEffect.UpdateRoles _,
            MarathonEffect.Warn _,
            MarathonEffect.Halt _ -> {}
      }
    }
  }

  private void add(String name, int count) {
    registry.counter("marathon." + name).inc(count);
  }
}

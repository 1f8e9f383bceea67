package dev.stadion.master.document;

import static java.util.Objects.requireNonNull;

import dev.stadion.master.heart.Agent;
import dev.stadion.master.heart.AgentStatus;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OfferFilter;
import dev.stadion.master.heart.QuotaLimits;
import dev.stadion.master.heart.RoleBook;
import dev.stadion.master.heart.Task;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The metrics of Mesos (mesos-v1.md §12.5): gauges of the state, counters of this process. Every
 * name is always there; what means nothing here is 0.
 */
public final class Metrics {
  private static final double THOUSANDTHS = 1_000;
  private static final List<String> POOLS =
      List.of(Resources.CPUS, Resources.MEM, Resources.DISK, Resources.GPUS);
  private static final List<TaskState> ALIVE =
      List.of(
          TaskState.STAGING,
          TaskState.STARTING,
          TaskState.RUNNING,
          TaskState.KILLING,
          TaskState.UNREACHABLE);

  private final Counters counters;
  private final Measurements measurements;

  public Metrics(Counters counters, Measurements measurements) {
    this.counters = requireNonNull(counters, "counters");
    this.measurements = requireNonNull(measurements, "measurements");
  }

  /**
   * @param leading the last committed state; empty when this process does not lead
   */
  public SortedMap<String, Double> read(Optional<MasterState> leading) {
    var all = new TreeMap<String, Double>();
    MetricNames.ALL.forEach(name -> all.put(name, 0.0));
    counters.values().forEach((name, count) -> all.put(name, (double) count));
    all.putAll(measurements.read());
    leading.ifPresent(state -> {
      all.put("master/elected", 1.0);
      all.put("registrar/log/recovered", 1.0);
      all.put("registrar/log/ensemble_size", 1.0);
      agents(all, state);
      frameworks(all, state);
      resources(all, state);
      policy(all, state);
    });
    return all;
  }

  private static void agents(Map<String, Double> all, MasterState state) {
    double connected = ClusterDocument.count(state, Agent::connected);
    double active = ClusterDocument.count(state, Agent::takesWork);
    double present = ClusterDocument.count(state, agent -> agent.status().countsInPool());
    all.put("master/slaves_connected", connected);
    all.put("master/slaves_disconnected", present - connected);
    all.put("master/slaves_active", active);
    all.put("master/slaves_inactive", present - active);
    all.put(
        "master/slaves_unreachable",
        (double) ClusterDocument.count(state, agent -> agent.status() == AgentStatus.UNREACHABLE));
  }

  private static void frameworks(Map<String, Double> all, MasterState state) {
    double connected = state.frameworks().values().stream().filter(Framework::connected).count();
    all.put("master/frameworks_connected", connected);
    all.put("master/frameworks_active", connected);
    all.put("master/frameworks_disconnected", state.frameworks().size() - connected);
    all.put("master/frameworks_inactive", state.frameworks().size() - connected);
    all.put("master/outstanding_offers", (double) state.offers().size());
    var states = new EnumMap<TaskState, Double>(TaskState.class);
    for (Framework framework : state.frameworks().values()) {
      for (Task task : framework.tasks().values()) {
        states.merge(task.state(), 1.0, Double::sum);
      }
    }
    for (TaskState each : ALIVE) {
      all.put(
          "master/tasks_" + each.name().toLowerCase(Locale.ROOT), states.getOrDefault(each, 0.0));
    }
  }

  private static void resources(Map<String, Double> all, MasterState state) {
    Map<String, Long> total = new TreeMap<>();
    Map<String, Long> used = new TreeMap<>();
    Map<String, Long> taken = new TreeMap<>();
    for (Agent agent : state.agents().values()) {
      if (agent.status().countsInPool()) {
        Amounts.add(total, agent.total());
        Amounts.add(used, agent.used());
        Amounts.add(taken, agent.used());
        for (OfferId offer : agent.offers()) {
          if (state.offers().containsKey(offer)) {
            Amounts.add(taken, state.offers().get(offer).resources());
          }
        }
      }
    }
    for (String name : POOLS) {
      double whole = total.getOrDefault(name, 0L);
      double part = used.getOrDefault(name, 0L);
      all.put("master/" + name + "_total", whole / THOUSANDTHS);
      all.put("master/" + name + "_used", part / THOUSANDTHS);
      all.put("master/" + name + "_percent", whole == 0 ? 0 : part / whole);
      String path = "allocator/mesos/resources/" + name;
      all.put(path + "/total", whole / THOUSANDTHS);
      all.put(path + "/offered_or_allocated", taken.getOrDefault(name, 0L) / THOUSANDTHS);
    }
  }

  /** There are no guarantees; who reads them wants to see so. */
  private static void quota(
      Map<String, Double> all, RoleBook book, String role, QuotaLimits limits) {
    Map<String, Long> held = book == null ? Map.of() : book.subtree().held().amounts();
    limits
        .millis()
        .forEach((name, most) -> {
          String path = "allocator/mesos/quota/roles/" + role + "/resources/" + name;
          all.put(path + "/limit", most / THOUSANDTHS);
          all.put(path + "/guarantee", 0.0);
          all.put(path + "/offered_or_allocated", held.getOrDefault(name, 0L) / THOUSANDTHS);
        });
  }

  private static void policy(Map<String, Double> all, MasterState state) {
    state
        .policy()
        .limits()
        .forEach((role, limits) -> quota(all, state.roles().get(role), role, limits));
    for (Framework framework : state.frameworks().values()) {
      for (List<OfferFilter> filters : framework.filters().values()) {
        for (OfferFilter filter : filters) {
          all.merge(
              "allocator/mesos/offer_filters/roles/" + filter.role() + "/active", 1.0, Double::sum);
        }
      }
    }
  }
}

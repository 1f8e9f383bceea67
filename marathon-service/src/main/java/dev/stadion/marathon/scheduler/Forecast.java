package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.Action;
import dev.stadion.marathon.deployment.DeploymentPlan;
import dev.stadion.marathon.deployment.Transition;
import dev.stadion.scheduling.matching.RefusalReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What would become of one app, judged by what agents offered last and used neither by us nor,
 * perhaps, by others.
 *
 * @param start how many instances would be started
 * @param stop how many would be ended
 * @param where on which hosts those to be started would fit, side by side with all that runs
 * @param refusals how many agents would not do, by their most telling reason
 */
public record Forecast(
    PathId app,
    int start,
    int stop,
    SortedMap<String, Integer> where,
    SortedMap<RefusalReason, Integer> refusals) {
  public Forecast {
    where = Collections.unmodifiableSortedMap(new TreeMap<>(where));
    refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
  }

  /** How many of those to be started fit. */
  public int fits() {
    return where.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Of every app in the plan. */
  static List<Forecast> of(Turn turn, DeploymentPlan plan) {
    var kinds = new TreeMap<PathId, Action.Kind>();
    plan.steps()
        .forEach(step -> step.actions().forEach(action -> kinds.put(action.app(), action.kind())));
    var forecasts = new ArrayList<Forecast>();
    for (Map.Entry<PathId, Action.Kind> entry : kinds.entrySet()) {
      Transition change = plan.difference().apps().get(entry.getKey());
      Service now = turn.service(entry.getKey());
      int running = now.tally().wanted();
      if (change == null || change.to().isEmpty()) {
        forecasts.add(new Forecast(entry.getKey(), 0, running, new TreeMap<>(), new TreeMap<>()));
        continue;
      }
      Service then = now.withApp(change.to());
      int target = turn.fleet().with(then).target(then);
      boolean all = entry.getValue() == Action.Kind.RESTART;
      int start = all ? target : Math.max(0, target - running);
      int stop = all ? running : Math.max(0, running - target);
      forecasts.add(new Launches(turn).forecast(then, start, stop));
    }
    return forecasts;
  }
}

package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.api.Refusals;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.runtime.SchedulerAccess;
import dev.stadion.marathon.scheduler.MarathonEvent.Basis;
import dev.stadion.marathon.scheduler.MarathonEvent.Origin;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApp;
import dev.stadion.marathon.scheduler.MarathonEvent.PutApps;
import dev.stadion.marathon.scheduler.MarathonOutcome;
import dev.stadion.marathon.scheduler.MarathonState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Updates of apps that say only what shall differ. What an app becomes is derived from what it is;
 * if somebody else changes it meanwhile, it is derived anew.
 */
final class AppUpdates {
  private final SchedulerAccess scheduler;
  private final Outcomes outcomes;

  AppUpdates(SchedulerAccess scheduler) {
    this.scheduler = scheduler;
    this.outcomes = new Outcomes(scheduler);
  }

  /** How a request wants its update carried out. */
  record Asked(boolean force, Origin origin, Parameters parameters) {}

  /** Derives what an app shall be from what it is and what was sent. */
  interface Derivation {
    AppDefinition of(PathId id, Optional<App> current, ObjectNode sent);
  }

  /**
   * Updates one app.
   *
   * @param match the tag that the app must have; null when any will do
   */
  MarathonOutcome one(
      PathId id, String match, Function<Optional<App>, AppDefinition> derive, Asked asked) {
    while (true) {
      Optional<App> current = application(scheduler.snapshot(), id);
      Tags.require(match, current);
      MarathonOutcome outcome =
          outcomes.of(
              asked
                  .parameters()
                  .conditional(
                      new PutApp(
                          derive.apply(current),
                          Optional.of(new Basis(current.map(App::version))),
                          asked.force(),
                          asked.origin())));
      if (!(outcome instanceof MarathonOutcome.Superseded)) {
        return outcome;
      }
    }
  }

  /** Makes all of {@code sent} so in one deployment. */
  MarathonOutcome many(
      List<ObjectNode> sent, Derivation derivation, boolean force, Parameters parameters) {
    while (true) {
      MarathonState state = scheduler.snapshot();
      var updated = new ArrayList<AppDefinition>();
      var basedOn = new HashMap<PathId, Basis>();
      for (ObjectNode one : sent) {
        PathId id = Definitions.id(one);
        Optional<App> current = application(state, id);
        updated.add(derivation.of(id, current, one));
        basedOn.put(id, new Basis(current.map(App::version)));
      }
      MarathonOutcome outcome =
          outcomes.of(parameters.conditional(new PutApps(updated, basedOn, force)));
      if (!(outcome instanceof MarathonOutcome.Superseded)) {
        return outcome;
      }
    }
  }

  /** The app of this id, if there is one; refused where a pod is. */
  private static Optional<App> application(MarathonState state, PathId id) {
    Optional<App> current = state.app(id);
    if (current.filter(App::isPod).isPresent()) {
      throw Refusals.invalid(
          List.of(new Problem("/", "Applications and Pods may not share the same id")));
    }
    return current;
  }
}

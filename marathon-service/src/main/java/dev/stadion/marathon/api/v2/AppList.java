package dev.stadion.marathon.api.v2;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.scheduler.Service;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A list of apps: all of them, or a page of those in the order of their ids.
 *
 * @param limit how many apps a page has at most; all when absent
 * @param after the id after which the page begins
 */
record AppList(OptionalInt limit, Optional<PathId> after) {
  private static final int MOST = 10_000;

  static AppList of(Parameters parameters) {
    return new AppList(
        parameters.number("limit", MOST), parameters.text("cursor").map(Requests::appId));
  }

  /** The keys of an app that are wanted; all when absent. */
  static Optional<Set<String>> fields(Parameters parameters) {
    return parameters.text("fields").map(text -> new HashSet<>(List.of(text.split(","))));
  }

  /**
   * What a list tells.
   *
   * @param apps the JSON of each
   * @param next the cursor of the next page, if there is one
   */
  record Page(List<byte[]> apps, Optional<PathId> next) {}

  Page page(MarathonState state, Predicate<App> wanted, Function<Service, byte[]> write) {
    var apps = new ArrayList<byte[]>();
    var from = after.map(id -> state.services().tailMap(id, false)).orElse(state.services());
    Optional<PathId> last = Optional.empty();
    for (Service service : from.values()) {
      if (service.application().filter(wanted).isEmpty()) {
        continue;
      }
      if (limit.isPresent() && apps.size() == limit.getAsInt()) {
        return new Page(apps, last);
      }
      apps.add(write.apply(service));
      last = Optional.of(service.id());
    }
    return new Page(apps, Optional.empty());
  }
}

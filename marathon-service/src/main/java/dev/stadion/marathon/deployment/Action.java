package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.InstanceId;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a deployment does to one app (marathon.md §12.2).
 *
 * @param sentenced instances that a user chose to go; only when scaling
 */
public record Action(Kind kind, PathId app, Set<InstanceId> sentenced) {
  public Action {
    requireNonNull(kind, "kind");
    requireNonNull(app, "app");
    sentenced = Collections.unmodifiableSet(new TreeSet<>(sentenced));
  }

  public Action(Kind kind, PathId app) {
    this(kind, app, Set.of());
  }

  /** Kinds of actions under their wire names. */
  public enum Kind {
    START("StartApplication"),
    STOP("StopApplication"),
    SCALE("ScaleApplication"),
    RESTART("RestartApplication");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }
}

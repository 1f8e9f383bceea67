package dev.stadion.marathon.deployment;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.InstanceId;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a deployment does to one app or pod (marathon.md §12.2).
 *
 * @param pod whether it is a pod
 * @param sentenced instances that a user chose to go; only when scaling
 */
public record Action(Kind kind, PathId app, boolean pod, Set<InstanceId> sentenced) {
  public Action {
    requireNonNull(kind, "kind");
    requireNonNull(app, "app");
    sentenced = Collections.unmodifiableSet(new TreeSet<>(sentenced));
  }

  /** The kind's name on the wire. */
  public String wireName() {
    return pod ? kind.podName : kind.appName;
  }

  /** Kinds of actions under their wire names. */
  public enum Kind {
    START("StartApplication", "StartPod"),
    STOP("StopApplication", "StopPod"),
    SCALE("ScaleApplication", "ScalePod"),
    RESTART("RestartApplication", "RestartPod");

    private final String appName;
    private final String podName;

    Kind(String appName, String podName) {
      this.appName = appName;
      this.podName = podName;
    }
  }
}

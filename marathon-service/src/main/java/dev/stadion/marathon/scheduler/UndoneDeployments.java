package dev.stadion.marathon.scheduler;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.deployment.DeploymentId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The deployments that missed their deadlines, so that whoever asks is told what became of them.
 *
 * @param newest the newest {@link #KEPT} of them, the newest first
 */
public record UndoneDeployments(List<Undone> newest) {
  public static final int KEPT = 100;

  public static final UndoneDeployments NONE = new UndoneDeployments(List.of());

  private static final Comparator<Undone> ORDER =
      Comparator.comparing(Undone::at).thenComparing(Undone::id).reversed();

  public UndoneDeployments {
    newest = List.copyOf(newest);
  }

  /**
   * One of them.
   *
   * @param apps that it was about
   * @param reason for people
   * @param by the deployment that undoes it; absent when that was impossible
   */
  public record Undone(
      DeploymentId id,
      Instant at,
      SortedSet<PathId> apps,
      String reason,
      Optional<DeploymentId> by) {
    public Undone {
      requireNonNull(id, "id");
      requireNonNull(at, "at");
      apps = Collections.unmodifiableSortedSet(new TreeSet<>(apps));
      requireNonNull(reason, "reason");
      requireNonNull(by, "by");
    }
  }

  public UndoneDeployments plus(Undone deployment) {
    var all = new ArrayList<>(newest);
    all.add(deployment);
    all.sort(ORDER);
    return new UndoneDeployments(all.subList(0, Math.min(KEPT, all.size())));
  }

  public Optional<Undone> find(DeploymentId id) {
    return newest.stream().filter(one -> one.id().equals(id)).findFirst();
  }

  /** The newest one that was about an app. */
  public Optional<Undone> of(PathId app) {
    return newest.stream().filter(one -> one.apps().contains(app)).findFirst();
  }
}

package dev.stadion.chronos.notice;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What is told of every job (chronos.md §10, §12.15).
 *
 * @param cluster stands in front of subjects
 * @param owners the ways by which owners are told, as the original did
 * @param everybody told of all jobs besides those that each job names
 */
public record Reporting(String cluster, Set<Channel> owners, List<Notification> everybody) {
  public static final Reporting NONE = new Reporting("", Set.of(), List.of());

  public Reporting {
    requireNonNull(cluster, "cluster");
    owners =
        Collections.unmodifiableSet(
            owners.isEmpty() ? EnumSet.noneOf(Channel.class) : EnumSet.copyOf(owners));
    everybody = List.copyOf(everybody);
  }

  /** With the blank that always stood before the name. */
  public String prefix() {
    return (cluster.isEmpty() ? "" : "[" + cluster + "]") + " [Chronos]";
  }
}

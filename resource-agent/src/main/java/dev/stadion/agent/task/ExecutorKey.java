package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.IdRules;
import java.util.Comparator;

/** Names an executor on an agent: two frameworks may use one executor id. */
public record ExecutorKey(FrameworkId framework, String executor)
    implements Comparable<ExecutorKey> {
  private static final Comparator<ExecutorKey> ORDER =
      Comparator.comparing((ExecutorKey key) -> key.framework().value())
          .thenComparing(ExecutorKey::executor);

  public ExecutorKey {
    requireNonNull(framework, "framework");
    String problem = IdRules.problemWith(executor);
    if (problem != null) {
      throw new IllegalArgumentException("executor id " + problem);
    }
  }

  @Override
  public int compareTo(ExecutorKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return "executor " + executor + " of " + framework;
  }
}

package dev.stadion.marathon.health;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.instance.TaskName;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A look at a task that is repeated.
 *
 * @param first from the beginning to the first look
 * @param interval between two looks
 * @param timeout of one look
 */
public record Probe(
    TaskName task,
    Target target,
    Purpose purpose,
    Duration first,
    Duration interval,
    Duration timeout) {
  public Probe {
    requireNonNull(task, "task");
    requireNonNull(target, "target");
    requireNonNull(purpose, "purpose");
  }

  /** What is looked at. */
  public sealed interface Target {
    /** An answer to GET; certificates are not checked. */
    record Http(URI uri) implements Target {}

    record Tcp(String host, int port) implements Target {}
  }

  /** What for. */
  public sealed interface Purpose {
    /**
     * Whether the task is well.
     *
     * @param check the index of the health check in the definition
     */
    record Health(int check) implements Purpose {}

    /** Whether the task is ready; ends with the first good answer. */
    record Readiness(SortedSet<Integer> readyStatuses, boolean keepAnswer) implements Purpose {
      public Readiness {
        readyStatuses = Collections.unmodifiableSortedSet(new TreeSet<>(readyStatuses));
      }
    }
  }
}

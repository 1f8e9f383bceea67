package dev.stadion.agent.task;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import java.time.Duration;

/**
 * An executor that tasks need.
 *
 * @param container fresh: names this one start; used only if no such executor lives
 * @param info its ExecutorInfo
 * @param shutdownGrace between being told to end and being killed
 */
public record ExecutorOrder(
    ExecutorKey key, ContainerId container, Kind kind, Document info, Duration shutdownGrace) {

  /** Who looks after the tasks (mesos-v1.md §9.2, §9.3). */
  public enum Kind {
    /** A program of the framework's own, which is told what to do over HTTP. */
    CUSTOM,
    /** This agent: each task is a process of its own, and the executor is but their sandbox. */
    DEFAULT
  }

  public ExecutorOrder {
    requireNonNull(key, "key");
    requireNonNull(container, "container");
    requireNonNull(kind, "kind");
    requireNonNull(info, "info");
    requireNonNull(shutdownGrace, "shutdownGrace");
  }
}

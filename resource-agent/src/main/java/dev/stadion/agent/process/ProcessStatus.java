package dev.stadion.agent.process;

import java.time.Instant;

/** What the supervisor knows of a process. */
public sealed interface ProcessStatus {

  /** Whether the process can never run again. */
  default boolean isEnd() {
    return switch (this) {
      case Running(_, _) -> false;
      case NotStarted(_), Exited(_, _), Signaled(_, _), Vanished(_, _) -> true;
    };
  }

  /**
   * It runs.
   *
   * @param startTicks its start in clock ticks since boot; with the pid it cannot be mistaken
   */
  record Running(int pid, long startTicks) implements ProcessStatus {}

  /** It was never started, and never will be under this id. */
  record NotStarted(String why) implements ProcessStatus {}

  record Exited(int code, Instant at) implements ProcessStatus {}

  record Signaled(int signal, Instant at) implements ProcessStatus {}

  /** It ended, or perhaps never started, while nobody was there to see how. */
  record Vanished(String why, Instant at) implements ProcessStatus {}
}

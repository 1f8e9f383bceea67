package dev.stadion.marathon.instance;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.PathId;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A task that has ended, for those who ask later.
 *
 * @param reason the master's word for it, without {@code REASON_}
 * @param message for people, may be empty
 * @param hostname of its agent
 * @param version of the definition that it was launched from
 */
public record EndedTask(
    PathId app,
    TaskId task,
    TaskState state,
    Optional<String> reason,
    String message,
    String hostname,
    Optional<AgentId> agent,
    Optional<Instant> stagedAt,
    Optional<Instant> startedAt,
    Instant endedAt,
    Instant version) {
  private static final Pattern EXITED = Pattern.compile("[Ee]xited with status ([0-9]{1,9})");

  private static final Pattern KILLED =
      Pattern.compile("[Tt]erminated with signal ([A-Za-z0-9 ]{1,40})");

  public EndedTask {
    requireNonNull(app, "app");
    requireNonNull(task, "task");
    requireNonNull(state, "state");
    requireNonNull(endedAt, "endedAt");
    requireNonNull(version, "version");
  }

  /** The status its process exited with. */
  public OptionalInt exitStatus() {
    return exitStatus(message);
  }

  /** The status that a process exited with, which agents tell only in words. */
  public static OptionalInt exitStatus(String message) {
    Matcher words = EXITED.matcher(message);
    return words.find() ? OptionalInt.of(Integer.parseInt(words.group(1))) : OptionalInt.empty();
  }

  /** The signal that ended its process. */
  public Optional<String> signal() {
    Matcher words = KILLED.matcher(message);
    return words.find() ? Optional.of(words.group(1).strip()) : Optional.empty();
  }
}

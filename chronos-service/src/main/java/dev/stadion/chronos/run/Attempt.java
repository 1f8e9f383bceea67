package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * One try to execute a run: one Mesos task.
 *
 * @param number from 0, never reused within a run
 * @param task the id on the wire
 * @param lostAt when it counts as lost, while its agent is cut off
 * @param kill why it was asked to end, if it was
 * @param reason the master's reason for the last state, such as {@code COMMAND_EXECUTOR_FAILED}
 * @param message for people, may be empty
 * @param agentUrl where the agent answers that holds its output, when that is known
 */
public record Attempt(
    int number,
    TaskId task,
    AgentId agent,
    String host,
    AttemptState state,
    Instant launchedAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<Instant> lostAt,
    Optional<KillCause> kill,
    Optional<String> reason,
    String message,
    Optional<URI> agentUrl) {
  private static final int MAX_MESSAGE = 4096;

  public Attempt {
    requireNonNull(task, "task");
    requireNonNull(agent, "agent");
    requireNonNull(host, "host");
    requireNonNull(state, "state");
    requireNonNull(launchedAt, "launchedAt");
    requireNonNull(agentUrl, "agentUrl");
    requireNonNull(kill, "kill");
    message = storable(message);
  }

  /** Messages come from executors: short enough to keep, and nothing a database refuses. */
  private static String storable(String text) {
    String kept = text.replace("\0", "");
    return kept.length() <= MAX_MESSAGE ? kept : kept.substring(0, MAX_MESSAGE);
  }

  /** An attempt about to be handed to the master. */
  public static Attempt launched(
      int number, TaskId task, AgentId agent, String host, Optional<URI> agentUrl, Instant at) {
    return new Attempt(
        number,
        task,
        agent,
        host,
        AttemptState.STAGING,
        at,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        agentUrl);
  }

  /** It was heard of again, or for the first time. */
  public Attempt running(Optional<String> why, String text, Instant at) {
    return new Attempt(
        number,
        task,
        agent,
        host,
        AttemptState.RUNNING,
        launchedAt,
        startedAt.or(() -> Optional.of(at)),
        finishedAt,
        Optional.empty(),
        kill,
        why,
        text,
        agentUrl);
  }

  /**
   * @param deadline when it shall count as lost, unless an earlier one stands already
   */
  public Attempt unreachable(Optional<String> why, String text, Instant deadline) {
    return new Attempt(
        number,
        task,
        agent,
        host,
        AttemptState.UNREACHABLE,
        launchedAt,
        startedAt,
        finishedAt,
        lostAt.or(() -> Optional.of(deadline)),
        kill,
        why,
        text,
        agentUrl);
  }

  public Attempt ended(AttemptState how, Optional<String> why, String text, Instant at) {
    return new Attempt(
        number,
        task,
        agent,
        host,
        how,
        launchedAt,
        startedAt,
        Optional.of(at),
        Optional.empty(),
        kill,
        why,
        text,
        agentUrl);
  }

  /** The same end, which came because it had taken too long. */
  public Attempt timedOut() {
    return new Attempt(
        number,
        task,
        agent,
        host,
        AttemptState.TIMED_OUT,
        launchedAt,
        startedAt,
        finishedAt,
        Optional.empty(),
        kill,
        reason,
        message,
        agentUrl);
  }

  public boolean killAsked() {
    return kill.isPresent();
  }

  /** How its process ended, as far as is known. */
  public ExitStatus exit() {
    return ExitStatus.of(message);
  }

  /** Somebody wants it to end. The first cause stands, but the end of a run is stronger. */
  public Attempt askedToEnd(KillCause cause) {
    boolean stronger =
        cause == KillCause.RUN_TIMEOUT && kill.equals(Optional.of(KillCause.ATTEMPT_TIMEOUT));
    return new Attempt(
        number,
        task,
        agent,
        host,
        state,
        launchedAt,
        startedAt,
        finishedAt,
        lostAt,
        stronger ? Optional.of(cause) : kill.or(() -> Optional.of(cause)),
        reason,
        message,
        agentUrl);
  }
}

package dev.stadion.agent.heart;

import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.StatusUpdate.Details;
import dev.stadion.agent.task.StatusUpdate.Source;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the end of a process means for its task (mesos-v1.md §7.2 and §9.1). */
final class Verdicts {

  /** New words about a task, before they have a name. */
  record Verdict(
      TaskState state,
      Source source,
      Optional<String> reason,
      String message,
      Instant at,
      Details details) {

    Verdict(TaskState state, Source source, Optional<String> reason, String message, Instant at) {
      this(state, source, reason, message, at, Details.NONE);
    }

    Verdict with(Details more) {
      return new Verdict(state, source, reason, message, at, more);
    }
  }

  private Verdicts() {}

  static Verdict of(
      AgentTask task, AgentEvent.Observation observation, boolean partitionAware, Instant now) {
    return switch (observation.status()) {
      case ProcessStatus.Running(_, _) ->
          throw new IllegalArgumentException(task.key() + " has not ended");
      case ProcessStatus.NotStarted(String why) -> notStarted(task, why, now);
      case ProcessStatus.Vanished(String why, Instant at) ->
          new Verdict(
              partitionAware ? TaskState.GONE : TaskState.FAILED,
              Source.AGENT,
              Optional.of("EXECUTOR_TERMINATED"),
              "The exit status is not known: " + why,
              at);
      case ProcessStatus.Exited(int code, Instant at) ->
          ended(task, observation, code == 0, "Command exited with status " + code, at);
      case ProcessStatus.Signaled(int signal, Instant at) ->
          ended(
              task,
              observation,
              false,
              "Command terminated with signal " + Signal.describe(signal),
              at);
    };
  }

  /** What the end of a custom executor means for its tasks. */
  static Verdict ofExecutor(
      AgentExecutor executor, AgentEvent.Observation observation, Instant now) {
    if (observation.memoryLimit().isPresent()) {
      return failed("CONTAINER_LIMITATION_MEMORY", observation.memoryLimit().get(), now);
    }
    if (executor.ending().isEmpty()) {
      return observation.status() instanceof ProcessStatus.NotStarted(String why)
          ? failed("CONTAINER_LAUNCH_FAILED", "Failed to launch the executor: " + why, now)
          : failed("EXECUTOR_TERMINATED", "Executor terminated: " + how(observation), now);
    }
    return switch (executor.ending().get().cause()) {
      case REGISTRATION_TIMEOUT ->
          failed("EXECUTOR_REGISTRATION_TIMEOUT", "The executor did not subscribe in time", now);
      case REREGISTRATION_TIMEOUT ->
          failed(
              "EXECUTOR_REREGISTRATION_TIMEOUT",
              "The executor did not come back after the agent was restarted",
              now);
      case SHUTDOWN_CALL, NOTHING_TO_DO ->
          failed("EXECUTOR_TERMINATED", "Executor terminated: " + how(observation), now);
      case FRAMEWORK_SHUTDOWN, AGENT_STOP ->
          new Verdict(
              TaskState.KILLED,
              Source.AGENT,
              Optional.of("EXECUTOR_TERMINATED"),
              "Its executor was shut down",
              now);
    };
  }

  private static Verdict failed(String reason, String message, Instant now) {
    return new Verdict(TaskState.FAILED, Source.AGENT, Optional.of(reason), message, now);
  }

  private static String how(AgentEvent.Observation observation) {
    return switch (observation.status()) {
      case ProcessStatus.Running(_, _) -> "running";
      case ProcessStatus.NotStarted(String why) -> why;
      case ProcessStatus.Vanished(String why, _) -> "the exit status is not known: " + why;
      case ProcessStatus.Exited(int code, _) -> "exited with status " + code;
      case ProcessStatus.Signaled(int signal, _) ->
          "terminated with signal " + Signal.describe(signal);
    };
  }

  /** As waitpid has it. */
  static int waitStatus(ProcessStatus status) {
    return switch (status) {
      case ProcessStatus.Exited(int code, _) -> code << 8;
      case ProcessStatus.Signaled(int signal, _) -> signal;
      case ProcessStatus.Running(_, _), ProcessStatus.NotStarted(_), ProcessStatus.Vanished(_, _) ->
          -1;
    };
  }

  /** The executor that the order needs is on its way out. */
  static Verdict executorEnds(boolean partitionAware, Instant now) {
    return new Verdict(
        partitionAware ? TaskState.DROPPED : TaskState.LOST,
        Source.AGENT,
        Optional.of("EXECUTOR_TERMINATED"),
        "The executor is terminating",
        now);
  }

  /** The order reached this agent, but nothing was started, and nothing will be. */
  static Verdict dropped(boolean partitionAware, String message, Instant now) {
    return new Verdict(
        partitionAware ? TaskState.DROPPED : TaskState.LOST,
        Source.AGENT,
        Optional.of("AGENT_RESTARTED"),
        message,
        now);
  }

  /** It was made for something that this agent does not keep. */
  static Verdict unknownResources(boolean partitionAware, Instant now) {
    return new Verdict(
        partitionAware ? TaskState.DROPPED : TaskState.LOST,
        Source.AGENT,
        Optional.of("RESOURCES_UNKNOWN"),
        "The task uses a persistent volume that this agent does not know",
        now);
  }

  static Verdict killedDuringLaunch(Instant now) {
    return new Verdict(
        TaskState.KILLED,
        Source.AGENT,
        Optional.of("TASK_KILLED_DURING_LAUNCH"),
        "Killed before it was started",
        now);
  }

  private static Verdict notStarted(AgentTask task, String why, Instant now) {
    return task.ending().isPresent()
        ? killedDuringLaunch(now)
        : new Verdict(
            TaskState.FAILED,
            Source.AGENT,
            Optional.of("CONTAINER_LAUNCH_FAILED"),
            "Failed to launch: " + why,
            now);
  }

  private static Verdict ended(
      AgentTask task,
      AgentEvent.Observation observation,
      boolean success,
      String message,
      Instant at) {
    if (observation.memoryLimit().isPresent() && !success) {
      return new Verdict(
          TaskState.FAILED,
          Source.AGENT,
          Optional.of("CONTAINER_LIMITATION_MEMORY"),
          observation.memoryLimit().get(),
          at);
    }
    if (task.ending().isEmpty()) {
      return new Verdict(
          success ? TaskState.FINISHED : TaskState.FAILED,
          Source.EXECUTOR,
          success ? Optional.empty() : Optional.of("COMMAND_EXECUTOR_FAILED"),
          message,
          at);
    }
    return switch (task.ending().get().cause()) {
      case MAX_COMPLETION_TIME ->
          new Verdict(
              TaskState.FAILED,
              Source.EXECUTOR,
              Optional.of("MAX_COMPLETION_TIME_REACHED"),
              "Ran longer than its max_completion_time; " + message,
              at);
      case KILL_CALL, FRAMEWORK_SHUTDOWN, AGENT_STOP, HEALTH_CHECK, GROUP ->
          new Verdict(TaskState.KILLED, Source.EXECUTOR, Optional.empty(), message, at);
    };
  }

  /** When TERM becomes KILL, given an earlier order: a later one can only shorten the grace. */
  static Ending end(AgentTask task, Ending.Cause cause, Duration grace, Instant now) {
    Instant since = task.ending().map(Ending::since).orElse(now);
    Instant wanted = since.plus(grace);
    return task.ending()
        .map(before ->
            new Ending(
                before.cause(), since, wanted.isBefore(before.killAt()) ? wanted : before.killAt()))
        .orElseGet(() -> new Ending(cause, since, wanted));
  }
}

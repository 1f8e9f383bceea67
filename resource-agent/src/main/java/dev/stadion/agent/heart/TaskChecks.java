package dev.stadion.agent.heart;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.StatusUpdate.Details;
import dev.stadion.agent.task.StatusUpdate.Source;
import dev.stadion.scheduling.task.TaskState;
import java.util.Optional;

/** What is said and done about the news of checks (mesos-v1.md §6.9 and §6.10). */
final class TaskChecks {
  private TaskChecks() {}

  static void health(Turn turn, AgentEvent.HealthSeen seen) {
    Optional<AgentTask> task = checked(turn, seen.container());
    if (task.isEmpty()) {
      return;
    }
    turn.say(
        task.get().key(),
        verdict(
            turn,
            "TASK_HEALTH_CHECK_STATUS_UPDATED",
            seen.healthy() ? "" : "The health check failed: " + seen.why(),
            Details.ofHealth(seen.healthy())));
    if (seen.kill()) {
      turn.end(
          turn.state().task(task.get().key()).orElseThrow(),
          Ending.Cause.HEALTH_CHECK,
          task.get().order().grace());
    }
  }

  static void checked(Turn turn, AgentEvent.CheckSeen seen) {
    checked(turn, seen.container())
        .ifPresent(task ->
            turn.say(
                task.key(),
                verdict(
                    turn, "TASK_CHECK_STATUS_UPDATED", "", Details.ofCheck(seen.checkStatus()))));
  }

  /** News of a task that was told to end meanwhile are no news. */
  private static Optional<AgentTask> checked(Turn turn, ContainerId container) {
    return turn.state()
        .task(container)
        .filter(task -> task.state() == TaskState.RUNNING && task.ending().isEmpty());
  }

  private static Verdicts.Verdict verdict(
      Turn turn, String reason, String message, Details details) {
    return new Verdicts.Verdict(
        TaskState.RUNNING, Source.EXECUTOR, Optional.of(reason), message, turn.now(), details);
  }
}

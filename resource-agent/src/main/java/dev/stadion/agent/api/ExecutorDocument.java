package dev.stadion.agent.api;

import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.Membership;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.ExecutorInfo;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Custom and default executors in {@code /state} (mesos-v1.md §12). */
final class ExecutorDocument {
  private ExecutorDocument() {}

  /** Those that live. */
  static Stream<Map<String, Object>> live(
      AgentState state, Path work, String ip, Framework framework) {
    return of(state, work, ip, framework, state.executors().live().values());
  }

  /** Those that have ended. */
  static Stream<Map<String, Object>> ended(
      AgentState state, Path work, String ip, Framework framework) {
    return of(state, work, ip, framework, state.executors().ended());
  }

  private static Stream<Map<String, Object>> of(
      AgentState state,
      Path work,
      String ip,
      Framework framework,
      Collection<AgentExecutor> executors) {
    return executors.stream()
        .filter(executor -> executor.key().framework().equals(framework.id()))
        .map(executor -> executor(state, work, ip, executor));
  }

  private static Map<String, Object> executor(
      AgentState state, Path work, String ip, AgentExecutor executor) {
    ExecutorInfo info = Messages.executorInfo(executor.order().info());
    List<AgentTask> tasks =
        Stream.concat(state.tasks().values().stream(), state.closed().stream())
            .filter(task -> isIn(task, executor))
            .toList();
    var document = new LinkedHashMap<String, Object>();
    document.put("id", executor.key().executor());
    document.put("name", info.getName());
    document.put("source", info.getSource());
    document.put("container", executor.container().value());
    state
        .id()
        .ifPresent(id ->
            document.put(
                "directory",
                Sandbox.of(work, id, executor.key(), executor.container()).directory().toString()));
    document.put(
        "resources", StateDocument.resources(ResourceConverter.fromProto(info.getResourcesList())));
    document.put("type", executor.isCustom() ? "CUSTOM" : "DEFAULT");
    document.put(
        "tasks",
        tasks.stream()
            .filter(task -> task.isLive() && !task.isQueued())
            .map(task -> TaskDocument.of(state, task, ip))
            .toList());
    document.put(
        "queued_tasks",
        tasks.stream()
            .filter(AgentTask::isQueued)
            .map(task -> TaskDocument.of(state, task, ip))
            .toList());
    document.put(
        "completed_tasks",
        tasks.stream()
            .filter(AgentTask::isTerminal)
            .map(task -> TaskDocument.of(state, task, ip))
            .toList());
    return document;
  }

  static boolean isIn(AgentTask task, AgentExecutor executor) {
    return task.order()
        .membership()
        .map(Membership::container)
        .filter(executor.container()::equals)
        .isPresent();
  }
}

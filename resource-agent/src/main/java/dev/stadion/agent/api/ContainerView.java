package dev.stadion.agent.api;

import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A container that lives, as outside tools see it: one for each executor, that of a command task
 * included.
 *
 * @param resources of the executor and of its tasks
 * @param overheadBytes memory that its processes may use beside that of the resources
 * @param pids of its processes that the agent started
 */
record ContainerView(
    FrameworkId framework,
    String executor,
    String name,
    String source,
    ContainerId container,
    Resources resources,
    long overheadBytes,
    List<Integer> pids) {
  private static final long OVERHEAD_BYTES = 32L << 20; // mesos-v1.md §9.1

  static List<ContainerView> of(AgentState state) {
    var views = new ArrayList<ContainerView>();
    for (AgentTask task : state.tasks().values()) {
      if (task.isLive() && task.order().membership().isEmpty()) {
        views.add(of(task));
      }
    }
    state.executors().live().values().forEach(executor -> views.add(of(state, executor)));
    return views;
  }

  private static ContainerView of(AgentTask task) {
    TaskInfo info = Messages.taskInfo(task.order().info());
    String id = task.key().task().value();
    return new ContainerView(
        task.key().framework(),
        id,
        StateDocument.executorName(task),
        id,
        task.container(),
        ResourceConverter.fromProto(info.getResourcesList()),
        OVERHEAD_BYTES,
        pid(task.process()).toList());
  }

  private static ContainerView of(AgentState state, AgentExecutor executor) {
    ExecutorInfo info = Messages.executorInfo(executor.order().info());
    List<AgentTask> tasks =
        state.tasks().values().stream()
            .filter(task -> task.isLive() && ExecutorDocument.isIn(task, executor))
            .toList();
    var resources = new ArrayList<>(info.getResourcesList());
    tasks.forEach(
        task -> resources.addAll(Messages.taskInfo(task.order().info()).getResourcesList()));
    return new ContainerView(
        executor.key().framework(),
        executor.key().executor(),
        info.getName(),
        info.getSource(),
        executor.container(),
        ResourceConverter.fromProto(resources),
        // Each task of a default executor has a group of its own; those of a custom one share its.
        executor.isCustom() ? 0 : OVERHEAD_BYTES * tasks.size(),
        Stream.concat(pid(executor.process()), tasks.stream().flatMap(task -> pid(task.process())))
            .distinct()
            .toList());
  }

  private static Stream<Integer> pid(Optional<ProcessStatus> process) {
    return process.orElse(null) instanceof ProcessStatus.Running(int pid, _)
        ? Stream.of(pid)
        : Stream.empty();
  }
}

package dev.stadion.agent.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.PSortedMap;
import org.pcollections.PVector;
import org.pcollections.TreePVector;

/**
 * All an agent knows.
 *
 * @param id empty until the first registration
 * @param epoch the highest of a master ever obeyed
 * @param connected whether the master listens; not remembered over a restart
 * @param stopping whether no task may live any more; not remembered
 * @param refused whether the master marked this agent gone, so that its tasks must end
 * @param work the tasks
 * @param executors what tasks belong to, but for command tasks
 * @param kept reservations and volumes as the master said them last
 */
public record AgentState(
    Optional<AgentId> id,
    long epoch,
    boolean connected,
    boolean stopping,
    boolean refused,
    PMap<FrameworkId, Framework> frameworks,
    Tasks work,
    Executors executors,
    KeptResources kept) {
  /** An agent on its first day. */
  public static final AgentState EMPTY =
      new AgentState(
          Optional.empty(),
          0,
          false,
          false,
          false,
          HashTreePMap.empty(),
          Tasks.NONE,
          Executors.NONE,
          KeptResources.NONE);

  public AgentState {
    requireNonNull(id, "id");
    requireNonNull(frameworks, "frameworks");
    requireNonNull(work, "work");
    requireNonNull(executors, "executors");
    requireNonNull(kept, "kept");
  }

  /** The state after {@code change}: the only way in which what is remembered comes about. */
  public AgentState apply(AgentChange change) {
    return switch (change) {
      case AgentChange.EpochSeen(long seen) -> withEpoch(seen);
      case AgentChange.Registered(AgentId given) -> withId(Optional.of(given));
      case AgentChange.Unregistered() ->
          new AgentState(
              Optional.empty(),
              epoch,
              false,
              stopping,
              false,
              HashTreePMap.empty(),
              Tasks.NONE,
              Executors.NONE,
              KeptResources.NONE);
      case AgentChange.FrameworkSeen(Framework framework) ->
          withFrameworks(frameworks.plus(framework.id(), framework));
      case AgentChange.TaskOrdered(var order) ->
          order.hasProcess()
              ? withTask(AgentTask.ordered(order)).withContainer(order.container(), order.key())
              : withTask(AgentTask.ordered(order));
      case AgentChange.ProcessObserved(var key, var status, var at) ->
          withTask(key, task -> task.observed(status, at));
      case AgentChange.EndOrdered(var key, var ending) ->
          withTask(key, task -> task.ending(ending));
      case AgentChange.UpdateSaid(var key, var update) ->
          withTask(key, task -> task.saying(update));
      case AgentChange.UpdateAcknowledged(var key, var uuid) ->
          withTask(key, task -> task.acknowledged(uuid));
      case AgentChange.TaskDelivered(var key) -> delivered(key);
      case AgentChange.UpdatesHeard(var key, var updates) ->
          withTask(key, task -> task.having(TreePVector.from(updates)));
      case AgentChange.TaskClosed(var key) -> withoutTask(key);
      case AgentChange.ResourcesKept(var resources) -> withKept(resources);
      case AgentChange.ExecutorOrdered(var order) ->
          withExecutors(executors.with(AgentExecutor.ordered(order)));
      case AgentChange.ExecutorUsed(var key) ->
          withExecutors(executors.with(key, AgentExecutor::givingTasks));
      case AgentChange.ExecutorRegistered(var key) ->
          withExecutors(executors.with(key, AgentExecutor::registering));
      case AgentChange.ExecutorObserved(var key, var status) ->
          withExecutors(executors.with(key, executor -> executor.observed(status)));
      case AgentChange.ExecutorEndOrdered(var key, var ending) ->
          withExecutors(executors.with(key, executor -> executor.ending(ending)));
    };
  }

  /** Those that somebody still has to hear of. */
  public PSortedMap<TaskKey, AgentTask> tasks() {
    return work.byKey();
  }

  /** Which task a container belongs to, for every one of {@link #tasks}. */
  public PMap<ContainerId, TaskKey> containers() {
    return work.containers();
  }

  /** The newest tasks that nobody has to hear of any more, oldest first. */
  public PVector<AgentTask> closed() {
    return work.closed();
  }

  public Optional<AgentTask> task(TaskKey key) {
    return Optional.ofNullable(tasks().get(key));
  }

  public Optional<AgentTask> task(ContainerId container) {
    return Optional.ofNullable(containers().get(container)).flatMap(this::task);
  }

  /** A task that was closed under this key, the newest if there were several. */
  public Optional<AgentTask> closedTask(TaskKey key) {
    return Optional.ofNullable(work.closedByKey().get(key));
  }

  /** Whether a process may be alive, of a task or of an executor. */
  public boolean hasLiveTasks() {
    return !executors.live().isEmpty() || tasks().values().stream().anyMatch(AgentTask::isLive);
  }

  /** Whether a container is that of a task, or of an executor, that this agent answers for. */
  public boolean knows(ContainerId container) {
    return containers().containsKey(container) || executors.containers().containsKey(container);
  }

  AgentState withExecutors(Executors now) {
    return new AgentState(id, epoch, connected, stopping, refused, frameworks, work, now, kept);
  }

  private AgentState withKept(KeptResources resources) {
    return new AgentState(
        id, epoch, connected, stopping, refused, frameworks, work, executors, resources);
  }

  private AgentState delivered(TaskKey key) {
    AgentTask task = tasks().get(key);
    if (task == null) {
      return this;
    }
    Executors told =
        task.order()
            .membership()
            .flatMap(of -> executors.find(of.container()))
            .map(executor -> executors.with(executor.givingTasks()))
            .orElse(executors);
    return withTask(task.delivering()).withExecutors(told);
  }

  AgentState withTask(AgentTask task) {
    return withWork(work.with(task));
  }

  private AgentState withWork(Tasks next) {
    return new AgentState(
        id, epoch, connected, stopping, refused, frameworks, next, executors, kept);
  }

  AgentState withConnected(boolean now) {
    return new AgentState(id, epoch, now, stopping, refused, frameworks, work, executors, kept);
  }

  AgentState withStopping() {
    return new AgentState(id, epoch, connected, true, refused, frameworks, work, executors, kept);
  }

  AgentState withRefused() {
    return new AgentState(id, epoch, connected, stopping, true, frameworks, work, executors, kept);
  }

  private AgentState withTask(TaskKey key, UnaryOperator<AgentTask> change) {
    AgentTask task = tasks().get(key);
    return task == null ? this : withTask(change.apply(task));
  }

  private AgentState withEpoch(long seen) {
    return new AgentState(
        id, Math.max(epoch, seen), connected, stopping, refused, frameworks, work, executors, kept);
  }

  private AgentState withId(Optional<AgentId> given) {
    return new AgentState(
        given, epoch, connected, stopping, refused, frameworks, work, executors, kept);
  }

  private AgentState withFrameworks(PMap<FrameworkId, Framework> known) {
    return new AgentState(id, epoch, connected, stopping, refused, known, work, executors, kept);
  }

  private AgentState withContainer(ContainerId container, TaskKey key) {
    return withWork(work.withContainer(container, key));
  }

  private AgentState withoutTask(TaskKey key) {
    return task(key).map(task -> withWork(work.without(task))).orElse(this);
  }
}

package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.AcknowledgeUpdate;
import dev.stadion.master.heart.MasterEffect.KillTask;
import dev.stadion.master.heart.MasterEffect.ShutdownFramework;
import dev.stadion.master.heart.MasterEffect.Updated;
import dev.stadion.master.heart.MasterEvent.TaskReport;
import dev.stadion.master.heart.Task.PendingKill;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.List;
import java.util.Optional;

/** What becomes of tasks: updates up, acknowledgements and kills down (mesos-v1.md §7). */
final class TaskRules {
  private TaskRules() {}

  /** An update of an agent: remembered, forwarded, its resources released at the first end. */
  static void report(Draft draft, Agent agent, TaskReport report) {
    Framework framework = draft.framework(report.framework());
    if (framework == null) {
      if (draft.isCompleted(report.framework())) {
        agent.link().stream()
            .ifPresent(stream ->
                draft.tell(new ShutdownFramework(stream, agent.id(), report.framework())));
      }
      return;
    }
    Task task = framework.tasks().get(report.task());
    boolean saidForTheBooks = task != null && isSaidForTheBooks(task, report);
    if (task != null && task.agent().equals(agent.id()) && !isOlderThanKnown(task, report)) {
      if (report.uuid().filter(task::hasMovedOnFrom).isPresent()) {
        // A late copy: its agent has told a newer status since, so this one was acknowledged.
        return;
      }
      TaskState newest = report.latest().isTerminal() ? report.latest() : report.state();
      var status = new LatestStatus(report.state(), report.uuid(), report.at(), report.kept());
      Task next = task.with(status);
      if (!task.state().isTerminal()) {
        next = next.in(newest);
        settle(draft, task, next);
      }
      draft.save(next);
      draft.note(
          new OperatorNote.TaskUpdated(
              next,
              new StatusNote.Forwarded(report.kept()),
              task.state() != next.state()
                  || !task.latest().map(LatestStatus::state).equals(Optional.of(report.state()))));
    }
    if (saidForTheBooks) {
      return;
    }
    // Also what the master does not know is forwarded: only the framework can end its repetition.
    framework.link().stream()
        .ifPresent(stream ->
            draft.tell(
                new Updated(stream, framework.id(), new StatusNote.Forwarded(report.status()))));
  }

  /**
   * An agent says what was forwarded once more when the task ends, so that its resources are free
   * at once. To the framework that would look like a repetition, which is due after 10 s only.
   */
  private static boolean isSaidForTheBooks(Task task, TaskReport report) {
    return report.latest().isTerminal()
        && !report.state().isTerminal()
        && !task.state().isTerminal()
        && report.uuid().isPresent()
        && task.latest().flatMap(LatestStatus::uuid).equals(report.uuid());
  }

  /**
   * A late copy that a new master cannot recognize by its uuid: the agent's newest state was
   * forwarded before, so this one was, too. It is passed on, but what is known stays known.
   */
  private static boolean isOlderThanKnown(Task task, TaskReport report) {
    return report.state() != report.latest()
        && task.latest().filter(known -> known.state() == report.latest()).isPresent();
  }

  /** Moves the books from {@code before} to {@code after}; the caller saves the task. */
  static void settle(Draft draft, Task before, Task after) {
    boolean held = Books.occupies(before);
    boolean holds = Books.occupies(after);
    if (held == holds) {
      return;
    }
    Agent agent = draft.agent(before.agent());
    if (held) {
      Resources release = before.description().resources();
      draft.put(Books.released(agent, release));
      draft.release(before.framework(), before.role(), release);
      ExecutorRules.taskEnded(draft, before);
      draft.freed(agent.id());
    } else {
      Resources charge = Books.chargeOf(agent, after);
      draft.put(Books.launched(agent, after, charge));
      draft.carry(after.framework(), after.role(), charge);
    }
  }

  /**
   * Tells the framework what the master found out by itself. A terminal state that could be told
   * ends the master's memory of the task; one that could not waits for reconciliation.
   */
  static void conclude(Draft draft, Task task, TaskState state, String reason, String message) {
    Task after = task.concludedAs(state);
    settle(draft, task, after);
    Framework framework = draft.framework(task.framework());
    StatusNote.Made note = made(draft, after, reason, message);
    tell(draft, framework, note);
    draft.note(new OperatorNote.TaskUpdated(after, note, true));
    if (framework.connected() && state.isTerminal()) {
      draft.forget(after);
    } else {
      draft.save(after);
    }
  }

  /** The state of a task as the master knows it, in the words its framework understands. */
  static StatusNote.Made made(Draft draft, Task task, String reason, String message) {
    Agent agent = draft.agent(task.agent());
    boolean unreachable = task.state() == TaskState.UNREACHABLE;
    boolean aware = draft.framework(task.framework()).partitionAware();
    return new StatusNote.Made(
        task.id().value(),
        unreachable && !aware ? TaskState.LOST : task.state(),
        Optional.of(task.agent()),
        reason,
        message,
        task.latest().map(LatestStatus::wire),
        unreachable && agent != null ? agent.times().unreachable() : Optional.empty(),
        draft.now);
  }

  static void tell(Draft draft, Framework framework, StatusNote.Made note) {
    framework.link().stream()
        .ifPresent(stream -> draft.tell(new Updated(stream, framework.id(), note)));
  }

  static void acknowledge(Draft draft, FrameworkId id, FrameworkCall.Acknowledge call) {
    Agent agent = draft.agent(call.agent());
    if (agent == null || !agent.connected()) {
      // The agent repeats its update when it is back.
      return;
    }
    var key = new TaskKey(id, call.task());
    agent.link().stream()
        .ifPresent(
            stream -> draft.tell(new AcknowledgeUpdate(stream, agent.id(), key, call.uuid())));
    Task task = draft.framework(id).tasks().get(call.task());
    if (task == null || !task.agent().equals(agent.id())) {
      return;
    }
    boolean endedByThis =
        task.latest()
            .filter(latest -> latest.state().isTerminal())
            .flatMap(LatestStatus::uuid)
            .filter(call.uuid()::equals)
            .isPresent();
    if (endedByThis) {
      draft.forget(task);
    }
  }

  static void kill(Draft draft, FrameworkId id, FrameworkCall.Kill call) {
    Framework framework = draft.framework(id);
    Task task = framework.tasks().get(call.task());
    if (task == null) {
      reconcile(draft, framework, new FrameworkCall.TaskQuery(call.task(), call.agent()));
      return;
    }
    if (call.agent().isPresent() && !call.agent().get().equals(task.agent())) {
      return;
    }
    Agent agent = draft.agent(task.agent());
    if (agent != null && agent.connected()) {
      agent.link().stream()
          .ifPresent(
              stream -> draft.tell(new KillTask(stream, agent.id(), task.key(), call.grace())));
    } else if (!task.state().isTerminal()) {
      // Kept in memory only: a framework repeats a kill it still wants.
      Task waiting = task.killing(Optional.of(new PendingKill(call.grace())));
      draft.put(framework.withTasks(framework.tasks().plus(task.id(), waiting)));
    }
  }

  /**
   * SHUTDOWN of an executor: the agent's business, whether the master knows it or not. A command
   * task, whose executor nobody sees, is killed.
   */
  static void shutdown(Draft draft, FrameworkId id, FrameworkCall.ShutdownExecutor call) {
    Agent agent = draft.agent(call.agent());
    if (agent == null || !agent.connected()) {
      return;
    }
    for (Task task : draft.framework(id).tasks().values()) {
      if (task.agent().equals(call.agent())
          && task.description().executor().isEmpty()
          && task.id().value().equals(call.executor())) {
        kill(
            draft,
            id,
            new FrameworkCall.Kill(task.id(), Optional.of(call.agent()), Optional.empty()));
        return;
      }
    }
    agent.link().stream()
        .ifPresent(stream ->
            draft.tell(new MasterEffect.ShutdownExecutor(stream, agent.id(), id, call.executor())));
  }

  static void reconcile(Draft draft, FrameworkId id, FrameworkCall.Reconcile call) {
    Framework framework = draft.framework(id);
    if (call.tasks().isEmpty()) {
      for (Task task : List.copyOf(framework.tasks().values())) {
        tellKnown(draft, framework, task);
      }
    } else {
      call.tasks().forEach(query -> reconcile(draft, draft.framework(id), query));
    }
  }

  private static void reconcile(Draft draft, Framework framework, FrameworkCall.TaskQuery query) {
    Task task = framework.tasks().get(query.task());
    if (task != null) {
      tellKnown(draft, framework, task);
      return;
    }
    if (mayStillAppear(draft, query.agent())) {
      return;
    }
    Optional<Agent> agent = query.agent().map(draft::agent);
    TaskState aware = agent.map(TaskRules::fateOfUnknownTask).orElse(TaskState.UNKNOWN);
    tell(
        draft,
        framework,
        new StatusNote.Made(
            query.task().value(),
            framework.partitionAware() ? aware : TaskState.LOST,
            query.agent(),
            "RECONCILIATION",
            "Reconciliation: Task is unknown" + (agent.isPresent() ? " to the agent" : ""),
            Optional.empty(),
            aware == TaskState.UNREACHABLE
                ? agent.flatMap(a -> a.times().unreachable())
                : Optional.empty(),
            draft.now));
  }

  /** What became of a task that nobody knows and that is said to be on this agent. */
  private static TaskState fateOfUnknownTask(Agent agent) {
    return switch (agent.status()) {
      case REGISTERED, DISCONNECTED -> TaskState.GONE;
      case UNREACHABLE -> TaskState.UNREACHABLE;
      case GONE -> TaskState.GONE_BY_OPERATOR;
      case RECOVERED -> TaskState.UNKNOWN;
    };
  }

  /** Whether an agent that is not back yet may bring the task along. */
  private static boolean mayStillAppear(Draft draft, Optional<AgentId> id) {
    if (id.isPresent()) {
      Agent agent = draft.agent(id.get());
      return agent != null && agent.status() == AgentStatus.RECOVERED;
    }
    return draft.agents().stream().anyMatch(agent -> agent.status() == AgentStatus.RECOVERED);
  }

  private static void tellKnown(Draft draft, Framework framework, Task task) {
    TaskState forwarded = task.latest().map(LatestStatus::state).orElse(task.state());
    tell(
        draft,
        framework,
        made(
            draft,
            task.concluded() ? task : task.in(forwarded),
            "RECONCILIATION",
            "Reconciliation: Latest task state"));
    if (task.concluded() && task.state().isTerminal()) {
      // It ended by the master's own finding while the framework was away; now it has heard.
      draft.forget(task);
    }
  }
}

package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** What can happen to the master. A {@code stream} names one connection and is never reused. */
public sealed interface MasterEvent {
  /** Look at the deadlines. */
  record TimePassed() implements MasterEvent {}

  /**
   * A framework subscribes.
   *
   * @param id absent when the master shall choose one
   */
  record Subscribe(
      String stream,
      Optional<FrameworkId> id,
      FrameworkDescription description,
      Set<String> suppressedRoles)
      implements MasterEvent {
    public Subscribe {
      suppressedRoles = Set.copyOf(suppressedRoles);
    }
  }

  /** The connection of a framework's subscription is gone. */
  record FrameworkDisconnected(FrameworkId framework, String stream) implements MasterEvent {}

  /**
   * Calls of one framework, in order; the first that is refused ends the row.
   *
   * @param stream what the request claims to belong to, when it claims anything
   * @param principal who has shown to be the sender, when anybody had to
   */
  record FrameworkCalls(
      FrameworkId framework,
      Optional<String> stream,
      Optional<String> principal,
      List<FrameworkCall> calls)
      implements MasterEvent {
    public FrameworkCalls {
      calls = List.copyOf(calls);
    }

    /** Calls whose sender nobody has asked for. */
    public FrameworkCalls(
        FrameworkId framework, Optional<String> stream, List<FrameworkCall> calls) {
      this(framework, stream, Optional.empty(), calls);
    }
  }

  record FromOperator(OperatorCall call) implements MasterEvent {}

  /**
   * An agent registers or comes back.
   *
   * @param id absent in the first registration of its life
   * @param tasks everything it answers for
   * @param frameworks of those tasks
   * @param executors that live there
   * @param checkpointed the reservations and volumes it has written down
   * @param highestEpoch the highest master epoch it has obeyed
   */
  record AgentSubscribe(
      String stream,
      Optional<AgentId> id,
      AgentDescription description,
      List<ReportedTask> tasks,
      List<ReportedFramework> frameworks,
      List<ReportedExecutor> executors,
      Resources checkpointed,
      long highestEpoch)
      implements MasterEvent {
    /** The same, by an agent that has shown to be {@code principal}. */
    public AgentSubscribe by(Optional<String> principal) {
      return new AgentSubscribe(
          stream,
          id,
          description.by(principal),
          tasks,
          frameworks,
          executors,
          checkpointed,
          highestEpoch);
    }

    public AgentSubscribe {
      tasks = List.copyOf(tasks);
      frameworks = List.copyOf(frameworks);
      executors = List.copyOf(executors);
    }

    /** An agent without executors and reservations. */
    public AgentSubscribe(
        String stream,
        Optional<AgentId> id,
        AgentDescription description,
        List<ReportedTask> tasks,
        List<ReportedFramework> frameworks,
        long highestEpoch) {
      this(stream, id, description, tasks, frameworks, List.of(), Resources.empty(), highestEpoch);
    }
  }

  /** A task in an agent's report. */
  record ReportedTask(
      TaskKey key,
      TaskState state,
      String role,
      Resources resources,
      Optional<ExecutorUse> executor,
      Payload info,
      Optional<LatestStatus> latest) {}

  /**
   * An executor in an agent's report.
   *
   * @param role whose share pays for it
   */
  record ReportedExecutor(FrameworkId framework, ExecutorUse use, String role) {}

  /** A framework in an agent's report. */
  record ReportedFramework(FrameworkId id, FrameworkDescription description) {}

  record AgentDisconnected(AgentId agent, String stream) implements MasterEvent {}

  /** An answer to a ping. */
  record AgentPong(AgentId agent, String stream) implements MasterEvent {}

  /** The agent leaves for good and takes its tasks with it. */
  record AgentUnregister(AgentId agent, String stream) implements MasterEvent {}

  /** An executor says something to its framework. */
  record ExecutorMessage(
      AgentId agent, String stream, FrameworkId framework, String executor, Payload data)
      implements MasterEvent {}

  /**
   * An executor that outlives its tasks has ended.
   *
   * @param status as waitpid has it
   */
  record ExecutorTerminated(
      AgentId agent, String stream, FrameworkId framework, String executor, int status)
      implements MasterEvent {}

  /** Status updates of one agent, in order. */
  record AgentUpdates(AgentId agent, String stream, List<TaskReport> reports)
      implements MasterEvent {
    public AgentUpdates {
      reports = List.copyOf(reports);
    }
  }

  /**
   * An operator sets weights; roles that are not named keep theirs (mesos-v1.md §10.2).
   *
   * @param weights by role; checked by the heart
   */
  record UpdateWeights(SortedMap<String, Double> weights) implements MasterEvent {
    public UpdateWeights {
      weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }
  }

  /**
   * An operator sets quota limits; roles that are not named keep theirs (mesos-v1.md §10.6).
   *
   * @param force also below what the role consumes already
   * @param limits by role; no limits at all end the quota of a role; checked by the heart
   */
  record UpdateQuota(boolean force, SortedMap<String, QuotaLimits> limits) implements MasterEvent {
    public UpdateQuota {
      limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
    }
  }

  /** An operator ends the quota of a role, by the word of older tools (mesos-v1.md §10.6). */
  record RemoveQuota(String role) implements MasterEvent {}

  /**
   * One status update.
   *
   * @param state of this status
   * @param latest the newest state the agent knows of the task
   * @param status as it goes to the framework
   * @param kept the same without its data, as the master remembers it
   */
  record TaskReport(
      FrameworkId framework,
      TaskId task,
      TaskState state,
      TaskState latest,
      Optional<UUID> uuid,
      Instant at,
      Payload status,
      Payload kept) {}
}

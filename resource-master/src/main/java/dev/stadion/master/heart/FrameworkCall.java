package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a subscribed framework can ask for (mesos-v1.md §3); its form was checked already. */
public sealed interface FrameworkCall {
  /**
   * @param refuse how long what is left shall not be offered again, not negative
   */
  record Accept(List<OfferId> offers, List<Operation> operations, Duration refuse)
      implements FrameworkCall {
    public Accept {
      offers = List.copyOf(offers);
      operations = List.copyOf(operations);
    }
  }

  record Decline(List<OfferId> offers, Duration refuse) implements FrameworkCall {
    public Decline {
      offers = List.copyOf(offers);
    }
  }

  /**
   * @param roles empty means all
   */
  record Revive(Set<String> roles) implements FrameworkCall {
    public Revive {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * @param roles empty means all
   */
  record Suppress(Set<String> roles) implements FrameworkCall {
    public Suppress {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * @param grace overrides the task's own grace period
   */
  record Kill(TaskId task, Optional<AgentId> agent, Optional<Duration> grace)
      implements FrameworkCall {}

  record Acknowledge(AgentId agent, TaskId task, UUID uuid) implements FrameworkCall {}

  /**
   * @param tasks empty means: everything you know
   */
  record Reconcile(List<TaskQuery> tasks) implements FrameworkCall {
    public Reconcile {
      tasks = List.copyOf(tasks);
    }
  }

  /** One task asked for by name. */
  record TaskQuery(TaskId task, Optional<AgentId> agent) {}

  record ShutdownExecutor(String executor, AgentId agent) implements FrameworkCall {}

  record Teardown() implements FrameworkCall {}

  record UpdateFramework(FrameworkDescription description, Set<String> suppressedRoles)
      implements FrameworkCall {
    public UpdateFramework {
      suppressedRoles = Set.copyOf(suppressedRoles);
    }
  }

  /**
   * The framework agrees to leave an agent, or does not.
   *
   * @param refuse how long it shall not be asked the same again, not negative
   */
  record AnswerInverseOffers(boolean accept, List<OfferId> offers, Duration refuse)
      implements FrameworkCall {
    public AnswerInverseOffers {
      offers = List.copyOf(offers);
    }
  }

  /** What a framework says to its executor; best effort. */
  record Message(AgentId agent, String executor, Payload data) implements FrameworkCall {}

  /** What became of these operations? */
  record ReconcileOperations(List<OperationQuery> operations) implements FrameworkCall {
    public ReconcileOperations {
      operations = List.copyOf(operations);
    }
  }

  /** One operation asked for by name. */
  record OperationQuery(String operation, Optional<AgentId> agent) {}

  /** Understood and without consequence here: REQUEST. */
  record NoOp(String type) implements FrameworkCall {}
}

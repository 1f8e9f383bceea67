package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What shall be told to whom, after the commit. Every effect goes to one connection; when that is
 * gone, so is the effect: the other side asks again when it comes back.
 */
public sealed interface MasterEffect {
  String stream();

  /** To a framework. */
  sealed interface ToFramework extends MasterEffect {
    FrameworkId framework();
  }

  /** To every operator who has subscribed. */
  record ToOperators(OperatorNote note) implements MasterEffect {
    private static final String ALL = "operators";

    @Override
    public String stream() {
      return ALL;
    }
  }

  /** This master must end: what it would have to do is more likely wrong than right. */
  record GiveUp(String why) implements MasterEffect {
    private static final String NOBODY = "";

    @Override
    public String stream() {
      return NOBODY;
    }
  }

  /** To an agent. */
  sealed interface ToAgent extends MasterEffect {
    AgentId agent();
  }

  record Subscribed(String stream, FrameworkId framework) implements ToFramework {}

  /**
   * @param description decides the form of the offers (mesos-v1.md §4)
   */
  record Offered(
      String stream,
      FrameworkId framework,
      FrameworkDescription description,
      List<HeldOffer> offers)
      implements ToFramework {
    public Offered {
      offers = List.copyOf(offers);
    }
  }

  record Rescinded(String stream, FrameworkId framework, OfferId offer) implements ToFramework {}

  record Updated(String stream, FrameworkId framework, StatusNote status) implements ToFramework {}

  /** It is asked to leave agents before their maintenance. */
  record InverseOffered(String stream, FrameworkId framework, List<InverseOffer> offers)
      implements ToFramework {
    public InverseOffered {
      offers = List.copyOf(offers);
    }
  }

  record InverseRescinded(String stream, FrameworkId framework, OfferId offer)
      implements ToFramework {}

  /** An agent is lost. */
  record AgentFailed(String stream, FrameworkId framework, AgentId agent) implements ToFramework {}

  /**
   * What became of an operation.
   *
   * @param agent whose resources it has changed
   * @param message empty when there is nothing to say
   * @param converted what was made, when something was
   */
  record OperationUpdated(
      String stream,
      FrameworkId framework,
      String operation,
      OperationState state,
      Optional<AgentId> agent,
      String message,
      Optional<Converted> converted)
      implements ToFramework {}

  /**
   * Resources as an operation left them.
   *
   * @param role they are allocated to
   * @param description decides their form (mesos-v1.md §4)
   */
  record Converted(Resources resources, String role, FrameworkDescription description) {}

  /** An executor that outlives its tasks has ended. */
  record ExecutorFailed(
      String stream, FrameworkId framework, AgentId agent, String executor, int status)
      implements ToFramework {}

  /** What an executor says to its framework. */
  record FromExecutor(
      String stream, FrameworkId framework, AgentId agent, String executor, Payload data)
      implements ToFramework {}

  /**
   * The subscription is over.
   *
   * @param error sent before closing, when there is one
   */
  record FrameworkClosed(String stream, FrameworkId framework, Optional<String> error)
      implements ToFramework {}

  record AgentAdmitted(String stream, AgentId agent) implements ToAgent {}

  record RunTasks(
      String stream,
      AgentId agent,
      FrameworkId framework,
      FrameworkDescription description,
      List<Task> tasks)
      implements ToAgent {
    public RunTasks {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * All or nothing.
   *
   * @param executor they share
   * @param role of the offer that pays for it
   */
  record RunTaskGroup(
      String stream,
      AgentId agent,
      FrameworkId framework,
      FrameworkDescription description,
      ExecutorUse executor,
      String role,
      List<Task> tasks)
      implements ToAgent {
    public RunTaskGroup {
      tasks = List.copyOf(tasks);
    }
  }

  /** The whole of what shall be reserved and kept there. */
  record CheckpointResources(String stream, AgentId agent, Resources resources)
      implements ToAgent {}

  record ShutdownExecutor(String stream, AgentId agent, FrameworkId framework, String executor)
      implements ToAgent {}

  /** What a framework says to its executor. */
  record ToExecutor(
      String stream, AgentId agent, FrameworkId framework, String executor, Payload data)
      implements ToAgent {}

  /** A framework that has something there describes itself anew. */
  record FrameworkChanged(
      String stream, AgentId agent, FrameworkId framework, FrameworkDescription description)
      implements ToAgent {}

  record KillTask(String stream, AgentId agent, TaskKey task, Optional<Duration> grace)
      implements ToAgent {}

  record AcknowledgeUpdate(String stream, AgentId agent, TaskKey task, UUID uuid)
      implements ToAgent {}

  record ShutdownFramework(String stream, AgentId agent, FrameworkId framework)
      implements ToAgent {}

  record Ping(String stream, AgentId agent) implements ToAgent {}

  /**
   * The task shall end because its agent is drained.
   *
   * @param maxGrace bounds the time the task gets
   * @param markGone whether the agent is gone for ever afterwards
   */
  record DrainTask(
      String stream, AgentId agent, Task task, Optional<Duration> maxGrace, boolean markGone)
      implements ToAgent {}

  /** The agent must never come back under its id; ends the connection. */
  record AgentRefused(String stream, AgentId agent, String message) implements ToAgent {}

  /** A newer connection has replaced this one. */
  record AgentClosed(String stream, AgentId agent) implements ToAgent {}
}

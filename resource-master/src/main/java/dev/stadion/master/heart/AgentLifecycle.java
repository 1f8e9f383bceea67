package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.AgentAdmitted;
import dev.stadion.master.heart.MasterEffect.AgentClosed;
import dev.stadion.master.heart.MasterEffect.AgentRefused;
import dev.stadion.master.heart.MasterEffect.CheckpointResources;
import dev.stadion.master.heart.MasterEffect.KillTask;
import dev.stadion.master.heart.MasterEffect.Ping;
import dev.stadion.master.heart.MasterEffect.ShutdownFramework;
import dev.stadion.master.heart.MasterEvent.ReportedFramework;
import dev.stadion.master.heart.MasterEvent.ReportedTask;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.pcollections.HashTreePMap;
import org.pcollections.HashTreePSet;
import org.pcollections.TreePVector;

/** How agents come, fall silent and come back (mesos-v1.md §8). */
final class AgentLifecycle {
  /** Registered no more; a new agent at their address leaves their memory alone. */
  private static final Set<AgentStatus> AWAY = Set.of(AgentStatus.UNREACHABLE, AgentStatus.GONE);

  private AgentLifecycle() {}

  static MasterOutcome subscribe(Draft draft, MasterEvent.AgentSubscribe event) {
    if (event.highestEpoch() > draft.epoch()) {
      return new MasterOutcome.AgentRefused(
          "The agent has obeyed epoch "
              + event.highestEpoch()
              + ", this master has only "
              + draft.epoch()
              + ": its database is older than the agent");
    }
    if (MaintenanceRules.isDown(draft, event.description())) {
      return new MasterOutcome.AgentRefused("The agent's machine is down for maintenance");
    }
    Agent claimed =
        event
            .id()
            .or(() -> draft.agentAt(event.description().address()))
            .map(draft::agent)
            .orElse(null);
    if (claimed != null && event.description().isForeignTo(claimed.description())) {
      return new MasterOutcome.AgentRefused("Agent " + claimed.id() + " is of another principal");
    }
    AgentId id = event.id().orElseGet(() -> idFor(draft, event.description()));
    Agent known = draft.agent(id);
    if (known != null && known.status() == AgentStatus.GONE) {
      draft.tell(new AgentRefused(event.stream(), id, AgentLoss.GONE));
      return new MasterOutcome.AgentTurnedAway(id);
    }
    boolean wasUnreachable = known != null && known.status() == AgentStatus.UNREACHABLE;
    if (known != null) {
      leaveOldStream(draft, known);
    }
    Agent agent = admitted(draft, id, known, event);
    draft.put(agent);
    draft.tell(new AgentAdmitted(event.stream(), id));
    draft.tell(new CheckpointResources(event.stream(), id, agent.stock().checkpointed()));
    compareTasks(draft, agent, event, wasUnreachable);
    draft.put(Books.allUnusedFree(draft.agent(id)));
    draft.remember(new MasterChange.AgentSaved(draft.agent(id)));
    if (known == null && !agent.stock().checkpointed().isEmpty()) {
      draft.remember(new MasterChange.ResourcesCheckpointed(id, agent.stock().checkpointed()));
    }
    repeatKills(draft, id, event.stream());
    DrainRules.killAll(draft, id);
    draft.upkeep.emptied(id);
    draft.freed(id);
    return new MasterOutcome.AgentAdmitted(id);
  }

  private static Agent admitted(
      Draft draft, AgentId id, Agent known, MasterEvent.AgentSubscribe event) {
    var link = new Agent.Link(Optional.of(event.stream()), 0, Optional.empty());
    if (known == null) {
      return new Agent(
          id,
          event.description(),
          AgentStatus.REGISTERED,
          link,
          new Agent.Times(draft.now, Optional.empty(), Optional.empty()),
          Stock.of(event.description().resources(), event.checkpointed()),
          Resources.empty(),
          Resources.empty(),
          HashTreePSet.empty(),
          HashTreePSet.empty(),
          HashTreePMap.empty(),
          Upkeep.NONE);
    }
    // What it has written down itself is not asked for: this database knows better.
    Agent current = draft.agent(id);
    return current
        .describedAs(
            event.description().principal().isPresent()
                ? event.description()
                : event.description().by(current.description().principal()))
        .as(
            AgentStatus.REGISTERED,
            link,
            new Agent.Times(
                current.times().registered(), Optional.of(draft.now), Optional.empty()));
  }

  /**
   * An agent without an id: a retry of the connected agent at its address gets that id again; a
   * disconnected one there has lost its memory and is removed (mesos-v1.md §8.1).
   */
  private static AgentId idFor(Draft draft, AgentDescription description) {
    Agent there = draft.agentAt(description.address()).map(draft::agent).orElse(null);
    if (there != null && there.connected()) {
      return there.id();
    }
    if (there != null && !AWAY.contains(there.status())) {
      AgentLoss.remove(draft, there, "Agent was replaced by a new one at " + description.address());
    }
    return draft.newAgentId();
  }

  private static void leaveOldStream(Draft draft, Agent known) {
    OfferRules.rescindAll(draft, known.id());
    OfferRules.clearFilters(draft, known.id());
    known.link().stream().ifPresent(old -> draft.tell(new AgentClosed(old, known.id())));
    known
        .link()
        .reregisterBy()
        .ifPresent(at -> draft.agenda.cancel(AgentLoss.reregistration(known.id(), at)));
  }

  /** The agent's report is the truth about what runs there; the master's memory about the rest. */
  private static void compareTasks(
      Draft draft, Agent agent, MasterEvent.AgentSubscribe event, boolean wasUnreachable) {
    Map<FrameworkId, FrameworkDescription> frameworks = new HashMap<>();
    for (ReportedFramework reported : event.frameworks()) {
      frameworks.put(reported.id(), reported.description());
      if (draft.isCompleted(reported.id())) {
        draft.tell(new ShutdownFramework(event.stream(), agent.id(), reported.id()));
      }
    }
    ExecutorRules.releaseAll(draft, agent.id());
    for (MasterEvent.ReportedExecutor executor : event.executors()) {
      if (isKnown(draft, executor.framework(), frameworks)) {
        ExecutorRules.adopt(draft, agent.id(), executor);
      }
    }
    var reportedKeys = event.tasks().stream().map(ReportedTask::key).collect(Collectors.toSet());
    for (TaskKey key : agent.tasks()) {
      if (!reportedKeys.contains(key)) {
        missing(draft, key);
      }
    }
    for (ReportedTask reported : event.tasks()) {
      Framework framework = draft.framework(reported.key().framework());
      Task task = framework == null ? null : framework.tasks().get(reported.key().task());
      if (task != null && task.agent().equals(agent.id())) {
        present(draft, task, reported, wasUnreachable);
      } else if (task == null) {
        adopt(draft, agent.id(), reported, frameworks);
      }
    }
    ExecutorRules.adoptOf(draft, agent.id());
  }

  private static void missing(Draft draft, TaskKey key) {
    Framework framework = draft.framework(key.framework());
    Task task = framework.tasks().get(key.task());
    if (task.state().isTerminal()) {
      // Either its end was acknowledged while we were not listening, or it waits to be asked for.
      if (!task.concluded()) {
        draft.forget(task);
      }
    } else if (task.state() == TaskState.STAGING) {
      TaskRules.conclude(
          draft,
          task,
          framework.partitionAware() ? TaskState.DROPPED : TaskState.LOST,
          "AGENT_RESTARTED",
          "The launch never reached the agent");
    } else {
      TaskRules.conclude(
          draft,
          task,
          framework.partitionAware() ? TaskState.GONE : TaskState.LOST,
          "AGENT_REREGISTERED",
          "The agent came back without the task");
    }
  }

  private static void present(
      Draft draft, Task task, ReportedTask reported, boolean wasUnreachable) {
    if (task.state().isTerminal() && !task.concluded()) {
      return;
    }
    Task after = after(task, reported);
    if (after != task) {
      TaskRules.settle(draft, task, after);
      draft.save(after);
    }
    // A terminal state comes as an update of its own, which wants an acknowledgement.
    if (!after.state().isTerminal() && (wasUnreachable || task.state() != after.state())) {
      StatusNote.Made note =
          TaskRules.made(draft, after, "AGENT_REREGISTERED", "Agent came back with the task");
      TaskRules.tell(draft, draft.framework(task.framework()), note);
      draft.note(new OperatorNote.TaskUpdated(after, note, task.state() != after.state()));
    }
  }

  /** The task itself when its agent has nothing new to say of it, which then is not written. */
  private static Task after(Task task, ReportedTask reported) {
    boolean same = task.state() == reported.state() && !task.concluded();
    Task after = same ? task : task.in(reported.state());
    return reported
        .latest()
        .filter(latest -> !task.hasHeard(latest))
        .map(after::with)
        .orElse(after);
  }

  /** Whether something of this framework can be kept; one that only the agent knows is kept too. */
  private static boolean isKnown(
      Draft draft, FrameworkId id, Map<FrameworkId, FrameworkDescription> frameworks) {
    if (draft.isCompleted(id)) {
      return false;
    }
    if (draft.framework(id) == null) {
      if (!frameworks.containsKey(id)) {
        return false;
      }
      Framework recovered =
          Framework.remembered(
              id, frameworks.get(id), new Framework.Times(draft.now, Optional.empty()));
      draft.put(recovered);
      draft.remember(new MasterChange.FrameworkSaved(recovered));
      FrameworkLifecycle.awaitRecovered(draft, recovered);
    }
    return true;
  }

  private static void adopt(
      Draft draft,
      AgentId agent,
      ReportedTask reported,
      Map<FrameworkId, FrameworkDescription> frameworks) {
    FrameworkId id = reported.key().framework();
    if (!isKnown(draft, id, frameworks)) {
      return;
    }
    var description =
        new TaskDescription(
            reported.key().task(),
            agent,
            reported.resources(),
            reported.executor(),
            Payload.of(reported.info().bytes()));
    var task =
        new Task(
            id,
            description,
            reported.role(),
            reported.state(),
            reported.latest().isPresent()
                ? TreePVector.singleton(reported.latest().get())
                : TreePVector.empty(),
            false,
            Optional.empty(),
            draft.now,
            draft.epoch());
    TaskRules.settle(draft, task.in(TaskState.FINISHED), task);
    Agent holder = draft.agent(agent);
    draft.put(holder.withTasks(holder.tasks().plus(task.key())));
    draft.save(task);
  }

  private static void repeatKills(Draft draft, AgentId id, String stream) {
    for (TaskKey key : draft.agent(id).tasks()) {
      Framework framework = draft.framework(key.framework());
      Task task = framework.tasks().get(key.task());
      if (task.pendingKill().isPresent()) {
        draft.tell(new KillTask(stream, id, key, task.pendingKill().get().grace()));
        draft.put(
            framework.withTasks(framework.tasks().plus(task.id(), task.killing(Optional.empty()))));
      }
    }
  }

  static void disconnected(Draft draft, MasterEvent.AgentDisconnected event) {
    Agent agent = draft.agent(event.agent());
    if (agent == null || !agent.link().stream().equals(Optional.of(event.stream()))) {
      return;
    }
    OfferRules.rescindAll(draft, agent.id());
    Instant until = draft.now.plus(draft.settings.agentReregisterTimeout());
    Agent current = draft.agent(agent.id());
    draft.put(
        current
            .as(
                AgentStatus.DISCONNECTED,
                new Agent.Link(Optional.empty(), current.link().unanswered(), Optional.of(until)),
                current.times())
            .holding(current.used(), Resources.empty()));
    draft.agenda.await(AgentLoss.reregistration(agent.id(), until));
  }

  /** After a change of masters: who does not come back in time is unreachable. */
  static void awaitRecovered(Draft draft, Agent agent) {
    if (agent.status() == AgentStatus.RECOVERED) {
      Instant until = draft.now.plus(draft.settings.agentReregisterTimeout());
      draft.put(agent.linked(new Agent.Link(Optional.empty(), 0, Optional.of(until))));
      draft.agenda.await(AgentLoss.reregistration(agent.id(), until));
    }
  }

  static void pong(Draft draft, MasterEvent.AgentPong event) {
    Agent agent = draft.agent(event.agent());
    if (agent != null
        && agent.link().stream().equals(Optional.of(event.stream()))
        && agent.link().unanswered() > 0) {
      draft.put(agent.linked(new Agent.Link(agent.link().stream(), 0, Optional.empty())));
    }
  }

  /** Asks every agent for a sign of life and gives up those that gave none for too long. */
  static void ping(Draft draft) {
    for (Agent agent : List.copyOf(draft.agents())) {
      if (agent.status() != AgentStatus.REGISTERED && agent.status() != AgentStatus.DISCONNECTED) {
        continue;
      }
      Agent.Link link = agent.link();
      if (link.unanswered() >= draft.settings.unansweredPings() && !link.givenUp()) {
        RemovalRate.giveUp(draft, agent);
      } else {
        draft.put(agent.linked(link.pinged()));
        link.stream().ifPresent(stream -> draft.tell(new Ping(stream, agent.id())));
      }
    }
  }
}

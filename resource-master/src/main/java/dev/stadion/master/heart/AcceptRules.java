package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.OperationRefused;
import dev.stadion.master.heart.MasterEffect.RunTasks;
import dev.stadion.master.heart.MasterEffect.Updated;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.pcollections.PMap;
import org.pcollections.PSet;

/**
 * ACCEPT (mesos-v1.md §3.3): the offers are used up whatever happens, each task is judged by
 * itself, and what was launched is durable before the agent hears of it (promises.md §3).
 */
final class AcceptRules {
  private AcceptRules() {}

  static void accept(Draft draft, FrameworkId framework, FrameworkCall.Accept call) {
    var offers = new ArrayList<HeldOffer>();
    Optional<String> problem = problemWith(draft, framework, call.offers(), offers);
    if (problem.isPresent()) {
      offers.forEach(offer -> OfferRules.giveBack(draft, offer, offer.resources()));
      refuseAll(draft, framework, call.operations(), problem.get());
      return;
    }
    Resources offered = Resources.empty();
    for (HeldOffer offer : offers) {
      offered = offered.plus(offer.resources());
    }
    HeldOffer first = offers.getFirst();
    var launching = new Launching(draft, framework, first.agent(), first.role(), offered);
    for (Operation operation : call.operations()) {
      switch (operation) {
        case Operation.Launch launch -> launching.launch(launch);
        case Operation.LaunchGroup group -> refuseGroup(draft, framework, first.agent(), group);
        case Operation.Unsupported unsupported -> refuse(draft, framework, unsupported);
      }
    }
    launching.settle(offers, call);
  }

  private static Optional<String> problemWith(
      Draft draft, FrameworkId framework, List<OfferId> ids, List<HeldOffer> valid) {
    String problem = ids.isEmpty() ? "No offers specified" : null;
    var seen = new HashSet<OfferId>();
    for (OfferId id : ids) {
      HeldOffer offer = draft.offer(id);
      if (offer == null || !offer.framework().equals(framework)) {
        problem = firstOf(problem, "Offer " + id + " is no longer valid");
      } else if (!seen.add(id)) {
        problem = firstOf(problem, "Duplicate offer " + id + " in the offer list");
      } else {
        if (!valid.isEmpty() && !valid.getFirst().agent().equals(offer.agent())) {
          problem = firstOf(problem, "Aggregated offers must belong to one single agent");
        }
        if (!valid.isEmpty() && !valid.getFirst().role().equals(offer.role())) {
          problem = firstOf(problem, "Aggregated offers must be allocated to one single role");
        }
        valid.add(offer);
      }
    }
    return Optional.ofNullable(problem);
  }

  private static String firstOf(String earlier, String later) {
    return earlier != null ? earlier : later;
  }

  private static void refuseAll(
      Draft draft, FrameworkId id, List<Operation> operations, String problem) {
    Framework framework = draft.framework(id);
    TaskState state = framework.partitionAware() ? TaskState.DROPPED : TaskState.LOST;
    for (Operation operation : operations) {
      switch (operation) {
        case Operation.Launch launch ->
            launch.tasks().stream()
                // A call that arrived twice has launched it already: to deny that would be a lie,
                // and the framework would launch another one beside it.
                .filter(task -> !isKnown(framework, task))
                .forEach(task ->
                    tell(
                        draft,
                        id,
                        task.taskId(),
                        agentOf(task),
                        state,
                        reasonOn(draft, agentOf(task)),
                        problem));
        case Operation.LaunchGroup group ->
            group
                .taskIds()
                .forEach(task ->
                    tell(draft, id, task, Optional.empty(), state, "INVALID_OFFERS", problem));
        case Operation.Unsupported(var type, var operationId) ->
            operationId.ifPresent(o -> tellOperation(draft, id, o, problem));
      }
    }
  }

  private static void refuseGroup(
      Draft draft, FrameworkId framework, AgentId agent, Operation.LaunchGroup group) {
    for (String task : group.taskIds()) {
      tell(
          draft,
          framework,
          task,
          Optional.of(agent),
          TaskState.ERROR,
          "TASK_GROUP_INVALID",
          "This master does not run task groups");
    }
  }

  private static void refuse(Draft draft, FrameworkId framework, Operation.Unsupported operation) {
    operation
        .id()
        .ifPresent(id ->
            tellOperation(
                draft,
                framework,
                id,
                "This master does not perform " + operation.type() + " operations"));
  }

  private static boolean isKnown(Framework framework, Launchable task) {
    return task instanceof Launchable.Described(var description)
        && framework.tasks().containsKey(description.id());
  }

  /** A framework whose offer was taken back by a drain learns why. */
  private static String reasonOn(Draft draft, Optional<AgentId> agent) {
    return agent.map(draft::agent).filter(a -> a.upkeep().drain().isPresent()).isPresent()
        ? "AGENT_DRAINING"
        : "INVALID_OFFERS";
  }

  private static Optional<AgentId> agentOf(Launchable task) {
    return task instanceof Launchable.Described(var description)
        ? Optional.of(description.agent())
        : Optional.empty();
  }

  private static void tell(
      Draft draft,
      FrameworkId framework,
      String task,
      Optional<AgentId> agent,
      TaskState state,
      String reason,
      String message) {
    var note =
        new StatusNote.Made(
            task, state, agent, reason, message, Optional.empty(), Optional.empty(), draft.now);
    draft.framework(framework).link().stream()
        .ifPresent(stream -> draft.tell(new Updated(stream, framework, note)));
  }

  private static void tellOperation(
      Draft draft, FrameworkId framework, String operation, String message) {
    draft.framework(framework).link().stream()
        .ifPresent(
            stream -> draft.tell(new OperationRefused(stream, framework, operation, message)));
  }

  /** The launches of one ACCEPT, each against what the earlier ones left. */
  private static final class Launching {
    private final Draft draft;
    private final FrameworkId framework;
    private final String role;
    private final List<Task> launched = new ArrayList<>();
    private Agent agent;
    private Resources left;
    private PMap<TaskId, Task> tasks;
    private PSet<TaskKey> keys;

    Launching(Draft draft, FrameworkId framework, AgentId agent, String role, Resources offered) {
      this.draft = draft;
      this.framework = framework;
      this.role = role;
      this.agent = draft.agent(agent);
      this.left = offered;
      this.tasks = draft.framework(framework).tasks();
      this.keys = this.agent.tasks();
    }

    void launch(Operation.Launch operation) {
      for (Launchable launchable : operation.tasks()) {
        Optional<String> problem =
            operation.id().isPresent()
                ? Optional.of("'Operation.id' must not be set on LAUNCH")
                : judge(launchable);
        problem.ifPresent(message ->
            tell(
                draft,
                framework,
                launchable.taskId(),
                Optional.of(agent.id()),
                TaskState.ERROR,
                "TASK_INVALID",
                message));
      }
    }

    /** Launches it, or says why not. */
    private Optional<String> judge(Launchable launchable) {
      return switch (launchable) {
        case Launchable.Defective(var id, var problem) -> Optional.of(problem);
        case Launchable.Described(var description) -> {
          Optional<String> problem = LaunchRules.problem(description, tasks, agent.id());
          yield problem.isPresent() ? problem : take(description);
        }
      };
    }

    private Optional<String> take(TaskDescription description) {
      Task task = Task.staging(framework, description, role, draft.now, draft.epoch());
      Resources charge = Books.chargeOf(agent, task);
      if (!left.contains(charge)) {
        return Optional.of("Task uses more resources " + charge + " than available " + left);
      }
      left = left.minus(charge);
      agent = Books.launched(agent, task, charge);
      Task ended = tasks.get(task.id());
      if (ended != null && !ended.agent().equals(agent.id())) {
        Agent other = draft.agent(ended.agent());
        draft.put(other.withTasks(other.tasks().minus(ended.key())));
      }
      tasks = tasks.plus(task.id(), task);
      keys = keys.plus(task.key());
      launched.add(task);
      draft.remember(new MasterChange.TaskSaved(task));
      return Optional.empty();
    }

    /** Writes the result into the draft and returns what is left. */
    void settle(List<HeldOffer> offers, FrameworkCall.Accept call) {
      // Offers made after the first are given back empty: their parts are in what is left.
      draft.put(agent.withTasks(keys));
      draft.put(draft.framework(framework).withTasks(tasks));
      for (HeldOffer offer : offers.subList(1, offers.size())) {
        OfferRules.giveBack(draft, offer, Resources.empty());
      }
      OfferRules.giveBack(draft, offers.getFirst(), left);
      OfferRules.refuse(
          draft,
          offers.getFirst(),
          left,
          OfferRules.filterDuration(draft, call.refuse(), !launched.isEmpty()));
      if (!launched.isEmpty()) {
        FrameworkDescription description = draft.framework(framework).description();
        agent.link().stream()
            .ifPresent(stream ->
                draft.tell(new RunTasks(stream, agent.id(), framework, description, launched)));
      }
    }
  }
}

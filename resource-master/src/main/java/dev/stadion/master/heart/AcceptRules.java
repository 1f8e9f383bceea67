package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.OperationUpdated;
import dev.stadion.master.heart.MasterEffect.Updated;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

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
    var acceptance = new Acceptance(draft, framework, first.agent(), first.role(), offered);
    for (Operation operation : call.operations()) {
      acceptance.perform(operation);
    }
    acceptance.settle(offers, call);
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
        case Operation.Launch launch -> refuse(draft, framework, launch.tasks(), state, problem);
        case Operation.LaunchGroup group -> refuse(draft, framework, group.tasks(), state, problem);
        case Operation.Change _, Operation.Defective _ ->
            tellOperation(draft, framework.id(), operation, problem);
      }
    }
  }

  private static void refuse(
      Draft draft, Framework framework, List<Launchable> tasks, TaskState state, String problem) {
    for (Launchable task : tasks) {
      // A call that arrived twice has launched it already: to deny that would be a lie, and the
      // framework would launch another one beside it.
      if (!isKnown(framework, task)) {
        tell(
            draft,
            framework.id(),
            task.taskId(),
            agentOf(task),
            state,
            reasonOn(draft, agentOf(task)),
            problem);
      }
    }
  }

  private static boolean isKnown(Framework framework, Launchable task) {
    return task instanceof Launchable.Described(var description, var allocated, var user)
        && framework.tasks().containsKey(description.id());
  }

  /** A framework whose offer was taken back by a drain learns why. */
  private static String reasonOn(Draft draft, Optional<AgentId> agent) {
    return agent.map(draft::agent).filter(a -> a.upkeep().drain().isPresent()).isPresent()
        ? "AGENT_DRAINING"
        : "INVALID_OFFERS";
  }

  private static Optional<AgentId> agentOf(Launchable task) {
    return task instanceof Launchable.Described(var description, var allocated, var user)
        ? Optional.of(description.agent())
        : Optional.empty();
  }

  /** Tells the framework what became of a task that this call was to launch. */
  static void tell(
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

  /** Says that an operation was refused, if the framework wants to hear of it. */
  static void tellOperation(Draft draft, FrameworkId id, Operation operation, String problem) {
    Framework framework = draft.framework(id);
    if (operation.id().isPresent() && framework.connected()) {
      draft.tell(
          new OperationUpdated(
              framework.link().stream().orElseThrow(),
              id,
              operation.id().get(),
              OperationState.ERROR,
              Optional.empty(),
              problem,
              Optional.empty()));
    }
  }
}

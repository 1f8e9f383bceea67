package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.OperationUpdated;
import dev.stadion.master.heart.MasterEffect.RunTaskGroup;
import dev.stadion.master.heart.MasterEffect.RunTasks;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.pcollections.PMap;
import org.pcollections.PSet;

/** The operations of one ACCEPT, each against what the earlier ones left (mesos-v1.md §3.3). */
final class Acceptance {
  private final Draft draft;
  private final FrameworkId framework;
  private final String role;
  private final List<MasterEffect> launches = new ArrayList<>();
  private Agent agent;
  private Resources left;
  private PMap<TaskId, Task> tasks;
  private PSet<TaskKey> keys;
  private boolean changed;

  Acceptance(Draft draft, FrameworkId framework, AgentId agent, String role, Resources offered) {
    this.draft = draft;
    this.framework = framework;
    this.role = role;
    this.agent = draft.agent(agent);
    this.left = offered;
    this.tasks = draft.framework(framework).tasks();
    this.keys = this.agent.tasks();
  }

  void perform(Operation operation) {
    switch (operation) {
      case Operation.Launch launch -> launch(launch);
      case Operation.LaunchGroup group -> launch(group);
      case Operation.Change change -> change(change);
      case Operation.Defective(var id, var problem) ->
          AcceptRules.tellOperation(draft, framework, operation, problem);
    }
  }

  private void launch(Operation.Launch operation) {
    var launched = new ArrayList<Task>();
    for (Launchable launchable : operation.tasks()) {
      Optional<String> unauthorized = unauthorized(launchable);
      if (unauthorized.isPresent()) {
        refuse(launchable, "TASK_UNAUTHORIZED", unauthorized.get());
        continue;
      }
      Optional<String> problem =
          operation.id().isPresent()
              ? Optional.of("'Operation.id' must not be set on LAUNCH")
              : judge(launchable);
      if (problem.isEmpty()
          && launchable instanceof Launchable.Described(var task, var allocated, var user)) {
        problem = take(List.of(task)).map(charge -> "Task uses more resources " + charge);
        problem.ifPresentOrElse(p -> {}, () -> launched.add(tasks.get(task.id())));
      }
      problem.ifPresent(message -> refuse(launchable, "TASK_INVALID", message));
    }
    if (!launched.isEmpty()) {
      agent.link().stream()
          .ifPresent(stream ->
              launches.add(new RunTasks(stream, agent.id(), framework, description(), launched)));
    }
  }

  private Optional<String> unauthorized(Launchable launchable) {
    return launchable instanceof Launchable.Described(var task, var allocated, var user)
        ? Rights.toRun(draft.settings.acls(), description(), user)
        : Optional.empty();
  }

  private void launch(Operation.LaunchGroup operation) {
    Optional<String> unauthorized =
        operation.tasks().stream().flatMap(task -> unauthorized(task).stream()).findFirst();
    if (unauthorized.isPresent()) {
      operation
          .tasks()
          .forEach(task -> refuse(task, "TASK_GROUP_UNAUTHORIZED", unauthorized.get()));
      return;
    }
    Optional<String> problem =
        operation.id().isPresent()
            ? Optional.of("'Operation.id' must not be set on LAUNCH_GROUP")
            : operation.problem();
    var described = new ArrayList<TaskDescription>();
    for (Launchable launchable : operation.tasks()) {
      problem = problem.or(() -> judge(launchable));
      if (launchable instanceof Launchable.Described(var task, var allocated, var user)) {
        described.add(task);
      }
    }
    problem = problem.or(() -> LaunchRules.groupProblem(described));
    if (problem.isEmpty()) {
      problem = take(described).map(charge -> "Task group uses more resources " + charge);
    }
    if (problem.isPresent()) {
      String message = problem.get();
      operation.tasks().forEach(task -> refuse(task, "TASK_GROUP_INVALID", message));
      return;
    }
    ExecutorUse executor = described.getFirst().executor().orElseThrow();
    List<Task> launched = described.stream().map(task -> tasks.get(task.id())).toList();
    agent.link().stream()
        .ifPresent(stream ->
            launches.add(
                new RunTaskGroup(
                    stream, agent.id(), framework, description(), executor, role, launched)));
  }

  private FrameworkDescription description() {
    return draft.framework(framework).description();
  }

  private Optional<String> judge(Launchable launchable) {
    return switch (launchable) {
      case Launchable.Defective(var id, var problem) -> Optional.of(problem);
      case Launchable.Described(var task, var allocated, var user) ->
          allocated.isPresent() && !allocated.get().equals(role)
              ? Optional.of(
                  "Task uses resources allocated to role '"
                      + allocated.get()
                      + "', but the offer is to role '"
                      + role
                      + "'")
              : LaunchRules.problem(task, tasks, agent, framework);
    };
  }

  /** Launches all of {@code together}, or none and says what was too much. */
  private Optional<String> take(List<TaskDescription> together) {
    Agent holder = agent;
    Resources rest = left;
    var launched = new ArrayList<Task>();
    for (TaskDescription description : together) {
      Task task = Task.staging(framework, description, role, draft.now, draft.epoch());
      Resources charge = Books.chargeOf(holder, task);
      if (!rest.contains(charge)) {
        return Optional.of(charge + " than available " + rest);
      }
      rest = rest.minus(charge);
      holder = Books.launched(holder, task, charge);
      launched.add(task);
    }
    left = rest;
    agent = holder;
    for (Task task : launched) {
      Task ended = tasks.get(task.id());
      if (ended != null && !ended.agent().equals(agent.id())) {
        Agent other = draft.agent(ended.agent());
        draft.put(other.withTasks(other.tasks().minus(ended.key())));
      }
      tasks = tasks.plus(task.id(), task);
      keys = keys.plus(task.key());
      draft.remember(new MasterChange.TaskSaved(task));
    }
    return Optional.empty();
  }

  private void refuse(Launchable task, String reason, String message) {
    AcceptRules.tell(
        draft, framework, task.taskId(), Optional.of(agent.id()), TaskState.ERROR, reason, message);
  }

  private void change(Operation.Change change) {
    Optional<String> unauthorized =
        Rights.toChange(draft.settings.acls(), description().principal(), change);
    if (unauthorized.isPresent()) {
      AcceptRules.tellOperation(draft, framework, change, unauthorized.get());
      return;
    }
    switch (OperationRules.judge(agent, change, description().principal(), Optional.of(role))) {
      case OperationRules.Verdict.Refused(var problem) ->
          AcceptRules.tellOperation(draft, framework, change, problem);
      case OperationRules.Verdict.Allowed(var consumed, var converted) -> {
        if (!left.contains(consumed)) {
          AcceptRules.tellOperation(
              draft, framework, change, "Invalid operation: " + left + " has no " + consumed);
          return;
        }
        left = left.minus(consumed).plus(converted);
        agent = agent.stocked(agent.stock().converting(consumed, converted));
        draft.release(framework, role, consumed);
        draft.carry(framework, role, converted);
        changed = true;
        tellDone(change, converted);
      }
    }
  }

  private void tellDone(Operation.Change change, Resources converted) {
    Framework owner = draft.framework(framework);
    if (change.id().isPresent() && owner.connected()) {
      draft.tell(
          new OperationUpdated(
              owner.link().stream().orElseThrow(),
              framework,
              change.id().get(),
              OperationState.FINISHED,
              Optional.of(agent.id()),
              "",
              Optional.of(new MasterEffect.Converted(converted, role, owner.description()))));
    }
  }

  /** Writes the result into the draft; what is left returns to the agent. */
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
        OfferRules.filterDuration(draft, call.refuse(), changed || !launches.isEmpty()));
    if (changed) {
      // The whole result, and before the launches: a task may use what was made for it.
      OperationRules.checkpoint(draft, agent.id());
    }
    launches.forEach(draft::tell);
  }
}

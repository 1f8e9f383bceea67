package dev.stadion.marathon.runtime;

import static java.util.Objects.requireNonNull;

import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.offerclient.SchedulerCalls;
import java.util.ArrayList;
import java.util.Set;
import java.util.function.Consumer;

/** Says to the master what the heart decided. Pure but for the calls it is given. */
public final class MasterCalls {
  private final SchedulerCalls calls;
  private final Consumer<Set<String>> known;
  private final ChosenNames names;

  /** Masters and agents before Mesos 1.9 refuse operations that ask for an answer. */
  private volatile boolean feedback = true;

  /** Under the names that are chosen unless told otherwise. */
  public MasterCalls(SchedulerCalls calls, Consumer<Set<String>> known) {
    this(calls, known, ChosenNames.DEFAULT);
  }

  /**
   * @param known makes us known under other roles
   * @param names that tasks are told
   */
  public MasterCalls(SchedulerCalls calls, Consumer<Set<String>> known, ChosenNames names) {
    this.names = requireNonNull(names, "names");
    this.calls = requireNonNull(calls, "calls");
    this.known = requireNonNull(known, "known");
  }

  /** From now on nothing asks for an answer to an operation, or it does again. */
  void askForAnswers(boolean asked) {
    feedback = asked;
  }

  /** Says {@code effect} where no task has secrets. */
  public void say(MarathonEffect.ToMaster effect) {
    say(effect, SecretValues.NONE);
  }

  /**
   * @param secrets of the tasks that are launched
   */
  public void say(MarathonEffect.ToMaster effect, SecretValues secrets) {
    switch (effect) {
      case MarathonEffect.Launch(var offers, var tasks, var pods, var refuse, var bookings) -> {
        var operations = new ArrayList<Offer.Operation>(BookingInfos.of(bookings, feedback));
        if (!tasks.isEmpty()) {
          Offer.Operation.Builder launch =
              Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH);
          tasks.forEach(
              task -> launch.getLaunchBuilder().addTaskInfos(TaskInfos.of(task, secrets, names)));
          operations.add(launch.build());
        }
        pods.forEach(pod -> operations.add(PodInfos.of(pod, secrets, names)));
        calls.accept(offers, operations, refuse);
      }
      case MarathonEffect.Decline(var offers, var refuse) -> calls.decline(offers, refuse);
      case MarathonEffect.Kill(var task, var agent, var grace) -> calls.kill(task, agent, grace);
      case MarathonEffect.Acknowledge(var task, var agent, var uuid) ->
          calls.acknowledge(task, agent, uuid);
      case MarathonEffect.AcknowledgeOperation(var operation, var agent, var uuid) ->
          calls.acknowledgeOperation(operation, agent, uuid);
      case MarathonEffect.Reconcile(var tasks) -> calls.reconcile(tasks);
      case MarathonEffect.Revive(var roles) -> calls.revive(roles);
      case MarathonEffect.Suppress(var roles) -> calls.suppress(roles);
      case MarathonEffect.UpdateRoles(var roles) -> known.accept(roles);
    }
  }
}

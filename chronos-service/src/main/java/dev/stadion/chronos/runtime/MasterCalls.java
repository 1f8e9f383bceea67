package dev.stadion.chronos.runtime;

import dev.stadion.chronos.scheduler.ChronosEffect;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.offerclient.SchedulerCalls;
import java.util.List;

/** Effects that concern the master, as calls to it. Pure but for the calls themselves. */
public final class MasterCalls {
  private MasterCalls() {}

  /** Makes the call; an effect that concerns somebody else is none of ours. */
  public static void make(ChronosEffect effect, SchedulerCalls calls) {
    switch (effect) {
      case ChronosEffect.Launch launch ->
          calls.accept(List.of(launch.offer()), List.of(operation(launch)), launch.refuse());
      case ChronosEffect.Decline(var offers, var refuse) -> calls.decline(offers, refuse);
      case ChronosEffect.Kill(var task, var agent, var grace) -> calls.kill(task, agent, grace);
      case ChronosEffect.Acknowledge(var task, var agent, var uuid) ->
          calls.acknowledge(task, agent, uuid);
      case ChronosEffect.Reconcile(var tasks) -> calls.reconcile(tasks);
      case ChronosEffect.Revive _ -> calls.revive();
      case ChronosEffect.Suppress _ -> calls.suppress();
      case ChronosEffect.RegisterAnew _,
          ChronosEffect.AttemptEnded _,
          ChronosEffect.Announced _,
          ChronosEffect.Noticed _,
          ChronosEffect.Transition _,
          ChronosEffect.JobDisabled _,
          ChronosEffect.TicksMissed _,
          ChronosEffect.TicksSkipped _,
          ChronosEffect.OrphansHeld _ -> {}
    }
  }

  private static Offer.Operation operation(ChronosEffect.Launch launch) {
    List<TaskInfo> tasks = launch.tasks().stream().map(TaskInfos::of).toList();
    return Offer.Operation.newBuilder()
        .setType(Offer.Operation.Type.LAUNCH)
        .setLaunch(Offer.Operation.Launch.newBuilder().addAllTaskInfos(tasks))
        .build();
  }
}

package dev.stadion.conformance;

import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Small tasks and the calls about them. */
final class Tasks {
  static final double CPUS = 0.1;
  static final double MEM = 32;

  /** Less than anybody can offer (mesos-v1.md §4). */
  private static final double TINY = 0.0005;

  private Tasks() {}

  static boolean hasRoom(Offer offer) {
    return scalar(offer, "cpus") >= 3 * CPUS && scalar(offer, "mem") >= 3 * MEM;
  }

  static double scalar(Offer offer, String name) {
    return offer.getResourcesList().stream()
        .filter(resource -> resource.getName().equals(name))
        .mapToDouble(resource -> resource.getScalar().getValue())
        .sum();
  }

  /** Whether something is in {@code offer} that is not in {@code other}. */
  static boolean isMore(Offer offer, Offer other) {
    return offer.getResourcesList().stream()
            .map(Resource::getName)
            .anyMatch(name -> scalar(offer, name) > scalar(other, name) + TINY)
        || !ports(other).containsAll(ports(offer));
  }

  private static Set<Long> ports(Offer offer) {
    return offer.getResourcesList().stream()
        .filter(resource -> resource.getName().equals("ports"))
        .flatMap(resource -> resource.getRanges().getRangeList().stream())
        .flatMap(range -> LongStream.rangeClosed(range.getBegin(), range.getEnd()).boxed())
        .collect(Collectors.toSet());
  }

  static Resource.Builder scalar(String name, double amount) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(amount));
  }

  static TaskInfo.Builder task(Offer offer, String id, String command) {
    return TaskInfo.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setAgentId(offer.getAgentId())
        .addResources(scalar("cpus", CPUS))
        .addResources(scalar("mem", MEM))
        .setCommand(CommandInfo.newBuilder().setValue(command));
  }

  /** Launches tasks on an offer; what is left may be offered again at once. */
  static Call.Builder launch(Offer offer, TaskInfo.Builder... tasks) {
    var operation = Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH);
    for (TaskInfo.Builder task : tasks) {
      operation.getLaunchBuilder().addTaskInfos(task);
    }
    return accept(offer, operation.build());
  }

  static Call.Builder accept(Offer offer, Offer.Operation... operations) {
    var call = Call.newBuilder().setType(Call.Type.ACCEPT);
    call.getAcceptBuilder().addOfferIds(offer.getId()).addAllOperations(List.of(operations));
    call.getAcceptBuilder().getFiltersBuilder().setRefuseSeconds(0);
    return call;
  }

  static Call.Builder decline(Offer offer, double seconds) {
    var call = Call.newBuilder().setType(Call.Type.DECLINE);
    call.getDeclineBuilder().addOfferIds(offer.getId());
    call.getDeclineBuilder().getFiltersBuilder().setRefuseSeconds(seconds);
    return call;
  }

  static Call.Builder kill(String task) {
    var call = Call.newBuilder().setType(Call.Type.KILL);
    call.getKillBuilder().setTaskId(TaskID.newBuilder().setValue(task));
    return call;
  }

  static Call.Builder reconcile(String... tasks) {
    var call = Call.newBuilder().setType(Call.Type.RECONCILE);
    call.getReconcileBuilder();
    for (String task : tasks) {
      call.getReconcileBuilder().addTasksBuilder().setTaskId(TaskID.newBuilder().setValue(task));
    }
    return call;
  }

  static boolean isTerminal(TaskState state) {
    return switch (state) {
      case TASK_STAGING, TASK_STARTING, TASK_RUNNING, TASK_KILLING, TASK_UNREACHABLE -> false;
      case TASK_FINISHED,
          TASK_FAILED,
          TASK_KILLED,
          TASK_ERROR,
          TASK_LOST,
          TASK_DROPPED,
          TASK_GONE,
          TASK_GONE_BY_OPERATOR,
          TASK_UNKNOWN ->
          true;
    };
  }
}

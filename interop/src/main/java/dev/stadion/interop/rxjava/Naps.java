package dev.stadion.interop.rxjava;

import com.mesosphere.mesos.rx.java.protobuf.SchedulerCalls;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Environment;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;

/** What shall be run, what was launched of it, and what has finished. Used by one thread. */
final class Naps {
  private static final double CPUS = 0.1;
  private static final double MEM = 32;

  private final FrameworkID framework;
  private final String role;
  private final int wanted;
  private final int seconds;
  private int launched;
  private final Set<TaskID> finished = new HashSet<>();

  Naps(FrameworkID framework, String role, int wanted, int seconds) {
    this.framework = framework;
    this.role = role;
    this.wanted = wanted;
    this.seconds = seconds;
  }

  int finished() {
    return finished.size();
  }

  boolean done() {
    return finished.size() == wanted;
  }

  /** The calls that answer {@code event}. */
  List<Call> on(Event event) {
    var calls = new ArrayList<Call>();
    switch (event.getType()) {
      case OFFERS -> event.getOffers().getOffersList().forEach(offer -> calls.add(use(offer)));
      case UPDATE -> learn(event.getUpdate().getStatus(), calls);
      case ERROR -> throw new IllegalStateException(event.getError().getMessage());
      default -> {
        // nothing to answer
      }
    }
    return calls;
  }

  private Call use(Offer offer) {
    var tasks = new ArrayList<TaskInfo>();
    double cpus = own(offer, "cpus");
    double mem = own(offer, "mem");
    while (launched < wanted && cpus >= CPUS && mem >= MEM) {
      cpus -= CPUS;
      mem -= MEM;
      launched++;
      tasks.add(nap("nap-" + launched, offer));
    }
    if (tasks.isEmpty()) {
      return SchedulerCalls.decline(framework, List.of(offer.getId()));
    }
    var launch = Offer.Operation.newBuilder().setType(Offer.Operation.Type.LAUNCH);
    launch.getLaunchBuilder().addAllTaskInfos(tasks);
    var call = Call.newBuilder().setFrameworkId(framework).setType(Call.Type.ACCEPT);
    call.getAcceptBuilder().addOfferIds(offer.getId()).addOperations(launch);
    return call.build();
  }

  private void learn(TaskStatus status, List<Call> calls) {
    System.out.println(status.getTaskId().getValue() + " " + status.getState());
    if (status.hasUuid()) {
      calls.add(
          SchedulerCalls.ackUpdate(
              framework, status.getUuid(), status.getAgentId(), status.getTaskId()));
    }
    // An update may come twice.
    if (status.getState() == TaskState.TASK_FINISHED && finished.add(status.getTaskId())) {
      if (done()) {
        calls.add(Call.newBuilder().setFrameworkId(framework).setType(Call.Type.TEARDOWN).build());
      }
    }
  }

  /** How much there is of a scalar that names this framework's role in the old way. */
  private double own(Offer offer, String name) {
    return offer.getResourcesList().stream()
        .filter(resource -> resource.getName().equals(name) && resource.getRole().equals(role))
        .mapToDouble(resource -> resource.getScalar().getValue())
        .sum();
  }

  private TaskInfo nap(String id, Offer offer) {
    return TaskInfo.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setAgentId(offer.getAgentId())
        .addResources(scalar("cpus", CPUS))
        .addResources(scalar("mem", MEM))
        .setCommand(
            CommandInfo.newBuilder()
                .setValue("sleep $SECONDS_OF_SLEEP")
                .setEnvironment(
                    Environment.newBuilder()
                        .addVariables(
                            Environment.Variable.newBuilder()
                                .setName("SECONDS_OF_SLEEP")
                                .setValue(Integer.toString(seconds)))))
        .build();
  }

  private Resource scalar(String name, double amount) {
    return Resource.newBuilder()
        .setName(name)
        .setRole(role)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(amount))
        .build();
  }
}

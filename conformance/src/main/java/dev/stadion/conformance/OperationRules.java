package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;

import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Offer.Operation;
import dev.stadion.mesos.v1.OperationID;
import dev.stadion.mesos.v1.OperationState;
import dev.stadion.mesos.v1.OperationStatus;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Resource.ReservationInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.mesos.v1.scheduler.Call;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reservations and persistent volumes (mesos-v1.md §3.3, §6.4, §10.7). */
final class OperationRules {
  private static final double DISK = 16;
  private static final Use NOTHING = (framework, offer) -> {};

  static final List<Rule> ALL =
      List.of(
          new Rule(
              "3.3",
              "RESERVE shows in the next offer, UNRESERVE takes it back",
              OperationRules::reserve),
          new Rule(
              "3.3",
              "operations of an ACCEPT see each other: reserve and use",
              OperationRules::reserveAndUse),
          new Rule(
              "6.4",
              "the old form shows a reservation as role and reservation",
              OperationRules::oldForm),
          new Rule(
              "3.3",
              "CREATE: a volume is offered; DESTROY takes it away",
              master -> volume(master, NOTHING)),
          new Rule(
              "6.4", "what a task writes to a volume outlives it", OperationRules::dataSurvives),
          new Rule("3.9", "an operation with an id is told of: FINISHED", OperationRules::told),
          new Rule("3.9", "a bad operation with an id is ERROR", OperationRules::bad),
          new Rule(
              "3.9", "RECONCILE_OPERATIONS answers for an unknown one", OperationRules::reconcile));

  private OperationRules() {}

  private static Framework framework(Target master) throws Exception {
    return master.capable(Capability.Type.MULTI_ROLE, Capability.Type.RESERVATION_REFINEMENT);
  }

  private static Resource.Builder reserved(Target master, String name, double amount) {
    return Tasks.scalar(name, amount)
        .addReservations(
            ReservationInfo.newBuilder()
                .setType(ReservationInfo.Type.DYNAMIC)
                .setRole(master.mark));
  }

  private static Operation reserving(Resource.Builder... resources) {
    var operation = Operation.newBuilder().setType(Operation.Type.RESERVE);
    for (Resource.Builder resource : resources) {
      operation.getReserveBuilder().addResources(resource);
    }
    return operation.build();
  }

  private static Operation unreserving(Resource.Builder... resources) {
    var operation = Operation.newBuilder().setType(Operation.Type.UNRESERVE);
    for (Resource.Builder resource : resources) {
      operation.getUnreserveBuilder().addResources(resource);
    }
    return operation.build();
  }

  private static double reserved(Offer offer, String name) {
    return offer.getResourcesList().stream()
        .filter(each -> each.getName().equals(name) && each.getReservationsCount() > 0)
        .mapToDouble(each -> each.getScalar().getValue())
        .sum();
  }

  /** The next offer of the agent that is as it should be. */
  private static Offer next(Framework framework, Offer of, Predicate<Offer> wanted)
      throws Exception {
    long deadline = System.nanoTime() + Framework.SOON.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<Offer> offer =
          framework
              .find(
                  event ->
                      event.getOffers().getOffersList().stream()
                          .anyMatch(o -> o.getAgentId().equals(of.getAgentId())),
                  Framework.SOON)
              .map(heard ->
                  heard.event().getOffers().getOffersList().stream()
                      .filter(o -> o.getAgentId().equals(of.getAgentId()))
                      .findFirst()
                      .orElseThrow());
      if (offer.filter(wanted).isPresent()) {
        return offer.get();
      }
      if (offer.isPresent()) {
        framework.call(Tasks.decline(offer.get(), 0));
      }
    }
    throw new Rule.Broken("no offer shows what was done");
  }

  private static void reserve(Target master) throws Exception {
    Framework framework = framework(master);
    Offer offer = framework.awaitOffer();
    Resource.Builder cpus = reserved(master, "cpus", Tasks.CPUS);
    expect(202, framework.call(Tasks.accept(offer, reserving(cpus))));
    Offer with = next(framework, offer, o -> Math.abs(reserved(o, "cpus") - Tasks.CPUS) < 0.001);
    framework.call(Tasks.accept(with, unreserving(cpus)));
    next(framework, offer, o -> reserved(o, "cpus") == 0);
  }

  private interface Use {
    void of(Framework framework, Offer offer) throws Exception;
  }

  private static void oldForm(Target master) throws Exception {
    Framework refined = framework(master);
    Offer offer = refined.awaitOffer();
    Resource.Builder cpus = reserved(master, "cpus", Tasks.CPUS);
    refined.call(Tasks.accept(offer, reserving(cpus)));
    Offer with = next(refined, offer, o -> reserved(o, "cpus") > 0);
    refined.call(Tasks.decline(with, 600));

    Framework old = master.capable(Capability.Type.MULTI_ROLE);
    Offer seen = next(old, offer, o -> inOldForm(o, master.mark).isPresent());
    Resource resource = inOldForm(seen, master.mark).orElseThrow();
    old.close();
    refined.call(Call.newBuilder().setType(Call.Type.REVIVE));
    Offer back = next(refined, offer, o -> reserved(o, "cpus") > 0);
    refined.call(Tasks.accept(back, unreserving(cpus)));
    next(refined, offer, o -> reserved(o, "cpus") == 0);

    expect(resource.hasReservation(), "it has no reservation");
    expect(resource.getReservationsCount() == 0, "it has the new form, too");
  }

  private static Optional<Resource> inOldForm(Offer offer, String role) {
    return offer.getResourcesList().stream().filter(r -> r.getRole().equals(role)).findFirst();
  }

  private static void reserveAndUse(Target master) throws Exception {
    Framework framework = framework(master);
    Offer offer = framework.awaitOffer();
    Resource.Builder cpus = reserved(master, "cpus", Tasks.CPUS);
    var task = Tasks.task(offer, "reserved", "true").clearResources();
    task.addResources(cpus).addResources(Tasks.scalar("mem", Tasks.MEM));
    var launch = Operation.newBuilder().setType(Operation.Type.LAUNCH);
    launch.getLaunchBuilder().addTaskInfos(task);
    expect(202, framework.call(Tasks.accept(offer, reserving(cpus), launch.build())));
    framework.awaitState("reserved", TaskState.TASK_FINISHED);
    Offer with = next(framework, offer, o -> reserved(o, "cpus") > 0);
    framework.call(Tasks.accept(with, unreserving(cpus)));
    next(framework, offer, o -> reserved(o, "cpus") == 0);
  }

  private static Resource.Builder volume(Target master) {
    var volume = reserved(master, "disk", DISK);
    volume.getDiskBuilder().getPersistenceBuilder().setId(master.mark + "-volume");
    volume.getDiskBuilder().getVolumeBuilder().setContainerPath("data").setMode(Volume.Mode.RW);
    return volume;
  }

  private static boolean hasVolume(Offer offer) {
    return offer.getResourcesList().stream().anyMatch(r -> r.getDisk().hasPersistence());
  }

  private static void volume(Target master, Use use) throws Exception {
    Framework framework = framework(master);
    Offer offer = framework.awaitOffer();
    if (Tasks.scalar(offer, "disk") < DISK) {
      throw new Rule.Skipped("the agent offers no disk");
    }
    Resource.Builder disk = reserved(master, "disk", DISK);
    var create = Operation.newBuilder().setType(Operation.Type.CREATE);
    create.getCreateBuilder().addVolumes(volume(master));
    expect(202, framework.call(Tasks.accept(offer, reserving(disk), create.build())));
    Offer with = next(framework, offer, OperationRules::hasVolume);
    use.of(framework, with);
    Offer last = use == NOTHING ? with : next(framework, offer, OperationRules::hasVolume);
    var destroy = Operation.newBuilder().setType(Operation.Type.DESTROY);
    destroy.getDestroyBuilder().addVolumes(volume(master));
    framework.call(Tasks.accept(last, destroy.build(), unreserving(disk)));
    next(framework, offer, o -> !hasVolume(o) && reserved(o, "disk") == 0);
  }

  private static void dataSurvives(Target master) throws Exception {
    volume(
        master,
        (framework, offer) -> {
          use(master, framework, offer, "writer", "echo kept > data/file");
          Offer again = next(framework, offer, OperationRules::hasVolume);
          use(master, framework, again, "reader", "grep -q kept data/file");
        });
  }

  private static void use(
      Target master, Framework framework, Offer offer, String id, String command) throws Exception {
    framework.call(
        Tasks.launch(offer, Tasks.task(offer, id, command).addResources(volume(master))));
    framework.awaitState(id, TaskState.TASK_FINISHED);
  }

  private static OperationStatus status(Framework framework) throws Exception {
    return framework
        .await("UPDATE_OPERATION_STATUS", event -> event.hasUpdateOperationStatus(), Framework.SOON)
        .event()
        .getUpdateOperationStatus()
        .getStatus();
  }

  private static Operation tracked(Operation operation, String id) {
    return operation.toBuilder().setId(OperationID.newBuilder().setValue(id)).build();
  }

  private static void told(Target master) throws Exception {
    Framework framework = framework(master);
    Offer offer = framework.awaitOffer();
    Resource.Builder cpus = reserved(master, "cpus", Tasks.CPUS);
    framework.call(Tasks.accept(offer, tracked(reserving(cpus), "told")));
    OperationStatus status = status(framework);
    expect(status.getState() == OperationState.OPERATION_FINISHED, "it is %s", status.getState());
    expect(status.getOperationId().getValue().equals("told"), "of %s", status.getOperationId());
    if (status.hasUuid()) {
      var acknowledge = Call.newBuilder().setType(Call.Type.ACKNOWLEDGE_OPERATION_STATUS);
      acknowledge
          .getAcknowledgeOperationStatusBuilder()
          .setAgentId(status.hasAgentId() ? status.getAgentId() : offer.getAgentId())
          .setOperationId(status.getOperationId())
          .setUuid(status.getUuid().getValue());
      expect(202, framework.call(acknowledge));
    }
    Offer with = next(framework, offer, o -> reserved(o, "cpus") > 0);
    framework.call(Tasks.accept(with, unreserving(cpus)));
    next(framework, offer, o -> reserved(o, "cpus") == 0);
  }

  private static void bad(Target master) throws Exception {
    Framework framework = framework(master);
    Offer offer = framework.awaitOffer();
    framework.call(Tasks.accept(offer, tracked(reserving(reserved(master, "cpus", 1e6)), "bad")));
    OperationStatus status = status(framework);
    expect(status.getState() == OperationState.OPERATION_ERROR, "it is %s", status.getState());
  }

  private static void reconcile(Target master) throws Exception {
    Framework framework = framework(master);
    var reconcile = Call.newBuilder().setType(Call.Type.RECONCILE_OPERATIONS);
    reconcile
        .getReconcileOperationsBuilder()
        .addOperationsBuilder()
        .setOperationId(OperationID.newBuilder().setValue("never-heard-of"));
    expect(202, framework.call(reconcile));
    OperationStatus status = status(framework);
    expect(status.getState() == OperationState.OPERATION_UNKNOWN, "it is %s", status.getState());
  }
}

package dev.stadion.master.wire;

import dev.stadion.master.heart.InverseOffer;
import dev.stadion.master.heart.Machine;
import dev.stadion.master.heart.MachineId;
import dev.stadion.master.heart.Maintenance;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OperatorCall;
import dev.stadion.master.heart.Unavailability;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.DurationInfo;
import dev.stadion.mesos.v1.MachineID;
import dev.stadion.mesos.v1.TimeInfo;
import dev.stadion.mesos.v1.allocator.InverseOfferStatus;
import dev.stadion.mesos.v1.maintenance.ClusterStatus;
import dev.stadion.mesos.v1.maintenance.Schedule;
import dev.stadion.mesos.v1.maintenance.Window;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Maintenance schedules and their messages (mesos-v1.md §13). */
public final class Schedules {
  private Schedules() {}

  public static List<OperatorCall.Window> read(Schedule schedule) {
    return schedule.getWindowsList().stream()
        .map(window ->
            new OperatorCall.Window(
                machines(window.getMachineIdsList()), read(window.getUnavailability())))
        .toList();
  }

  public static List<MachineId> machines(List<MachineID> ids) {
    return ids.stream().map(id -> new MachineId(id.getHostname(), id.getIp())).toList();
  }

  private static Unavailability read(dev.stadion.mesos.v1.Unavailability unavailability) {
    return new Unavailability(
        unavailability.getStart().getNanoseconds(),
        unavailability.hasDuration()
            ? Optional.of(unavailability.getDuration().getNanoseconds())
            : Optional.empty());
  }

  public static Schedule schedule(Maintenance maintenance) {
    Map<Integer, Window.Builder> windows = new TreeMap<>();
    for (Machine machine : maintenance.machines()) {
      windows
          .computeIfAbsent(
              machine.window(),
              n -> Window.newBuilder().setUnavailability(unavailability(machine.unavailability())))
          .addMachineIds(id(machine.id()));
    }
    var schedule = Schedule.newBuilder();
    windows.values().forEach(schedule::addWindows);
    return schedule.build();
  }

  static dev.stadion.mesos.v1.Unavailability unavailability(Unavailability unavailability) {
    var message =
        dev.stadion.mesos.v1.Unavailability.newBuilder()
            .setStart(TimeInfo.newBuilder().setNanoseconds(unavailability.startNanos()));
    unavailability
        .durationNanos()
        .ifPresent(nanos -> message.setDuration(DurationInfo.newBuilder().setNanoseconds(nanos)));
    return message.build();
  }

  private static MachineID id(MachineId id) {
    var message = MachineID.newBuilder();
    if (!id.hostname().isEmpty()) {
      message.setHostname(id.hostname());
    }
    if (!id.ip().isEmpty()) {
      message.setIp(id.ip());
    }
    return message.build();
  }

  /** Which machines are in maintenance, and what frameworks said to it. */
  public static ClusterStatus status(MasterState state) {
    Maintenance maintenance = state.maintenance();
    var status = ClusterStatus.newBuilder();
    for (Machine machine : maintenance.machines()) {
      switch (machine.mode()) {
        case DOWN -> status.addDownMachines(id(machine.id()));
        case DRAINING ->
            status.addDrainingMachines(
                ClusterStatus.DrainingMachine.newBuilder()
                    .setId(id(machine.id()))
                    .addAllStatuses(answers(maintenance, machine)));
      }
    }
    return status.build();
  }

  private static List<InverseOfferStatus> answers(Maintenance maintenance, Machine machine) {
    return maintenance.inverseOffers().stream()
        .filter(offer -> offer.answer().isPresent())
        .filter(
            offer -> maintenance.machineOf(offer.description()).filter(machine::equals).isPresent())
        .sorted(Comparator.comparing(InverseOffer::framework).thenComparing(InverseOffer::agent))
        .map(Schedules::answer)
        .toList();
  }

  private static InverseOfferStatus answer(InverseOffer offer) {
    InverseOffer.Answer answer = offer.answer().orElseThrow();
    return InverseOfferStatus.newBuilder()
        .setStatus(
            answer.accepted()
                ? InverseOfferStatus.Status.ACCEPT
                : InverseOfferStatus.Status.DECLINE)
        .setFrameworkId(Ids.toProto(offer.framework()))
        .setTimestamp(Durations.toProto(answer.at()))
        .build();
  }
}

package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.Label;
import dev.stadion.mesos.v1.Labels;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Resource.ReservationInfo;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who a resource is set aside for, in both forms (mesos-v1.md §6.4). */
final class Reservations {
  private Reservations() {}

  /**
   * @throws IllegalArgumentException when the forms are mixed or the stack breaks its rules
   */
  static List<Reservation> read(Resource resource) {
    if (resource.getReservationsCount() == 0) {
      return old(resource);
    }
    if (resource.hasRole() || resource.hasReservation()) {
      throw new IllegalArgumentException("must not have both role and reservations");
    }
    var stack = new ArrayList<Reservation>(resource.getReservationsCount());
    for (ReservationInfo info : resource.getReservationsList()) {
      Reservation next = reservation(type(info), info.getRole(), info);
      if (next.role().isEmpty() || next.role().equals(ResourceKey.UNRESERVED)) {
        throw new IllegalArgumentException("must not be reserved for role '" + next.role() + "'");
      }
      if (!stack.isEmpty()) {
        refines(stack.getLast(), next);
      }
      stack.add(next);
    }
    return stack;
  }

  private static void refines(Reservation outer, Reservation inner) {
    if (inner.type() != Reservation.Type.DYNAMIC) {
      throw new IllegalArgumentException("a reservation that refines another must be DYNAMIC");
    }
    if (!inner.role().startsWith(outer.role() + "/")) {
      throw new IllegalArgumentException(
          "the reservation for " + inner.role() + " does not refine the one for " + outer.role());
    }
  }

  private static List<Reservation> old(Resource resource) {
    String role = resource.getRole(); // its default is the unreserved role
    if (resource.hasReservation()) {
      if (role.equals(ResourceKey.UNRESERVED)) {
        throw new IllegalArgumentException("must not be reserved for role '*'");
      }
      return List.of(reservation(Reservation.Type.DYNAMIC, role, resource.getReservation()));
    }
    return role.equals(ResourceKey.UNRESERVED) ? List.of() : List.of(Reservation.fixed(role));
  }

  private static Reservation.Type type(ReservationInfo info) {
    return switch (info.getType()) {
      case STATIC -> Reservation.Type.STATIC;
      case DYNAMIC -> Reservation.Type.DYNAMIC;
      case UNKNOWN -> throw new IllegalArgumentException("a reservation must have a type");
    };
  }

  private static Reservation reservation(Reservation.Type type, String role, ReservationInfo info) {
    return new Reservation(
        type,
        role,
        info.hasPrincipal() ? Optional.of(info.getPrincipal()) : Optional.empty(),
        info.getLabels().getLabelsList().stream()
            .map(label ->
                new Reservation.Label(
                    label.getKey(),
                    label.hasValue() ? Optional.of(label.getValue()) : Optional.empty()))
            .toList());
  }

  static void write(List<Reservation> stack, Resource.Builder resource) {
    for (Reservation reservation : stack) {
      resource.addReservations(
          described(reservation)
              .setType(
                  switch (reservation.type()) {
                    case STATIC -> ReservationInfo.Type.STATIC;
                    case DYNAMIC -> ReservationInfo.Type.DYNAMIC;
                  })
              .setRole(reservation.role()));
    }
  }

  /** Only for stacks of one or none. */
  static void writeOld(List<Reservation> stack, Resource.Builder resource) {
    if (stack.isEmpty()) {
      resource.setRole(ResourceKey.UNRESERVED);
      return;
    }
    Reservation only = stack.getFirst();
    resource.setRole(only.role());
    if (only.type() == Reservation.Type.DYNAMIC) {
      resource.setReservation(described(only));
    }
  }

  private static ReservationInfo.Builder described(Reservation reservation) {
    var info = ReservationInfo.newBuilder();
    reservation.principal().ifPresent(info::setPrincipal);
    if (!reservation.labels().isEmpty()) {
      var labels = Labels.newBuilder();
      for (Reservation.Label label : reservation.labels()) {
        var proto = Label.newBuilder().setKey(label.key());
        label.value().ifPresent(proto::setValue);
        labels.addLabels(proto);
      }
      info.setLabels(labels);
    }
    return info;
  }
}

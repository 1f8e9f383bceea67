package dev.stadion.marathon.runtime;

import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.launch.Bookings;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OperationID;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.offerclient.Operations;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Describes reservations and volumes to a master (marathon.md §14.4). Pure. */
final class BookingInfos {
  private BookingInfos() {}

  /** What stands between an instance's id and the kind of an operation for it. */
  private static final char KIND = '~';

  /**
   * The operations, in the order in which they must be performed.
   *
   * @param answered whether the master shall say what becomes of those that make something
   */
  static List<Offer.Operation> of(Bookings bookings, boolean answered) {
    var operations = new ArrayList<Offer.Operation>();
    if (!bookings.destroyed().isEmpty()) {
      operations.add(Operations.destroy(resources(bookings, bookings.destroyed())));
    }
    if (!bookings.unreserved().isEmpty()) {
      operations.add(Operations.unreserve(resources(bookings, bookings.unreserved())));
    }
    for (Bookings.Booking booking : bookings.made()) {
      var reserve = Operations.reserve(resources(bookings, booking.reserved()));
      operations.add(answered ? named(reserve, booking.owner(), "reserve") : reserve);
      if (!booking.volumes().isEmpty()) {
        var create = Operations.create(resources(bookings, booking.volumes()));
        operations.add(answered ? named(create, booking.owner(), "create") : create);
      }
    }
    return operations;
  }

  /** An instance settles once: should that fail, another instance takes its place. */
  private static Offer.Operation named(Offer.Operation operation, InstanceId owner, String kind) {
    return operation.toBuilder()
        .setId(OperationID.newBuilder().setValue(owner.toString() + KIND + kind))
        .build();
  }

  /** For whom an operation of this id was; empty when it is none of ours. */
  static Optional<InstanceId> owner(String operation) {
    int end = operation.lastIndexOf(KIND);
    return end < 0 ? Optional.empty() : InstanceId.parse(operation.substring(0, end));
  }

  private static List<Resource> resources(Bookings bookings, Resources resources) {
    return ResourceConverter.allocatedTo(bookings.role(), ResourceConverter.toProto(resources));
  }
}

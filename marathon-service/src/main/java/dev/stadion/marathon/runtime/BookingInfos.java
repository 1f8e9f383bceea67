package dev.stadion.marathon.runtime;

import dev.stadion.marathon.launch.Bookings;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.offerclient.Operations;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;

/** Describes reservations and volumes to a master (marathon.md §14.4). Pure. */
final class BookingInfos {
  private BookingInfos() {}

  /** The operations, in the order in which they must be performed. */
  static List<Offer.Operation> of(Bookings bookings) {
    var operations = new ArrayList<Offer.Operation>();
    if (!bookings.destroyed().isEmpty()) {
      operations.add(Operations.destroy(resources(bookings, bookings.destroyed())));
    }
    if (!bookings.unreserved().isEmpty()) {
      operations.add(Operations.unreserve(resources(bookings, bookings.unreserved())));
    }
    for (Bookings.Booking booking : bookings.made()) {
      operations.add(Operations.reserve(resources(bookings, booking.reserved())));
      if (!booking.volumes().isEmpty()) {
        operations.add(Operations.create(resources(bookings, booking.volumes())));
      }
    }
    return operations;
  }

  private static List<Resource> resources(Bookings bookings, Resources resources) {
    return ResourceConverter.allocatedTo(bookings.role(), ResourceConverter.toProto(resources));
  }
}

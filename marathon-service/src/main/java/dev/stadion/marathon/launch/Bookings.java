package dev.stadion.marathon.launch;

import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;

/**
 * What is done with resources of one agent before anything is launched there, in this order
 * (marathon.md §14.4).
 *
 * @param role of the offers
 * @param destroyed volumes whose instances are gone
 * @param unreserved what was reserved for those, without volumes
 * @param made for instances that shall have their data there
 */
public record Bookings(String role, Resources destroyed, Resources unreserved, List<Booking> made) {
  public Bookings {
    made = List.copyOf(made);
  }

  /**
   * @param owner for whom
   * @param reserved as it shall be
   * @param volumes that are made of it
   */
  public record Booking(InstanceId owner, Resources reserved, Resources volumes) {}

  public static Bookings none(String role) {
    return new Bookings(role, Resources.empty(), Resources.empty(), List.of());
  }

  public boolean isEmpty() {
    return destroyed.isEmpty() && unreserved.isEmpty() && made.isEmpty();
  }
}

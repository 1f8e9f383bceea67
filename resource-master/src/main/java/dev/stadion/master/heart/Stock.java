package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Optional;

/**
 * What an agent has, as operations have shaped it (mesos-v1.md §10.7).
 *
 * @param total its own resources with every reservation and volume applied
 * @param checkpointed the reservations and volumes alone: what the agent and the database write
 *     down. More than {@code total} shows when the agent has come back smaller than it was
 */
public record Stock(Resources total, Resources checkpointed) {
  public Stock {
    requireNonNull(total, "total");
    requireNonNull(checkpointed, "checkpointed");
  }

  /** What {@code own} resources become when {@code checkpointed} is applied to them. */
  public static Stock of(Resources own, Resources checkpointed) {
    Resources kept = checkpointed.filter(Stock::isCheckpointed);
    Resources total = own;
    for (var part : kept.parts().entrySet()) {
      Resources shaped = Resources.empty().with(part.getKey(), part.getValue());
      Resources raw = shaped.mapKeys(Stock::raw);
      if (total.contains(raw)) {
        total = total.minus(raw).plus(shaped);
      }
    }
    return new Stock(total, kept);
  }

  /** {@code consumed} has become {@code converted}. */
  Stock converting(Resources consumed, Resources converted) {
    return new Stock(
        total.minus(consumed).plus(converted),
        checkpointed
            .minus(consumed.filter(Stock::isCheckpointed))
            .plus(converted.filter(Stock::isCheckpointed)));
  }

  /** The same of a new description. */
  Stock over(Resources own) {
    return of(own, checkpointed);
  }

  private static boolean isCheckpointed(ResourceKey key) {
    return key.isDynamicallyReserved() || key.isPersistentVolume();
  }

  /** As the agent itself says it: no volume, and only what it has reserved by itself. */
  private static ResourceKey raw(ResourceKey key) {
    List<Reservation> own =
        key.reservations().stream()
            .filter(reservation -> reservation.type() == Reservation.Type.STATIC)
            .toList();
    return key.withReservations(own).withDisk(emptied(key.disk()));
  }

  /** The disk without what is kept on it. */
  static Optional<Disk> emptied(Optional<Disk> disk) {
    return disk.flatMap(Disk::source)
        .map(source -> new Disk(Optional.empty(), Optional.empty(), Optional.of(source)));
  }
}

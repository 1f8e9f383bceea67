package dev.stadion.scheduling.resource;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a quantity is a quantity of. Two parts with equal keys are one and the same kind of thing
 * and can be added; nothing else can.
 *
 * @param name {@code cpus}, {@code mem} (MB), {@code disk} (MB), {@code gpus}, {@code ports}, or
 *     any
 * @param reservations a stack: each refines the one before it; empty when unreserved
 * @param disk what is special about a disk
 * @param revocable may be taken away again at any time
 * @param shared several tasks may hold it at once
 */
public record ResourceKey(
    String name,
    List<Reservation> reservations,
    Optional<Disk> disk,
    boolean revocable,
    boolean shared)
    implements Comparable<ResourceKey> {
  public static final String UNRESERVED = "*";

  private static final Comparator<ResourceKey> ORDER =
      Comparator.comparing(ResourceKey::name)
          .thenComparing(ResourceKey::role)
          .thenComparing(ResourceKey::reservations, Absent.lists())
          .thenComparing(ResourceKey::disk, Absent.first())
          .thenComparing(ResourceKey::revocable)
          .thenComparing(ResourceKey::shared);

  /** The keys almost everything has; equal objects make arithmetic quick. */
  private static final Map<String, ResourceKey> COMMON =
      Stream.of("cpus", "mem", "disk", "gpus", "ports")
          .collect(
              Collectors.toUnmodifiableMap(
                  Function.identity(), name -> new ResourceKey(name, List.of())));

  public ResourceKey {
    requireNonNull(name, "name");
    reservations = List.copyOf(reservations);
    requireNonNull(disk, "disk");
  }

  /** Nothing special but its reservations. */
  public ResourceKey(String name, List<Reservation> reservations) {
    this(name, reservations, Optional.empty(), false, false);
  }

  /** Unreserved for {@code *}, otherwise reserved by the agent's own settings. */
  public ResourceKey(String name, String role) {
    this(name, role.equals(UNRESERVED) ? List.of() : List.of(Reservation.fixed(role)));
  }

  public static ResourceKey unreserved(String name) {
    ResourceKey common = COMMON.get(name);
    return common != null ? common : new ResourceKey(name, List.of());
  }

  /** The role it is reserved for now: the last one's, {@code *} when unreserved. */
  public String role() {
    return reservations.isEmpty() ? UNRESERVED : reservations.getLast().role();
  }

  /**
   * Whether its kind is nothing but a name and perhaps a role: no disk, not revocable or shared.
   */
  public boolean isPlain() {
    return disk.isEmpty() && !revocable && !shared;
  }

  public boolean isPersistentVolume() {
    return disk.isPresent() && disk.get().persistence().isPresent();
  }

  /** Whether an operation reserved it, so that the agent must write it down. */
  public boolean isDynamicallyReserved() {
    return !reservations.isEmpty() && reservations.getLast().type() == Reservation.Type.DYNAMIC;
  }

  /** Whether it can only be taken as a whole: a file system of its own, or somebody's data. */
  public boolean indivisible() {
    return disk.isPresent() && disk.get().indivisible();
  }

  public ResourceKey withReservations(List<Reservation> next) {
    return new ResourceKey(name, next, disk, revocable, shared);
  }

  public ResourceKey withDisk(Optional<Disk> next) {
    return new ResourceKey(name, reservations, next, revocable, shared);
  }

  @Override
  public int compareTo(ResourceKey other) {
    if (isBare() && other.isBare()) {
      return name.compareTo(other.name);
    }
    return ORDER.compare(this, other);
  }

  private boolean isBare() {
    return reservations.isEmpty() && isPlain();
  }
}

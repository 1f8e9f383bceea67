package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.Container.Volume.Persistent;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.instance.Reserved.LocalVolume;
import dev.stadion.scheduling.constraint.BoundedRegex;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.matching.Demand;
import dev.stadion.scheduling.matching.Match;
import dev.stadion.scheduling.matching.OfferMatcher;
import dev.stadion.scheduling.matching.OfferRule;
import dev.stadion.scheduling.matching.PortDemand;
import dev.stadion.scheduling.matching.RefusalReason;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reserves what instances with persistent volumes need, and finds it again (marathon.md §14.4).
 * Pure: what is reserved is known by the labels on it.
 *
 * @param framework who we are
 * @param principal under which we reserve, where the master knows us by one
 */
public record Residency(FrameworkId framework, Optional<String> principal) {
  private static final String FRAMEWORK_LABEL = "marathon_framework_id";
  private static final String INSTANCE_LABEL = "marathon_task_id";

  /** What came of asking for a place to stay. */
  public sealed interface Answer {
    /**
     * @param taken of the offer as it is
     */
    record Settled(Reserved reserved, Resources taken, Bookings.Booking booking)
        implements Answer {}

    record Refused(List<Match.Refusal> refusals) implements Answer {}
  }

  /**
   * Finds a place for an instance that has none.
   *
   * @param demand of its tasks alone, which must be of unreserved resources
   * @param ids makes the volumes' ids unique
   */
  public Answer settle(
      Offer offer,
      RunSpec spec,
      Demand demand,
      InstanceId instance,
      Placement unported,
      long seed,
      Supplier<UUID> ids) {
    List<Persistent> volumes = spec.persistentVolumes();
    long onRoot = volumes.stream().filter(Residency::isOnRoot).mapToLong(Persistent::size).sum();
    var whole =
        new Demand(
            demand.cpus(),
            demand.mem(),
            new Scalar(demand.disk().millis() + onRoot * 1000),
            demand.gpus(),
            demand.ports(),
            Set.of(ResourceKey.UNRESERVED),
            demand.allocationRole(),
            demand.rules());
    Match match = OfferMatcher.match(offer, whole, seed);
    if (!(match instanceof Match.Fits(var taken, var hostPorts))) {
      return new Answer.Refused(((Match.Refused) match).refusals());
    }
    Resources left = offer.resources().minus(taken);
    Resources disks = Resources.empty();
    Resources made = Resources.empty();
    var named = new ArrayList<LocalVolume>();
    for (Persistent volume : volumes) {
      var local =
          new LocalVolume(
              volume.containerPath(),
              instance.app().safe() + "#" + volume.containerPath() + "#" + ids.get());
      named.add(local);
      ResourceKey key = ResourceKey.unreserved(Resources.DISK);
      Quantity size = Scalar.of((double) volume.size());
      if (!isOnRoot(volume)) {
        Optional<ResourceKey> found = disk(left, volume);
        if (found.isEmpty()) {
          return new Answer.Refused(
              List.of(
                  new Match.Refusal(
                      RefusalReason.INSUFFICIENT_DISK,
                      "wants a disk of type %s with %d MB, offered none"
                          .formatted(volume.type(), volume.size()))));
        }
        key = found.get();
        size = key.indivisible() ? left.quantity(key).orElseThrow() : size;
        Resources part = Resources.empty().with(key, size);
        left = left.minus(part);
        disks = disks.plus(part);
      }
      made = made.with(reserved(volumeKey(key, local), spec.role(), instance), size);
    }
    Resources all = taken.plus(disks);
    var place = new Placement(unported.agent(), unported.hostname(), hostPorts, unported.values());
    return new Answer.Settled(
        new Reserved(place, spec.role(), named, false),
        all,
        new Bookings.Booking(
            instance, all.mapKeys(key -> reserved(key, spec.role(), instance)), made));
  }

  private static boolean isOnRoot(Persistent volume) {
    return volume.type().equals("root");
  }

  private static Optional<ResourceKey> disk(Resources left, Persistent volume) {
    var type = volume.type().equals("mount") ? Disk.Source.Type.MOUNT : Disk.Source.Type.PATH;
    return left.parts().entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(Resources.DISK))
        .filter(entry -> entry.getKey().reservations().isEmpty())
        .filter(entry -> !entry.getKey().isPersistentVolume())
        .filter(entry ->
            entry
                .getKey()
                .disk()
                .flatMap(Disk::source)
                .filter(source -> source.type() == type && suits(source, volume))
                .isPresent())
        .filter(entry -> suits(entry.getValue(), volume))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean suits(Quantity offered, Persistent volume) {
    return offered instanceof Scalar(long millis)
        && millis >= volume.size() * 1000
        && volume.maxSize().filter(most -> millis > most * 1000).isEmpty();
  }

  private static boolean suits(Disk.Source source, Persistent volume) {
    return volume.profileName().equals(source.profile())
        && volume.constraints().stream().allMatch(c -> suits(source.root().orElse(""), c));
  }

  /** {@code [path, LIKE or UNLIKE, regular expression]}; what cannot be decided is not taken. */
  private static boolean suits(String root, List<String> constraint) {
    BoundedRegex.Result result = BoundedRegex.of(constraint.get(2)).match(root);
    return constraint.get(1).equals("LIKE")
        ? result == BoundedRegex.Result.MATCHES
        : result == BoundedRegex.Result.DIFFERS;
  }

  private ResourceKey volumeKey(ResourceKey space, LocalVolume volume) {
    return space.withDisk(
        Optional.of(
            new Disk(
                Optional.of(new Disk.Persistence(volume.persistenceId(), principal)),
                Optional.of(new Disk.Volume(volume.containerPath(), Optional.empty(), false)),
                space.disk().flatMap(Disk::source))));
  }

  private ResourceKey reserved(ResourceKey key, String role, InstanceId instance) {
    var labels =
        List.of(
            new Reservation.Label(FRAMEWORK_LABEL, Optional.of(framework.value())),
            new Reservation.Label(INSTANCE_LABEL, Optional.of(instance.toString())));
    return key.withReservations(
        List.of(new Reservation(Reservation.Type.DYNAMIC, role, principal, labels)));
  }

  /** Finds what is reserved for an instance in an offer, and takes what its next task needs. */
  public Match find(
      Offer offer, RunSpec spec, Demand demand, InstanceId instance, Reserved reserved) {
    Resources mine =
        offer.resources().filter(key -> owner(key).filter(instance::equals).isPresent());
    Set<String> ids =
        mine.parts().keySet().stream()
            .filter(ResourceKey::isPersistentVolume)
            .map(key -> key.disk().flatMap(Disk::persistence).orElseThrow().id())
            .collect(Collectors.toSet());
    Set<String> missing = new HashSet<>();
    reserved.volumes().forEach(volume -> missing.add(volume.persistenceId()));
    missing.removeAll(ids);
    if (!missing.isEmpty()) {
      return refused("wants volumes " + missing + ", which this offer does not have");
    }
    Resources plain = mine.filter(ResourceKey::isPlain);
    var only =
        new Offer(
            offer.id(),
            offer.agent(),
            offer.hostname(),
            offer.role(),
            plain,
            offer.attributes(),
            offer.domain(),
            offer.unavailability());
    List<PortDemand> ports =
        reserved.place().hostPorts().stream().<PortDemand>map(PortDemand.Fixed::new).toList();
    List<OfferRule> rules = demand.rules();
    var exactly =
        new Demand(
            demand.cpus(),
            demand.mem(),
            demand.disk(),
            demand.gpus(),
            ports,
            Set.of(reserved.role()),
            Optional.of(reserved.role()),
            rules);
    return switch (OfferMatcher.match(only, exactly, 0)) {
      case Match.Fits(var taken, var hostPorts) ->
          new Match.Fits(taken.plus(mine.filter(ResourceKey::isPersistentVolume)), hostPorts);
      case Match.Refused refused -> refused;
    };
  }

  private static Match.Refused refused(String why) {
    return new Match.Refused(
        List.of(new Match.Refusal(RefusalReason.NO_CORRESPONDING_RESERVATION_FOUND, why)));
  }

  /** Whose reservation this is; empty when it is none of ours. */
  public Optional<InstanceId> owner(ResourceKey key) {
    if (!key.isDynamicallyReserved()) {
      return Optional.empty();
    }
    List<Reservation.Label> labels = key.reservations().getLast().labels();
    return label(labels, FRAMEWORK_LABEL)
        .filter(framework.value()::equals)
        .flatMap(_ -> label(labels, INSTANCE_LABEL))
        .flatMap(InstanceId::parse);
  }

  private static Optional<String> label(List<Reservation.Label> labels, String key) {
    return labels.stream()
        .filter(label -> label.key().equals(key))
        .findFirst()
        .flatMap(Reservation.Label::value);
  }

  /**
   * What giving {@code orphans} back takes: their volumes, and what is left when these are gone.
   */
  public static Bookings giveBack(String role, Resources orphans) {
    return new Bookings(
        role,
        orphans.filter(ResourceKey::isPersistentVolume),
        orphans.mapKeys(Residency::emptied),
        List.of());
  }

  private static ResourceKey emptied(ResourceKey key) {
    return key.isPersistentVolume()
        ? key.withDisk(
            key.disk()
                .flatMap(Disk::source)
                .map(source -> new Disk(Optional.empty(), Optional.empty(), Optional.of(source))))
        : key;
  }
}

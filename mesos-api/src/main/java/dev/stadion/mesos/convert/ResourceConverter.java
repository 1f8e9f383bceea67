package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Resources. The old form names a {@code role} and perhaps a {@code reservation}, the new one a
 * stack of {@code reservations}; both are read, and each has its writer (mesos-v1.md §6.4).
 *
 * <p>What a storage plugin provides, block devices and raw disks have no counterpart in the core:
 * taking them for plain space would put tasks on somebody's data, so they are left out when
 * reading.
 */
public final class ResourceConverter {
  private ResourceConverter() {}

  /**
   * The sum of all resources the core knows; the others are left out.
   *
   * @throws IllegalArgumentException when a value is missing, negative or not finite, when a
   *     resource mixes the old form with the new, or when its reservations break their rules
   */
  public static Resources fromProto(List<Resource> resources) {
    Resources sum = Resources.empty();
    for (Resource resource : resources) {
      if (isKnown(resource)) {
        sum = plus(sum, resource);
      }
    }
    return sum;
  }

  /** Whether {@link #fromProto} can represent it. */
  public static boolean isKnown(Resource resource) {
    return !resource.hasProviderId() && Disks.isKnown(resource.getDisk());
  }

  /** In the new form: {@code role} unset, reservations as a stack, empty when unreserved. */
  public static List<Resource> toProto(Resources resources) {
    var protos = new ArrayList<Resource>();
    resources.forEach((key, quantity) -> {
      Resource.Builder proto = write(key, quantity);
      Reservations.write(key.reservations(), proto);
      protos.add(proto.build());
    });
    return List.copyOf(protos);
  }

  /**
   * In the old form, for frameworks without RESERVATION_REFINEMENT: {@code role} always set.
   * Refined reservations cannot be said in it and are left out.
   */
  public static List<Resource> toOldProto(Resources resources) {
    var protos = new ArrayList<Resource>();
    resources.forEach((key, quantity) -> {
      if (key.reservations().size() <= 1) {
        Resource.Builder proto = write(key, quantity);
        Reservations.writeOld(key.reservations(), proto);
        protos.add(proto.build());
      }
    });
    return List.copyOf(protos);
  }

  /** The same resources with {@code allocation_info}, which MULTI_ROLE frameworks see in offers. */
  public static List<Resource> allocatedTo(String role, List<Resource> resources) {
    var allocation = Resource.AllocationInfo.newBuilder().setRole(role).build();
    return resources.stream()
        .map(resource -> resource.toBuilder().setAllocationInfo(allocation).build())
        .toList();
  }

  private static Resources plus(Resources sum, Resource resource) {
    try {
      return sum.with(key(resource), quantity(resource));
    } catch (ArithmeticException e) {
      throw wrong(resource, "is too large");
    } catch (IllegalArgumentException e) {
      throw wrong(resource, e.getMessage());
    }
  }

  private static ResourceKey key(Resource resource) {
    boolean bare =
        !resource.hasDisk()
            && !resource.hasRevocable()
            && !resource.hasShared()
            && !resource.hasReservation()
            && resource.getReservationsCount() == 0
            && resource.getRole().equals(ResourceKey.UNRESERVED);
    return bare
        ? ResourceKey.unreserved(resource.getName())
        : new ResourceKey(
            resource.getName(),
            Reservations.read(resource),
            Disks.read(resource.getDisk()),
            resource.hasRevocable(),
            resource.hasShared());
  }

  private static Quantity quantity(Resource resource) {
    return switch (resource.getType()) {
      case SCALAR -> Quantity.Scalar.of(resource.getScalar().getValue());
      case RANGES -> new Quantity.Ranges(Values.ranges(resource.getRanges()));
      case SET -> new Quantity.Items(new TreeSet<>(resource.getSet().getItemList()));
      case TEXT -> throw new IllegalArgumentException("must not be of type TEXT");
    };
  }

  private static IllegalArgumentException wrong(Resource resource, String rule) {
    return new IllegalArgumentException("resource " + resource.getName() + ": " + rule);
  }

  private static Resource.Builder write(ResourceKey key, Quantity quantity) {
    var proto = Resource.newBuilder().setName(key.name());
    switch (quantity) {
      case Quantity.Scalar scalar ->
          proto.setType(Value.Type.SCALAR).setScalar(Values.scalar(scalar.value()));
      case Quantity.Ranges(var ranges) ->
          proto.setType(Value.Type.RANGES).setRanges(Values.ranges(ranges));
      case Quantity.Items(var names) -> proto.setType(Value.Type.SET).setSet(Values.set(names));
    }
    key.disk().ifPresent(disk -> proto.setDisk(Disks.write(disk)));
    if (key.revocable()) {
      proto.setRevocable(Resource.RevocableInfo.getDefaultInstance());
    }
    if (key.shared()) {
      proto.setShared(Resource.SharedInfo.getDefaultInstance());
    }
    return proto;
  }
}

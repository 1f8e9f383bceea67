package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Resource.ReservationInfo;
import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Resources. The old form names a {@code role}, the new one a stack of {@code reservations}; both
 * are read, and each has its writer (mesos-v1.md §6.4).
 *
 * <p>The core knows plain resources only: unreserved, or statically reserved for one role. Volumes,
 * revocable, shared and dynamically reserved ones cannot be told apart by {@link ResourceKey}, and
 * taking them for plain would launch tasks on somebody's data: they are left out when reading.
 */
public final class ResourceConverter {
  private ResourceConverter() {}

  /**
   * The sum of all plain resources; the others are left out.
   *
   * @throws IllegalArgumentException when a value is missing, negative or not finite, or when a
   *     resource mixes the old form with the new
   */
  public static Resources fromProto(List<Resource> resources) {
    Resources sum = Resources.empty();
    for (Resource resource : resources) {
      String role = role(resource);
      if (isPlain(resource)) {
        sum = plus(sum, new ResourceKey(resource.getName(), role), resource);
      }
    }
    return sum;
  }

  /** Whether {@link #fromProto} can represent it. */
  public static boolean isPlain(Resource resource) {
    return !resource.hasDisk()
        && !resource.hasRevocable()
        && !resource.hasShared()
        && !resource.hasProviderId()
        && !resource.hasReservation()
        && resource.getReservationsCount() <= 1
        && resource.getReservationsList().stream()
            .allMatch(r -> r.getType() == ReservationInfo.Type.STATIC);
  }

  /** In the new form: {@code role} unset, reservations as a stack, empty when unreserved. */
  public static List<Resource> toProto(Resources resources) {
    return write(
        resources,
        (proto, role) -> {
          if (!role.equals(ResourceKey.UNRESERVED)) {
            proto.addReservationsBuilder().setType(ReservationInfo.Type.STATIC).setRole(role);
          }
        });
  }

  /** In the old form, for frameworks without RESERVATION_REFINEMENT: {@code role} always set. */
  public static List<Resource> toOldProto(Resources resources) {
    return write(resources, Resource.Builder::setRole);
  }

  /** The same resources with {@code allocation_info}, which MULTI_ROLE frameworks see in offers. */
  public static List<Resource> allocatedTo(String role, List<Resource> resources) {
    var allocation = Resource.AllocationInfo.newBuilder().setRole(role).build();
    return resources.stream()
        .map(resource -> resource.toBuilder().setAllocationInfo(allocation).build())
        .toList();
  }

  private static String role(Resource resource) {
    if (resource.getReservationsCount() == 0) {
      return resource.getRole(); // its default is the unreserved role
    }
    if (resource.hasRole() || resource.hasReservation()) {
      throw wrong(resource, "must not have both role and reservations");
    }
    return resource.getReservations(resource.getReservationsCount() - 1).getRole();
  }

  private static Resources plus(Resources sum, ResourceKey key, Resource resource) {
    try {
      return sum.with(key, quantity(resource));
    } catch (ArithmeticException e) {
      throw wrong(resource, "is too large");
    } catch (IllegalArgumentException e) {
      throw wrong(resource, e.getMessage());
    }
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

  private static List<Resource> write(
      Resources resources, BiConsumer<Resource.Builder, String> role) {
    var protos = new ArrayList<Resource>();
    resources
        .parts()
        .forEach((key, quantity) -> {
          var proto = Resource.newBuilder().setName(key.name());
          switch (quantity) {
            case Quantity.Scalar scalar ->
                proto.setType(Value.Type.SCALAR).setScalar(Values.scalar(scalar.value()));
            case Quantity.Ranges(var ranges) ->
                proto.setType(Value.Type.RANGES).setRanges(Values.ranges(ranges));
            case Quantity.Items(var names) ->
                proto.setType(Value.Type.SET).setSet(Values.set(names));
          }
          role.accept(proto, key.role());
          protos.add(proto.build());
        });
    return List.copyOf(protos);
  }
}

package dev.stadion.master.wire;

import dev.stadion.master.heart.Operation;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import java.util.List;
import java.util.Optional;

/** The operations of an ACCEPT (mesos-v1.md §3.3). What is wrong with one is said in it. */
public final class Operations {
  private Operations() {}

  /**
   * @throws InvalidCallException when it lacks the member that its type names
   */
  static Operation read(Offer.Operation operation, FrameworkID framework)
      throws InvalidCallException {
    Optional<String> id =
        operation.hasId() ? Optional.of(operation.getId().getValue()) : Optional.empty();
    return switch (operation.getType()) {
      case LAUNCH -> {
        require(operation.hasLaunch(), "launch");
        yield new Operation.Launch(
            id,
            operation.getLaunch().getTaskInfosList().stream()
                .map(task -> Tasks.launchable(task, framework))
                .toList());
      }
      case LAUNCH_GROUP -> {
        require(operation.hasLaunchGroup(), "launch_group");
        yield Tasks.group(id, operation.getLaunchGroup(), framework);
      }
      case RESERVE -> {
        require(operation.hasReserve(), "reserve");
        yield operation.getReserve().getSourceCount() > 0
            ? new Operation.Defective(
                id, "'reserve.source' is only supported for operators, not in an ACCEPT")
            : change(id, Operation.Kind.RESERVE, operation.getReserve().getResourcesList());
      }
      case UNRESERVE -> {
        require(operation.hasUnreserve(), "unreserve");
        yield change(id, Operation.Kind.UNRESERVE, operation.getUnreserve().getResourcesList());
      }
      case CREATE -> {
        require(operation.hasCreate(), "create");
        yield change(id, Operation.Kind.CREATE, operation.getCreate().getVolumesList());
      }
      case DESTROY -> {
        require(operation.hasDestroy(), "destroy");
        yield change(id, Operation.Kind.DESTROY, operation.getDestroy().getVolumesList());
      }
      case GROW_VOLUME, SHRINK_VOLUME, CREATE_DISK, DESTROY_DISK ->
          new Operation.Defective(
              id, "This master does not perform " + operation.getType() + " operations");
      case UNKNOWN -> new Operation.Defective(id, "The type of the operation is not known");
    };
  }

  /** Also for what operators ask: resources that cannot be read make it defective. */
  public static Operation change(
      Optional<String> id, Operation.Kind kind, List<Resource> resources) {
    for (Resource resource : resources) {
      if (!ResourceConverter.isKnown(resource)) {
        return new Operation.Defective(
            id, "Resource " + resource.getName() + " is of a kind this master does not know");
      }
    }
    try {
      return new Operation.Change(id, kind, ResourceConverter.fromProto(resources));
    } catch (IllegalArgumentException e) {
      return new Operation.Defective(id, "Invalid resources: " + e.getMessage());
    }
  }

  private static void require(boolean present, String member) throws InvalidCallException {
    if (!present) {
      throw new InvalidCallException("Expecting 'accept.operations." + member + "' to be present");
    }
  }
}

package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.IdRules;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * What reserving, unreserving, creating and destroying must obey, and what it makes of an agent
 * (mesos-v1.md §3.3, §6.4, §10.7). The master's books are the truth: what is decided here is done;
 * the agent is told the whole result.
 */
final class OperationRules {
  /** What an operation asks for. */
  sealed interface Verdict {
    record Refused(String problem) implements Verdict {}

    /** {@code consumed} shall become {@code converted}. */
    record Allowed(Resources consumed, Resources converted) implements Verdict {}
  }

  /** What an operator hears. */
  sealed interface Outcome {
    record Done() implements Outcome {}

    /** The request breaks a rule. */
    record Invalid(String problem) implements Outcome {}

    /** The agent does not have free what is asked for. */
    record Unavailable(String problem) implements Outcome {}
  }

  private OperationRules() {}

  /**
   * Judges an operation by itself; whether its resources are there is for the caller to see.
   *
   * @param principal who asks; absent where nobody has to be anybody
   * @param role of the offer it is made from; absent for operators
   */
  static Verdict judge(
      Agent agent, Operation.Change change, Optional<String> principal, Optional<String> role) {
    if (change.resources().isEmpty()) {
      return new Verdict.Refused("Resource cannot be empty");
    }
    var ids = new HashSet<String>();
    for (ResourceKey key : change.resources().parts().keySet()) {
      Optional<String> problem =
          switch (change.kind()) {
            case RESERVE -> reserveProblem(key, principal, role);
            case UNRESERVE -> unreserveProblem(key);
            case CREATE -> {
              Optional<String> own = createProblem(agent, key, principal);
              yield own.isEmpty() && !ids.add(key.role() + " " + persistenceId(key))
                  ? Optional.of("Persistence ID '" + persistenceId(key) + "' is used twice")
                  : own;
            }
            case DESTROY -> destroyProblem(agent, key);
          };
      if (problem.isPresent()) {
        return new Verdict.Refused(problem.get());
      }
    }
    Resources named = change.resources();
    return switch (change.kind()) {
      case RESERVE -> new Verdict.Allowed(named.mapKeys(OperationRules::unreserved), named);
      case UNRESERVE -> new Verdict.Allowed(named, named.mapKeys(OperationRules::unreserved));
      case CREATE -> new Verdict.Allowed(named.mapKeys(OperationRules::emptied), named);
      case DESTROY -> new Verdict.Allowed(named, named.mapKeys(OperationRules::emptied));
    };
  }

  /**
   * Does what an operator asks for on a connected agent. Offers that hold what is needed are taken
   * back; nothing is touched unless all of it can be had.
   */
  static Outcome apply(
      Draft draft, AgentId id, Operation.Change change, Optional<String> principal) {
    Agent agent = draft.agent(id);
    if (agent == null || !agent.connected()) {
      return new Outcome.Invalid("No agent found with specified ID");
    }
    return switch (judge(agent, change, principal, Optional.empty())) {
      case Verdict.Refused(var problem) -> new Outcome.Invalid(problem);
      case Verdict.Allowed(var consumed, var converted) -> {
        Resources reachable = agent.free();
        for (OfferId offer : agent.offers()) {
          reachable = reachable.plus(draft.offer(offer).resources());
        }
        if (!reachable.contains(consumed)) {
          yield new Outcome.Unavailable(
              "Insufficient resources: " + consumed + " is not free on agent " + id);
        }
        for (OfferId offer : agent.offers()) {
          if (draft.agent(id).free().contains(consumed)) {
            break;
          }
          HeldOffer held = draft.offer(offer);
          if (held.resources().anyMatch(key -> consumed.quantity(key).isPresent())) {
            OfferRules.rescind(draft, held);
          }
        }
        Agent holder = draft.agent(id);
        draft.put(holder.holding(holder.used(), holder.free().minus(consumed).plus(converted)));
        convert(draft, id, consumed, converted);
        checkpoint(draft, id);
        draft.freed(id);
        yield new Outcome.Done();
      }
    };
  }

  /** Changes what the agent has; what is free or offered of it is for the caller to change. */
  static void convert(Draft draft, AgentId id, Resources consumed, Resources converted) {
    Agent agent = draft.agent(id);
    draft.put(agent.stocked(agent.stock().converting(consumed, converted)));
  }

  /** Makes the result of changes durable and tells the agent. */
  static void checkpoint(Draft draft, AgentId id) {
    Agent agent = draft.agent(id);
    draft.remember(new MasterChange.ResourcesCheckpointed(id, agent.stock().checkpointed()));
    agent.link().stream()
        .ifPresent(stream ->
            draft.tell(
                new MasterEffect.CheckpointResources(stream, id, agent.stock().checkpointed())));
  }

  private static Optional<String> reserveProblem(
      ResourceKey key, Optional<String> principal, Optional<String> role) {
    if (!key.isDynamicallyReserved()) {
      return Optional.of("Resource " + key.name() + " is not dynamically reserved");
    }
    if (key.isPersistentVolume()) {
      return Optional.of("A persistent volume must already be reserved");
    }
    if (key.revocable()) {
      return Optional.of("Revocable resource " + key.name() + " cannot be reserved");
    }
    Optional<String> badRole = FrameworkRules.roleProblem(key.role());
    if (badRole.isPresent()) {
      return badRole;
    }
    Reservation reservation = key.reservations().getLast();
    if (principal.isPresent() && !principal.equals(reservation.principal())) {
      return Optional.of(
          "A reserve operation was attempted by principal '"
              + principal.get()
              + "', but the reservation has "
              + reservation.principal().map(p -> "principal '" + p + "'").orElse("no principal"));
    }
    return role.isPresent() && !role.get().equals(reservation.role())
        ? Optional.of(
            "A reserve operation was attempted for role '"
                + reservation.role()
                + "', but the resources were allocated to role '"
                + role.get()
                + "'")
        : Optional.empty();
  }

  private static Optional<String> unreserveProblem(ResourceKey key) {
    if (!key.isDynamicallyReserved()) {
      return Optional.of("Resource " + key.name() + " is not dynamically reserved");
    }
    return key.isPersistentVolume()
        ? Optional.of(
            "A dynamically reserved persistent volume cannot be unreserved directly: destroy"
                + " volume '"
                + persistenceId(key)
                + "' first")
        : Optional.empty();
  }

  private static Optional<String> createProblem(
      Agent agent, ResourceKey key, Optional<String> principal) {
    if (!key.name().equals(Resources.DISK) || !key.isPersistentVolume()) {
      return Optional.of("Resource " + key.name() + " is not a persistent volume");
    }
    if (key.reservations().isEmpty()) {
      return Optional.of("Persistent volumes cannot be created from unreserved resources");
    }
    if (key.revocable()) {
      return Optional.of("Persistent volumes cannot be created from revocable resources");
    }
    if (key.shared()) {
      return Optional.of("Shared persistent volumes are not supported by this master");
    }
    Disk disk = key.disk().orElseThrow();
    String badId = IdRules.problemWith(persistenceId(key));
    if (badId != null) {
      return Optional.of("The persistence ID " + badId);
    }
    if (disk.volume().isEmpty()) {
      return Optional.of("Expecting 'volume' to be set for persistent volume");
    }
    Optional<String> place = volumeProblem(disk.volume().get());
    if (place.isPresent()) {
      return place;
    }
    Optional<String> owner = disk.persistence().orElseThrow().principal();
    if (principal.isPresent() && !principal.equals(owner)) {
      return Optional.of(
          "A create volume operation was attempted by principal '"
              + principal.get()
              + "', but the volume has "
              + owner.map(p -> "principal '" + p + "'").orElse("no principal"));
    }
    return volumeOf(agent.stock().checkpointed(), key.role(), persistenceId(key)).isPresent()
        ? Optional.of(
            "Persistence ID '"
                + persistenceId(key)
                + "' exists already for role '"
                + key.role()
                + "' on agent "
                + agent.id())
        : Optional.empty();
  }

  private static Optional<String> volumeProblem(Disk.Volume volume) {
    if (volume.hostPath().isPresent()) {
      return Optional.of("Expecting 'host_path' to be unset for persistent volume");
    }
    if (volume.readOnly()) {
      return Optional.of("Read-only persistent volume not supported");
    }
    String path = volume.containerPath();
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      return Optional.of("Expecting 'container_path' of a persistent volume to be a path");
    }
    for (Path part : Path.of(path)) {
      if (part.toString().equals("..")) {
        return Optional.of("The 'container_path' of a persistent volume must stay in the sandbox");
      }
    }
    return path.startsWith("/")
        ? Optional.of("The 'container_path' of a persistent volume must be relative")
        : Optional.empty();
  }

  private static Optional<String> destroyProblem(Agent agent, ResourceKey key) {
    if (!key.isPersistentVolume()) {
      return Optional.of("Resource " + key.name() + " is not a persistent volume");
    }
    if (agent.stock().checkpointed().quantity(key).isEmpty()) {
      return Optional.of(
          "Persistent volume '" + persistenceId(key) + "' not found on agent " + agent.id());
    }
    return agent.used().quantity(key).isPresent()
        ? Optional.of("Persistent volume '" + persistenceId(key) + "' is in use")
        : Optional.empty();
  }

  private static Optional<ResourceKey> volumeOf(Resources resources, String role, String id) {
    return resources.parts().keySet().stream()
        .filter(key ->
            key.isPersistentVolume() && key.role().equals(role) && persistenceId(key).equals(id))
        .findFirst();
  }

  private static String persistenceId(ResourceKey key) {
    return key.disk().flatMap(Disk::persistence).map(Disk.Persistence::id).orElse("");
  }

  private static ResourceKey unreserved(ResourceKey key) {
    List<Reservation> stack = key.reservations();
    return key.withReservations(stack.subList(0, stack.size() - 1));
  }

  private static ResourceKey emptied(ResourceKey key) {
    return key.withDisk(Stock.emptied(key.disk()));
  }
}

package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.launch.Bookings;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An agent with a master's books: what is reserved there stays, and nothing is given twice. */
final class DataAgent {
  private final World world;
  private final String name;
  private final String role;
  private final Map<TaskId, Resources> running = new LinkedHashMap<>();
  private Resources free = Resources.of(8, 8192, 8192).withPorts(new Range(31000, 31100));
  private int offers;

  DataAgent(World world, String name, String role) {
    this.world = world;
    this.name = name;
    this.role = role;
  }

  /** An offer of all that is free. */
  MarathonEvent.Offered offered() {
    return new MarathonEvent.Offered(
        List.of(
            new Offer(
                new OfferId(name + "-" + ++offers),
                new AgentId(name),
                name + ".local",
                role,
                free,
                List.of())));
  }

  /** Offers all that is free and does what it is told. */
  void offer() {
    world.drain();
    world.decide(offered());
    for (MarathonEffect.Launch launch : world.drain(MarathonEffect.Launch.class)) {
      perform(launch.bookings());
      launch.tasks().forEach(this::start);
    }
  }

  private void perform(Bookings bookings) {
    convert(bookings.destroyed(), emptied(bookings.destroyed()));
    convert(bookings.unreserved(), unreserved(bookings.unreserved()));
    for (Bookings.Booking booking : bookings.made()) {
      convert(unreserved(booking.reserved()), booking.reserved());
      convert(emptied(booking.volumes()), booking.volumes());
    }
  }

  private void convert(Resources consumed, Resources converted) {
    free = free.minus(consumed).plus(converted);
  }

  private void start(TaskLaunch task) {
    free = free.minus(task.taken());
    running.put(task.task(), task.taken());
    world.update(task.task(), TaskState.RUNNING);
  }

  /** The process ends by itself. */
  void end(TaskId task, TaskState state) {
    free = free.plus(running.remove(task));
    world.update(task, state);
  }

  /** Everything that was asked to end has ended. */
  void obey() {
    for (MarathonEffect.Kill kill : world.drain(MarathonEffect.Kill.class)) {
      if (running.containsKey(kill.task())) {
        end(kill.task(), TaskState.KILLED);
      }
    }
  }

  void seeds(Resources more) {
    free = free.plus(more);
  }

  List<TaskId> running() {
    return List.copyOf(running.keySet());
  }

  /** Megabytes in volumes that hold data. */
  double kept() {
    Resources all = running.values().stream().reduce(free, Resources::plus);
    return all.filter(ResourceKey::isPersistentVolume).amount(Resources.DISK);
  }

  boolean hasReservations() {
    return free.anyMatch(ResourceKey::isDynamicallyReserved) || !running.isEmpty();
  }

  private static Resources unreserved(Resources resources) {
    return resources.mapKeys(key -> key.withReservations(List.of()));
  }

  private static Resources emptied(Resources resources) {
    return resources.mapKeys(key ->
        key.withDisk(
            key.disk()
                .flatMap(Disk::source)
                .map(source -> new Disk(Optional.empty(), Optional.empty(), Optional.of(source)))));
  }
}

package dev.stadion.agent.master;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.VolumeId;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads persistent volumes out of resources (mesos-v1.md §6.4). Pure. */
public final class VolumeOrders {
  private VolumeOrders() {}

  /**
   * What was remembered.
   *
   * @throws IllegalArgumentException when it is not what it should be
   */
  public static KeptResources kept(Document resources) {
    try {
      return kept(Event.CheckpointResources.parseFrom(resources.bytes()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("remembered reservations cannot be read", e);
    }
  }

  static KeptResources kept(Event.CheckpointResources resources) {
    return new KeptResources(
        Document.of(resources.toByteArray()), volumes(resources.getResourcesList().stream()));
  }

  static Set<VolumeId> usedBy(List<TaskInfo> tasks) {
    return volumes(tasks.stream().flatMap(VolumeOrders::resources));
  }

  /** Of a group and of the executor that it needs. */
  static Set<VolumeId> usedBy(ExecutorInfo executor, List<TaskInfo> tasks) {
    return volumes(
        Stream.concat(
            executor.getResourcesList().stream(), tasks.stream().flatMap(VolumeOrders::resources)));
  }

  /**
   * The volumes among the resources of a task or an executor, by the path that they have in its
   * sandbox.
   */
  public static Map<String, VolumeId> paths(List<Resource> resources) {
    var paths = new TreeMap<String, VolumeId>();
    resources.stream()
        .filter(VolumeOrders::isVolume)
        .forEach(resource ->
            paths.put(resource.getDisk().getVolume().getContainerPath(), volume(resource)));
    return paths;
  }

  private static Stream<Resource> resources(TaskInfo task) {
    return Stream.concat(
        task.getResourcesList().stream(), task.getExecutor().getResourcesList().stream());
  }

  private static Set<VolumeId> volumes(Stream<Resource> resources) {
    return resources
        .filter(VolumeOrders::isVolume)
        .map(VolumeOrders::volume)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isVolume(Resource resource) {
    return resource.hasDisk() && resource.getDisk().hasPersistence();
  }

  /**
   * Both forms of a reservation are understood: the stack, of which the last counts, and the old.
   */
  private static VolumeId volume(Resource resource) {
    String role =
        resource.getReservationsCount() > 0
            ? resource.getReservations(resource.getReservationsCount() - 1).getRole()
            : resource.getRole();
    return new VolumeId(role, resource.getDisk().getPersistence().getId());
  }
}

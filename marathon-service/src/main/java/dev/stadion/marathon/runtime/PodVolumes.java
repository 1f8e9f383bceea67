package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.app.PodDefinition.VolumeMount;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.mesos.v1.Volume.Source.SandboxPath;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Resources;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the containers of a pod mount (marathon.md §8.1). A persistent volume that one container
 * mounts is a resource of its task, and belongs to that task's user. One that several mount is a
 * resource of their executor: it lies in its sandbox, where all of them find it (mesos-v1.md §6.4).
 * Pure.
 *
 * @param taken from the offer, for all containers and their executor
 */
record PodVolumes(PodDefinition pod, Resources taken, SecretValues secrets) {
  /** Below which ephemeral volumes lie in the sandbox of an instance. */
  private static final String EPHEMERAL = "volumes/";

  /** The persistent volumes that several containers mount. */
  Resources shared() {
    return persistent(pod::isShared);
  }

  /** The persistent volumes that only this container mounts. */
  Resources of(PodContainer container) {
    Set<String> mounted =
        container.volumeMounts().stream().map(VolumeMount::name).collect(Collectors.toSet());
    return persistent(name -> mounted.contains(name) && !pod.isShared(name));
  }

  private Resources persistent(Predicate<String> named) {
    return taken.filter(key ->
        key.isPersistentVolume()
            && key.disk().flatMap(Disk::volume).map(Disk.Volume::containerPath).stream()
                .anyMatch(named));
  }

  /** What is to be mounted where in this container. */
  List<Volume> mounts(PodContainer container) {
    return container.volumeMounts().stream()
        .flatMap(mount ->
            pod.volumes().stream()
                .filter(volume -> volume.name().equals(mount.name()))
                .flatMap(volume -> mount(volume, mount)))
        .toList();
  }

  private Stream<Volume> mount(PodDefinition.Volume volume, VolumeMount mount) {
    Volume.Builder info =
        Volume.newBuilder()
            .setContainerPath(mount.mountPath())
            .setMode(mount.readOnly() ? Volume.Mode.RO : Volume.Mode.RW);
    return switch (volume) {
      case PodDefinition.Volume.Host(var _, var path) -> Stream.of(info.setHostPath(path).build());
      case PodDefinition.Volume.Ephemeral(var name) ->
          Stream.of(inSandbox(info, SandboxPath.Type.PARENT, EPHEMERAL + name));
      case PodDefinition.Volume.Persistent(var name, var _) when pod.isShared(name) ->
          Stream.of(inSandbox(info, SandboxPath.Type.PARENT, name));
      // It is in the task's own sandbox under its name already.
      case PodDefinition.Volume.Persistent(var name, var _) ->
          mount.mountPath().equals(name)
              ? Stream.empty()
              : Stream.of(inSandbox(info, SandboxPath.Type.SELF, name));
      case PodDefinition.Volume.Secret(var _, var secret) ->
          Stream.of(
              VolumeInfos.secret(mount.mountPath(), secrets.secret(pod.secrets().get(secret))));
    };
  }

  private static Volume inSandbox(Volume.Builder info, SandboxPath.Type whose, String path) {
    info.getSourceBuilder()
        .setType(Volume.Source.Type.SANDBOX_PATH)
        .getSandboxPathBuilder()
        .setType(whose)
        .setPath(path);
    return info.build();
  }
}

package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.Resource.DiskInfo;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.scheduling.resource.Disk;
import java.util.Optional;

/** Disks that are more than space (mesos-v1.md §6.4). */
final class Disks {
  private Disks() {}

  /** Whether {@link #read} can represent it: block devices and storage plugins are not for us. */
  static boolean isKnown(DiskInfo info) {
    if (!info.hasSource()) {
      return true;
    }
    DiskInfo.Source source = info.getSource();
    return (source.getType() == DiskInfo.Source.Type.PATH
            || source.getType() == DiskInfo.Source.Type.MOUNT)
        && !source.hasVendor()
        && !source.hasMetadata();
  }

  /** Empty when nothing is special about it. */
  static Optional<Disk> read(DiskInfo info) {
    var disk =
        new Disk(
            info.hasPersistence() ? Optional.of(persistence(info)) : Optional.empty(),
            info.hasVolume() ? Optional.of(volume(info.getVolume())) : Optional.empty(),
            info.hasSource() ? Optional.of(source(info.getSource())) : Optional.empty());
    boolean special =
        disk.persistence().isPresent() || disk.volume().isPresent() || disk.source().isPresent();
    return special ? Optional.of(disk) : Optional.empty();
  }

  private static Disk.Persistence persistence(DiskInfo info) {
    DiskInfo.Persistence persistence = info.getPersistence();
    return new Disk.Persistence(
        persistence.getId(),
        persistence.hasPrincipal() ? Optional.of(persistence.getPrincipal()) : Optional.empty());
  }

  private static Disk.Volume volume(Volume volume) {
    return new Disk.Volume(
        volume.getContainerPath(),
        volume.hasHostPath() ? Optional.of(volume.getHostPath()) : Optional.empty(),
        volume.getMode() == Volume.Mode.RO);
  }

  private static Disk.Source source(DiskInfo.Source source) {
    boolean path = source.getType() == DiskInfo.Source.Type.PATH;
    String root = path ? source.getPath().getRoot() : source.getMount().getRoot();
    return new Disk.Source(
        path ? Disk.Source.Type.PATH : Disk.Source.Type.MOUNT,
        root.isEmpty() ? Optional.empty() : Optional.of(root),
        source.hasId() ? Optional.of(source.getId()) : Optional.empty(),
        source.hasProfile() ? Optional.of(source.getProfile()) : Optional.empty());
  }

  static DiskInfo write(Disk disk) {
    var info = DiskInfo.newBuilder();
    disk.persistence()
        .ifPresent(persistence -> {
          info.getPersistenceBuilder().setId(persistence.id());
          persistence.principal().ifPresent(info.getPersistenceBuilder()::setPrincipal);
        });
    disk.volume()
        .ifPresent(volume -> {
          info.getVolumeBuilder()
              .setContainerPath(volume.containerPath())
              .setMode(volume.readOnly() ? Volume.Mode.RO : Volume.Mode.RW);
          volume.hostPath().ifPresent(info.getVolumeBuilder()::setHostPath);
        });
    disk.source().ifPresent(source -> info.setSource(write(source)));
    return info.build();
  }

  private static DiskInfo.Source write(Disk.Source source) {
    var info = DiskInfo.Source.newBuilder();
    switch (source.type()) {
      case PATH -> {
        info.setType(DiskInfo.Source.Type.PATH);
        source.root().ifPresent(root -> info.getPathBuilder().setRoot(root));
      }
      case MOUNT -> {
        info.setType(DiskInfo.Source.Type.MOUNT);
        source.root().ifPresent(root -> info.getMountBuilder().setRoot(root));
      }
    }
    source.id().ifPresent(info::setId);
    source.profile().ifPresent(info::setProfile);
    return info.build();
  }
}

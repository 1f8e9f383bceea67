package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.Container;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Parameter;
import dev.stadion.mesos.v1.Parameters;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.Volume;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Describes volumes of apps to a master (marathon.md §5.5). Pure. */
final class VolumeInfos {
  private static final String PREFIX = "dvdi/";
  private static final String DRIVER = PREFIX + "driver";

  private VolumeInfos() {}

  /**
   * Adds {@code volume} to {@code info}, whose type is known.
   *
   * @param declared sources of secrets by name
   */
  static void add(
      ContainerInfo.Builder info,
      Container.Volume volume,
      Map<String, String> declared,
      SecretValues secrets) {
    switch (volume) {
      case Container.Volume.Host(String inside, String outside, String mode) ->
          info.addVolumesBuilder()
              .setContainerPath(inside)
              .setHostPath(outside)
              .setMode(Volume.Mode.valueOf(mode));
      case Container.Volume.Secret(String inside, String secret) ->
          info.addVolumes(secret(inside, secrets.secret(declared.get(secret))));
      case Container.Volume.External external -> external(info, external);
      // It is among the task's resources.
      case Container.Volume.Persistent _ -> {}
    }
  }

  /** A file that holds a secret. */
  static Volume secret(String inside, Secret secret) {
    Volume.Builder volume = Volume.newBuilder().setContainerPath(inside).setMode(Volume.Mode.RO);
    volume.getSourceBuilder().setType(Volume.Source.Type.SECRET).setSecret(secret);
    return volume.build();
  }

  /** Docker has one driver for all volumes of a container; agents themselves ask any driver. */
  private static void external(ContainerInfo.Builder info, Container.Volume.External volume) {
    String driver = volume.options().getOrDefault(DRIVER, "");
    Volume.Builder mounted =
        info.addVolumesBuilder()
            .setContainerPath(volume.containerPath())
            .setMode(Volume.Mode.valueOf(volume.mode()));
    if (info.getType() == ContainerInfo.Type.DOCKER) {
      mounted.setHostPath(volume.name());
      info.getDockerBuilder().setVolumeDriver(driver);
      return;
    }
    Volume.Source.DockerVolume.Builder source =
        mounted
            .getSourceBuilder()
            .setType(Volume.Source.Type.DOCKER_VOLUME)
            .getDockerVolumeBuilder()
            .setDriver(driver)
            .setName(volume.name());
    Parameters options = options(volume);
    if (options.getParameterCount() > 0) {
      source.setDriverOptions(options);
    }
  }

  /** What the driver is told; a size that is a field counts more than one among the options. */
  private static Parameters options(Container.Volume.External volume) {
    var options = new TreeMap<>(volume.options());
    volume.size().ifPresent(size -> options.put(PREFIX + "size", Integer.toString(size)));
    Parameters.Builder told = Parameters.newBuilder();
    options.forEach((key, value) -> {
      if (key.startsWith(PREFIX) && !key.toLowerCase(Locale.ROOT).equals(DRIVER)) {
        told.addParameter(
            Parameter.newBuilder().setKey(key.substring(PREFIX.length())).setValue(value.strip()));
      }
    });
    return told.build();
  }
}

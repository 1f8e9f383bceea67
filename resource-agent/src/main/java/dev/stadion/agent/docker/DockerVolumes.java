package dev.stadion.agent.docker;

import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.Volume;
import java.nio.file.Path;

/** Which paths a container sees of the host's (mesos-v1.md §6.8). Pure. */
final class DockerVolumes {
  private DockerVolumes() {}

  static void add(DockerSpec spec, ContainerInfo container, Path sandbox) throws Invalid {
    spec.binds.add(sandbox + ":" + DockerSpecs.SANDBOX + ":rw");
    if (container.getDocker().hasVolumeDriver()) {
      spec.host.withVolumeDriver(container.getDocker().getVolumeDriver());
    }
    for (Volume volume : container.getVolumesList()) {
      spec.binds.add(
          source(spec, container, volume, sandbox)
              + ":"
              + target(volume)
              + (isReadOnly(volume) ? ":ro" : ":rw"));
    }
  }

  private static boolean isReadOnly(Volume volume) {
    return volume.getMode() == Volume.Mode.RO
        || volume.getSource().getType() == Volume.Source.Type.SECRET;
  }

  /** Whoever is the user inside can read it, and nobody outside. */
  private static String secret(DockerSpec spec, Volume volume, Path sandbox) throws Invalid {
    Secret secret = volume.getSource().getSecret();
    if (secret.getType() != Secret.Type.VALUE) {
      throw new Invalid(
          "the secret at " + volume.getContainerPath() + " is a reference, not a value");
    }
    Path file = sandbox.resolve(Sandbox.SECRETS).resolve(Integer.toString(spec.secrets.size()));
    spec.secrets.put(file, secret.getValue().getData());
    return file.toString();
  }

  private static String target(Volume volume) throws Invalid {
    String path = volume.getContainerPath();
    if (path.isEmpty() || path.contains(":")) {
      throw new Invalid("container_path '" + path + "' is empty or contains a colon");
    }
    return path.startsWith("/") ? path : DockerSpecs.SANDBOX + "/" + inside(path);
  }

  private static String source(
      DockerSpec spec, ContainerInfo container, Volume volume, Path sandbox) throws Invalid {
    if (volume.hasHostPath()) {
      return host(container, volume, volume.getHostPath(), sandbox);
    }
    if (!volume.hasSource()) {
      throw new Invalid(
          "the volume at " + volume.getContainerPath() + " has neither host_path nor source");
    }
    Volume.Source source = volume.getSource();
    return switch (source.getType()) {
      case HOST_PATH -> host(container, volume, source.getHostPath().getPath(), sandbox);
      case SANDBOX_PATH -> {
        if (source.getSandboxPath().getType() == Volume.Source.SandboxPath.Type.PARENT) {
          throw new Invalid("a Docker container has no parent whose sandbox it could share");
        }
        yield sandbox + "/" + inside(source.getSandboxPath().getPath());
      }
      case DOCKER_VOLUME -> named(spec, source.getDockerVolume());
      case SECRET -> secret(spec, volume, sandbox);
      case CSI_VOLUME, UNKNOWN ->
          throw new Invalid("volumes of type " + source.getType() + " cannot be had with Docker");
    };
  }

  private static String host(ContainerInfo container, Volume volume, String path, Path sandbox)
      throws Invalid {
    if (path.startsWith("/")) {
      return path;
    }
    if (!volume.getContainerPath().startsWith("/")) {
      throw new Invalid(
          "host_path and container_path of a volume are both relative: "
              + path
              + " is in the sandbox anyway");
    }
    // With a driver this is the name of a volume.
    return container.getDocker().hasVolumeDriver() ? path : sandbox + "/" + inside(path);
  }

  private static String named(DockerSpec spec, Volume.Source.DockerVolume volume) throws Invalid {
    if (volume.hasDriver()) {
      String before = spec.host.getVolumeDriver();
      if (before != null && !before.isEmpty() && !before.equals(volume.getDriver())) {
        throw new Invalid("one container cannot have volumes of two drivers");
      }
      spec.host.withVolumeDriver(volume.getDriver());
    }
    return volume.getName();
  }

  private static String inside(String path) throws Invalid {
    if (Path.of(path).normalize().startsWith("..") || path.contains(":")) {
      throw new Invalid("'" + path + "' leaves the sandbox");
    }
    return path;
  }
}

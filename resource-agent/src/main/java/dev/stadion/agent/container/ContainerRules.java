package dev.stadion.agent.container;

import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.LinuxInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Volume;
import java.util.Optional;

/** What no agent of this kind can do, told before anything is begun. Pure. */
public final class ContainerRules {
  /** Every process here has limits of its own, whether it shall share them or not. */
  private static final LinuxInfo NOTHING = LinuxInfo.getDefaultInstance();

  private ContainerRules() {}

  /** Empty when it can be tried; otherwise what cannot be done, as in "This agent cannot …". */
  public static Optional<String> impossible(ContainerInfo container) {
    if (container.getType() == ContainerInfo.Type.DOCKER) {
      return container.hasDocker()
          ? Optional.empty()
          : Optional.of("run a container of type DOCKER without docker.image");
    }
    if (container.getMesos().hasImage()) {
      return Optional.of("give a container of type MESOS an image; use type DOCKER");
    }
    if (container.hasDocker()) {
      return Optional.of("read docker in a container of type MESOS");
    }
    // As in Mesos, one that has no name is the host's.
    if (container.getNetworkInfosList().stream().anyMatch(NetworkInfo::hasName)) {
      return Optional.of("give a container of type MESOS a network of its own; use type DOCKER");
    }
    if (container.hasHostname()) {
      return Optional.of("give a container of type MESOS a hostname; use type DOCKER");
    }
    if (!container.getLinuxInfo().toBuilder().clearShareCgroups().build().equals(NOTHING)) {
      return Optional.of("give a container of type MESOS linux_info; use type DOCKER");
    }
    if (container.hasTtyInfo()) {
      return Optional.of("give a container a terminal");
    }
    if (container.getVolumesList().stream().anyMatch(Volume::hasImage)) {
      return Optional.of("give a container a volume with an image");
    }
    return Optional.empty();
  }
}

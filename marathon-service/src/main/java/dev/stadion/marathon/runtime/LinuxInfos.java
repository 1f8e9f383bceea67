package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.Container;
import dev.stadion.mesos.v1.LinuxInfo;
import dev.stadion.mesos.v1.TTYInfo;

/** Describes kernel matters and terminals to a master (marathon.md §5.2, §8.1). Pure. */
final class LinuxInfos {
  /** A terminal of whatever size. */
  static final TTYInfo TERMINAL = TTYInfo.getDefaultInstance();

  private LinuxInfos() {}

  static LinuxInfo of(Container.LinuxInfo info) {
    return builder(info).build();
  }

  static LinuxInfo.Builder builder(Container.LinuxInfo info) {
    LinuxInfo.Builder linux = LinuxInfo.newBuilder();
    info.seccomp()
        .ifPresent(seccomp -> {
          seccomp.profileName().ifPresent(linux.getSeccompBuilder()::setProfileName);
          linux.getSeccompBuilder().setUnconfined(seccomp.unconfined());
        });
    info.ipc()
        .ifPresent(ipc -> {
          linux.setIpcMode(LinuxInfo.IpcMode.valueOf(ipc.mode()));
          ipc.shmSize().ifPresent(linux::setShmSize);
        });
    return linux;
  }
}

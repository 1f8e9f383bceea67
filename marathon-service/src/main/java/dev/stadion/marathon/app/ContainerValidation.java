package dev.stadion.marathon.app;

import dev.stadion.marathon.app.Container.Volume;
import dev.stadion.scheduling.constraint.BoundedRegex;
import java.util.HashSet;
import java.util.List;

/** Which containers can exist (marathon.md §5.2, §5.5). */
final class ContainerValidation {
  private final AppDefinition app;
  private final ValidationRules rules;
  private final Problems problems;

  private ContainerValidation(AppDefinition app, ValidationRules rules, Problems problems) {
    this.app = app;
    this.rules = rules;
    this.problems = problems;
  }

  static void check(AppDefinition app, ValidationRules rules, Problems problems) {
    app.container().ifPresent(new ContainerValidation(app, rules, problems)::container);
  }

  private void container(Container container) {
    boolean mesos = container.type() == Container.Type.MESOS;
    problems.require(mesos || container.docker().isPresent(), "/container/docker", "not defined");
    container
        .docker()
        .ifPresent(docker -> {
          problems.require(
              !mesos || docker.parameters().isEmpty(),
              "/container/docker/parameters",
              "must be empty");
          problems.require(
              !docker.hasCredential(), "/container/docker/credential", "must be empty");
          docker.pullSecret().ifPresent(secret -> pullSecret(mesos, secret));
        });
    for (int i = 0; i < container.volumes().size(); i++) {
      volume("/container/volumes(" + i + ")", container, container.volumes().get(i));
    }
    List<String> names =
        container.volumes().stream()
            .filter(Volume.External.class::isInstance)
            .map(volume -> ((Volume.External) volume).name())
            .toList();
    problems.require(
        new HashSet<>(names).size() == names.size(),
        "/container/volumes",
        "Volume names must be unique");
    container.linuxInfo().ifPresent(info -> linuxInfo(info, "/container/linuxInfo", problems));
  }

  private void pullSecret(boolean mesos, String secret) {
    problems.require(
        mesos,
        "/container/docker/pullConfig",
        "pullConfig is not supported with Docker containerizer");
    problems.require(
        app.secrets().containsKey(secret),
        "/container/docker/pullConfig",
        "pullConfig.secret must refer to an existing secret");
  }

  private void volume(String path, Container container, Volume volume) {
    switch (volume) {
      case Volume.Host(String inside, String outside, String mode) -> {
        problems.require(!inside.isEmpty(), path + "/containerPath", "must not be empty");
        problems.require(!outside.isEmpty(), path + "/hostPath", "must not be empty");
      }
      case Volume.Persistent persistent -> persistent(path, persistent, problems);
      case Volume.External external -> external(path, container, external);
      case Volume.Secret(String inside, String secret) -> {
        feature(path, "secrets");
        problems.require(!inside.isEmpty(), path + "/containerPath", "must not be empty");
        problems.require(
            app.secrets().containsKey(secret),
            path + "/secret",
            "volume.secret must refer to an existing secret");
      }
    }
  }

  /** A persistent volume of an app, or of a pod, whose path is its name. */
  static void persistent(String path, Volume.Persistent volume, Problems problems) {
    problems.require(
        volume.containerPath().indexOf('/') < 0,
        path + "/containerPath",
        "value must not contain \"/\"");
    problems.require(
        !List.of("", ".", "..").contains(volume.containerPath()),
        path + "/containerPath",
        "must not be empty, \".\" or \"..\"");
    problems.require(volume.mode().equals("RW"), path + "/mode", "must equal RW");
    problems.require(
        volume.size() > 0,
        path + "/persistent/size",
        "got " + volume.size() + ", expected 1 or more");
    problems.require(
        volume.constraints().isEmpty() || !volume.type().equals("root"),
        path + "/persistent/constraints",
        "Constraints on root volumes are not supported");
    for (int i = 0; i < volume.constraints().size(); i++) {
      problems.require(
          isDiskConstraint(volume.constraints().get(i)),
          path + "/persistent/constraints(" + i + ")",
          "a constraint of a disk is [\"path\", \"LIKE\" or \"UNLIKE\", a regular expression]");
    }
    volume
        .maxSize()
        .ifPresent(max -> {
          problems.require(
              volume.type().equals("mount"),
              path + "/persistent/maxSize",
              "Only mount volumes can have maxSize");
          problems.require(
              max > volume.size(),
              path + "/persistent/maxSize",
              "Max size must be larger than size");
        });
  }

  private static boolean isDiskConstraint(List<String> parts) {
    try {
      return parts.size() == 3
          && parts.get(0).equals("path")
          && List.of("LIKE", "UNLIKE").contains(parts.get(1))
          && BoundedRegex.of(parts.get(2)) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private void external(String path, Container container, Volume.External volume) {
    feature(path, "external_volumes");
    problems.require(
        volume.provider().equals("dvdi"), path + "/external/provider", "is unknown provider");
    problems.require(
        volume.options().containsKey("dvdi/driver"),
        path + "/external/options(\"dvdi/driver\")",
        "not defined");
    problems.require(
        container.type() != Container.Type.DOCKER || volume.size().isEmpty(),
        path + "/external/size",
        "must be undefined");
    problems.require(
        app.instances() <= 1 || volume.shared(),
        "/instances",
        "Number of instances is limited to 1 when declaring DVDI volumes in app ["
            + app.id()
            + "].");
  }

  private void feature(String path, String feature) {
    problems.require(
        rules.allows(feature),
        path,
        "Feature %1$s is not enabled. Enable with --enable_features %1$s)".formatted(feature));
  }

  /** Kernel matters of an app's container, a pod's container or a pod. */
  static void linuxInfo(Container.LinuxInfo info, String path, Problems problems) {
    info.seccomp()
        .ifPresent(seccomp -> {
          boolean profile = seccomp.profileName().isPresent();
          problems.require(
              !(profile && seccomp.unconfined()),
              path + "/seccomp",
              "Seccomp unconfined can NOT be true when Profile is defined");
          problems.require(
              profile || seccomp.unconfined(),
              path + "/seccomp",
              "Seccomp unconfined must be true when Profile is NOT defined");
        });
    info.ipc()
        .ifPresent(ipc ->
            problems.require(
                ipc.shmSize().isEmpty() || !ipc.mode().equals("SHARE_PARENT"),
                path + "/ipcInfo",
                "ipcInfo shmSize can NOT be set when mode is SHARE_PARENT"));
  }
}

package dev.stadion.agent.container;

import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.agent.sandbox.SecretFile;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The volumes of a container without an image (mesos-v1.md §6.8). One that may be written and lies
 * in the sandbox is a link, and so is a secret, whose file lies where nobody is shown it; every
 * other one needs a mount, which only root can make.
 *
 * @param mounting whether this agent can mount
 */
record ProcessVolumes(boolean mounting) {
  private static final Set<PosixFilePermission> WRITTEN =
      PosixFilePermissions.fromString("r--------");

  /** Makes what can be made of files and returns what must be mounted. */
  List<Isolation.Mount> make(
      List<Volume> volumes, Sandbox sandbox, Optional<Isolation.Identity> identity)
      throws IOException {
    var mounts = new ArrayList<Isolation.Mount>();
    int secrets = 0;
    for (Volume volume : volumes) {
      if (volume.getSource().getType() == Volume.Source.Type.SECRET) {
        secret(volume, sandbox, Integer.toString(secrets++));
        continue;
      }
      Path source = source(volume, sandbox, identity);
      boolean link =
          volume.getMode() == Volume.Mode.RW && !volume.getContainerPath().startsWith("/");
      if (link) {
        link(inside(sandbox, volume.getContainerPath()), source);
      } else {
        mounts.add(mount(volume, source, sandbox));
      }
    }
    return mounts;
  }

  private Isolation.Mount mount(Volume volume, Path source, Sandbox sandbox) throws IOException {
    String path = volume.getContainerPath();
    if (!mounting) {
      throw new IOException(
          "the volume at "
              + path
              + " needs a mount, since it is read-only or outside of the sandbox, and this agent is"
              + " not root");
    }
    Path target;
    if (path.startsWith("/")) {
      target = Path.of(path);
      if (!Files.exists(target)) {
        throw new IOException(
            "container_path " + path + " does not exist, and without an image it must");
      }
    } else {
      target = inside(sandbox, path);
      if (Files.isDirectory(source)) {
        Files.createDirectories(target);
      } else if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(target.getParent());
        Files.createFile(target);
      }
    }
    return new Isolation.Mount(
        source.toString(), target.toString(), volume.getMode() == Volume.Mode.RO);
  }

  private static Path source(Volume volume, Sandbox sandbox, Optional<Isolation.Identity> identity)
      throws IOException {
    Volume.Source source = volume.getSource();
    if (volume.hasHostPath()) {
      return host(volume.getHostPath(), sandbox);
    }
    return switch (source.getType()) {
      case HOST_PATH -> host(source.getHostPath().getPath(), sandbox);
      case SANDBOX_PATH -> {
        Sandbox base =
            source.getSandboxPath().getType() == Volume.Source.SandboxPath.Type.PARENT
                ? sandbox
                    .parent()
                    .orElseThrow(() ->
                        new IOException(
                            "this container has no parent whose sandbox it could share"))
                : sandbox;
        Path shared = inside(base, source.getSandboxPath().getPath());
        make(shared, base.directory(), identity);
        yield shared;
      }
      case SECRET, DOCKER_VOLUME, CSI_VOLUME, UNKNOWN ->
          throw new IOException(
              "a volume at "
                  + volume.getContainerPath()
                  + " of type "
                  + source.getType()
                  + " cannot be had without an image");
    };
  }

  /** What is on the way there must be the task's, too, or it could not get there. */
  private static void make(Path directory, Path root, Optional<Isolation.Identity> identity)
      throws IOException {
    if (Files.exists(directory)) {
      return;
    }
    if (!directory.getParent().equals(root)) {
      make(directory.getParent(), root, identity);
    }
    // Another container of the group may have been faster.
    Files.createDirectories(directory);
    if (identity.isPresent()) {
      Identities.give(directory, identity.get());
    }
  }

  private static Path host(String path, Sandbox sandbox) throws IOException {
    if (!path.startsWith("/")) {
      return Files.createDirectories(inside(sandbox, path));
    }
    if (!Files.exists(Path.of(path))) {
      throw new IOException("host_path " + path + " does not exist");
    }
    return Path.of(path);
  }

  private static void link(Path link, Path target) throws IOException {
    if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
      return; // a repeated start
    }
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, target);
  }

  private static void secret(Volume volume, Sandbox sandbox, String name) throws IOException {
    Secret secret = volume.getSource().getSecret();
    if (secret.getType() != Secret.Type.VALUE) {
      throw new IOException("secrets by reference cannot be resolved here");
    }
    if (volume.getContainerPath().startsWith("/")) {
      throw new IOException("a secret needs a container_path inside the sandbox");
    }
    Path shown = inside(sandbox, volume.getContainerPath());
    Path secrets = sandbox.directory().resolve(Sandbox.SECRETS);
    if (shown.startsWith(secrets)) {
      throw new IOException("the path " + volume.getContainerPath() + " is kept for the agent");
    }
    Path file = secrets.resolve(name);
    if (!isWritten(file)) {
      SecretFile.write(file, secret.getValue().getData().toByteArray(), WRITTEN);
    }
    link(shown, file);
  }

  /** A repeated start leaves it as it is: its user may have been given it already. */
  private static boolean isWritten(Path file) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS).equals(WRITTEN);
  }

  private static Path inside(Sandbox sandbox, String path) throws IOException {
    Path resolved = sandbox.directory().resolve(path).normalize();
    if (path.isEmpty()
        || !resolved.startsWith(sandbox.directory())
        || resolved.equals(sandbox.directory())) {
      throw new IOException("the path '" + path + "' leaves the sandbox");
    }
    return resolved;
  }
}

package dev.stadion.agent.sandbox;

import dev.stadion.agent.task.VolumeId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Where persistent volumes are: {@code volumes/roles/<role>/<id>} in the work directory
 * (mesos-v1.md §8.4). They outlive tasks, frameworks and this agent, until somebody destroys them.
 *
 * @param work directory of the agent, absolute
 */
public record VolumeDirectories(Path work) {

  /**
   * @throws IOException when role or id cannot be names of files
   */
  public Path of(VolumeId volume) throws IOException {
    Path roles = work.resolve("volumes").resolve("roles");
    for (String part : (volume.role() + "/" + volume.id()).split("/", -1)) {
      if (part.isEmpty() || List.of(".", "..").contains(part) || part.indexOf('\0') >= 0) {
        throw new IOException("a volume cannot be called " + volume);
      }
    }
    if (volume.id().indexOf('/') >= 0) {
      throw new IOException("a volume cannot be called " + volume);
    }
    return roles.resolve(volume.role()).resolve(volume.id());
  }

  /** Leaves what is there as it is. */
  public void create(VolumeId volume) throws IOException {
    Path directory = of(volume);
    // Whoever a volume belongs to must get there.
    Files.createDirectories(directory.getParent(), mode("rwx--x--x"));
    Files.createDirectories(directory, mode("rwx------"));
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  /** Removes the volume and its data; follows no link out of it. */
  public void destroy(VolumeId volume) throws IOException {
    Path directory = of(volume);
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      SandboxCleaner.remove(directory);
    }
  }

  /**
   * Shows a volume in a sandbox, by a link. Repeating it changes nothing.
   *
   * @param path relative, as the framework wrote it
   * @throws IOException when the path leads out of the sandbox, or something else is there
   */
  public void show(VolumeId volume, Sandbox sandbox, String path) throws IOException {
    Path link = sandbox.directory().resolve(path).normalize();
    if (!link.startsWith(sandbox.directory()) || link.equals(sandbox.directory())) {
      throw new IOException("the path of a volume must lead into the sandbox: " + path);
    }
    Files.createDirectories(link.getParent());
    try {
      Files.createSymbolicLink(link, of(volume));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isSymbolicLink(link) || !Files.readSymbolicLink(link).equals(of(volume))) {
        throw e;
      }
    }
  }
}

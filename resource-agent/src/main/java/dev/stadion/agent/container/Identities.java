package dev.stadion.agent.container;

import dev.stadion.agent.posix.Users;
import dev.stadion.agent.process.Isolation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * As whom tasks run. An agent that is root runs them as the user they name, and as {@code nobody}
 * when they name none; any other agent can run them only as itself.
 *
 * @param switching whether to change users at all
 */
public record Identities(boolean switching) {
  private static final String NOBODY = "nobody";

  /** Empty when it is the agent's own. */
  Optional<Isolation.Identity> of(String user) throws IOException {
    if (!switching) {
      return Optional.empty();
    }
    String name = user.isEmpty() ? NOBODY : user;
    Users.User found =
        Users.find(name)
            .orElseThrow(() -> new IOException("user '" + name + "' is not known on this machine"));
    return found.uid() == Users.ownUid()
        ? Optional.empty()
        : Optional.of(new Isolation.Identity(found.uid(), found.gid(), found.groups()));
  }

  /**
   * Gives a sandbox and all that is in it to its user; the directory comes last, so that the task
   * cannot have changed anything yet. One that was given already is left alone.
   */
  static void give(Path directory, Isolation.Identity identity) throws IOException {
    if (Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS)
        .equals(identity.uid())) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            chown(file, identity);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            chown(visited, identity);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void chown(Path path, Isolation.Identity identity) throws IOException {
    Files.setAttribute(path, "unix:gid", identity.gid(), LinkOption.NOFOLLOW_LINKS);
    Files.setAttribute(path, "unix:uid", identity.uid(), LinkOption.NOFOLLOW_LINKS);
  }
}

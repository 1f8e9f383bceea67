package dev.stadion.agent.sandbox;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.id.AgentId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Where a task works and writes, laid out as in Mesos (mesos-v1.md §8.4): {@code
 * slaves/<agent>/frameworks/<framework>/executors/<executor>/runs/<container>}. A command task's
 * executor has the task's own id.
 *
 * @param parent of the executor that the task shares with others
 */
public record Sandbox(Path directory, Optional<Sandbox> parent) {
  /** Below which the files of a container's secrets lie; nobody is shown what is in there. */
  public static final String SECRETS = ".secrets";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** A task of another user must get through, but need not see its neighbours. */
  private static final FileAttribute<Set<PosixFilePermission>> PASSABLE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /**
   * @param workDirectory of the agent, absolute
   */
  public static Sandbox of(Path workDirectory, AgentId agent, TaskKey task, ContainerId container) {
    return of(
        workDirectory, agent, new ExecutorKey(task.framework(), task.task().value()), container);
  }

  /**
   * That of an executor.
   *
   * @param workDirectory of the agent, absolute
   */
  public static Sandbox of(
      Path workDirectory, AgentId agent, ExecutorKey executor, ContainerId container) {
    return new Sandbox(
        workDirectory
            .resolve("slaves")
            .resolve(agent.value())
            .resolve("frameworks")
            .resolve(executor.framework().value())
            .resolve("executors")
            .resolve(executor.executor())
            .resolve("runs")
            .resolve(container.value()),
        Optional.empty());
  }

  /** That of a task, wherever it is: a default executor's task has one inside the executor's. */
  public static Sandbox of(Path workDirectory, AgentId agent, TaskOrder order) {
    return order
        .membership()
        .map(of -> {
          Sandbox executor = of(workDirectory, agent, of.executor(), of.container());
          return order.hasProcess()
              ? new Sandbox(
                  executor.directory().resolve("tasks").resolve(order.key().task().value()),
                  Optional.of(executor))
              : executor;
        })
        .orElseGet(() -> of(workDirectory, agent, order.key(), order.container()));
  }

  public Path stdout() {
    return directory.resolve("stdout");
  }

  public Path stderr() {
    return directory.resolve("stderr");
  }

  /**
   * Makes the directory, the files that output goes to, and the link {@code latest}. Does nothing
   * to what is there already, so that a repeated launch is harmless.
   */
  public void create() throws IOException {
    if (parent.isPresent()) {
      parent.get().createForTasks();
    }
    passable(directory.getParent());
    createDirectory(directory, OWNER_ONLY);
    createFile(stdout());
    createFile(stderr());
    if (parent.isEmpty()) {
      link();
    }
  }

  /**
   * The same for one in which tasks have theirs: they may be of different users, who get through.
   */
  public void createForTasks() throws IOException {
    passable(directory);
    create();
  }

  /** Nearly always there is nothing yet, so it is made without looking first. */
  private void link() throws IOException {
    Path runs = directory.getParent();
    try {
      Files.createSymbolicLink(runs.resolve("latest"), directory.getFileName());
    } catch (FileAlreadyExistsException e) {
      Path fresh = runs.resolve(".latest-" + directory.getFileName());
      Files.deleteIfExists(fresh);
      Files.createSymbolicLink(fresh, directory.getFileName());
      Files.move(
          fresh,
          runs.resolve("latest"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /**
   * With those above it that are missing. Nearly always that is the directory of the executor, and
   * what is above that is there: an attempt that fails costs more than one that succeeds.
   */
  private static void passable(Path runs) throws IOException {
    Path executor = runs.getParent();
    try {
      createDirectory(executor, PASSABLE);
    } catch (NoSuchFileException e) {
      passable(executor.getParent());
      createDirectory(executor, PASSABLE);
    }
    createDirectory(runs, PASSABLE);
  }

  private static void createDirectory(
      Path directory, FileAttribute<Set<PosixFilePermission>> permissions) throws IOException {
    try {
      Files.createDirectory(directory, permissions);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, OWNER_FILE);
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(file)) {
        throw e;
      }
    }
  }
}

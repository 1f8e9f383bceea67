package dev.stadion.agent.runtime;

import dev.stadion.agent.container.Launching;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.master.VolumeOrders;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.sandbox.VolumeDirectories;
import dev.stadion.agent.task.VolumeId;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes, destroys and shows persistent volumes. Used by the agent's worker alone, or one could be
 * shown while it is destroyed.
 */
record VolumeKeeper(VolumeDirectories directories, Owner owner, Consumer<AgentEvent> loop) {
  private static final Logger LOG = LoggerFactory.getLogger(VolumeKeeper.class);

  /** Gives a directory to a user. */
  @FunctionalInterface
  interface Owner {
    void give(Path directory, String user) throws IOException;
  }

  void keep(AgentEffect.KeepVolumes volumes) {
    for (VolumeId volume : volumes.gone()) {
      try {
        directories.destroy(volume);
        LOG.info("volume {} is destroyed", volume);
      } catch (IOException e) {
        LOG.error("volume {} cannot be destroyed: {}", volume, e.toString());
      }
    }
    for (VolumeId volume : volumes.kept()) {
      try {
        directories.create(volume);
      } catch (IOException e) {
        LOG.error("volume {} cannot be made: {}", volume, e.toString());
      }
    }
  }

  /**
   * Shows a container the volumes among {@code resources}: by links in its sandbox, or as mounts of
   * a Docker container. Empty when that is not possible, and then the container is told as not
   * started.
   */
  Optional<Launching> show(List<Resource> resources, Launching launching) {
    Map<String, VolumeId> paths = VolumeOrders.paths(resources);
    if (paths.isEmpty()) {
      return Optional.of(launching);
    }
    try {
      launching.sandbox().create();
      if (launching.container().getType() == ContainerInfo.Type.DOCKER) {
        return Optional.of(launching.with(mounts(paths)));
      }
      link(paths, launching);
      return Optional.of(launching);
    } catch (IOException e) {
      return notStarted(launching, e);
    }
  }

  /** Tells so, and that nothing is to be launched. */
  private Optional<Launching> notStarted(Launching launching, IOException why) {
    LOG.warn("no volumes for {}: {}", launching.id(), why.toString());
    loop.accept(
        new AgentEvent.Observed(
            List.of(
                new Observation(
                    launching.id(),
                    new ProcessStatus.NotStarted("its volumes: " + why.getMessage()),
                    Optional.empty()))));
    return Optional.empty();
  }

  /**
   * Shows the volumes of a default executor in its sandbox. It has no process that could use them:
   * they belong to the tasks that mount them, see {@link #lend}.
   */
  void showForTasks(List<Resource> resources, Launching executor) {
    Map<String, VolumeId> paths = VolumeOrders.paths(resources);
    if (paths.isEmpty()) {
      return;
    }
    try {
      executor.sandbox().createForTasks();
      for (var path : paths.entrySet()) {
        directories.create(path.getValue());
        directories.show(path.getValue(), executor.sandbox(), path.getKey());
      }
    } catch (IOException e) {
      notStarted(executor, e);
    }
  }

  /**
   * Gives the volumes of a task's executor that it mounts to be written to the task's user, as a
   * volume of its own would be. Of tasks of several users the last one of the group keeps it.
   *
   * @param resources of the executor
   */
  Optional<Launching> lend(List<Resource> resources, Launching task) {
    Map<String, VolumeId> paths = VolumeOrders.paths(resources);
    try {
      for (Volume mount : task.container().getVolumesList()) {
        // By what the executor was given, not by what lies in its sandbox: a task may write there.
        VolumeId volume = paths.get(mount.getSource().getSandboxPath().getPath());
        if (volume != null && isOfParent(mount) && mount.getMode() == Volume.Mode.RW) {
          owner.give(directories.of(volume), task.user());
        }
      }
      return Optional.of(task);
    } catch (IOException e) {
      return notStarted(task, e);
    }
  }

  private static boolean isOfParent(Volume mount) {
    Volume.Source.SandboxPath path = mount.getSource().getSandboxPath();
    return mount.getSource().getType() == Volume.Source.Type.SANDBOX_PATH
        && path.getType() == Volume.Source.SandboxPath.Type.PARENT;
  }

  /**
   * Shows the volumes among {@code resources} in the sandbox of an executor that runs already.
   *
   * @throws IOException when that is not possible
   */
  void add(List<Resource> resources, Launching executor) throws IOException {
    Map<String, VolumeId> paths = VolumeOrders.paths(resources);
    if (!paths.isEmpty() && executor.container().getType() == ContainerInfo.Type.DOCKER) {
      throw new IOException("a Docker container gets no volumes while it runs");
    }
    link(paths, executor);
  }

  private void link(Map<String, VolumeId> paths, Launching launching) throws IOException {
    for (var path : paths.entrySet()) {
      VolumeId volume = path.getValue();
      directories.create(volume);
      owner.give(directories.of(volume), launching.user());
      directories.show(volume, launching.sandbox(), path.getKey());
    }
  }

  private List<Volume> mounts(Map<String, VolumeId> paths) throws IOException {
    var mounts = new ArrayList<Volume>();
    for (var path : paths.entrySet()) {
      directories.create(path.getValue());
      mounts.add(
          Volume.newBuilder()
              .setContainerPath(path.getKey())
              .setHostPath(directories.of(path.getValue()).toString())
              .setMode(Volume.Mode.RW)
              .build());
    }
    return mounts;
  }
}

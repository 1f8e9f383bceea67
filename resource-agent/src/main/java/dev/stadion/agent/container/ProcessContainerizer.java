package dev.stadion.agent.container;

import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.posix.Users;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.supervisor.SupervisorLink;
import dev.stadion.mesos.v1.CommandInfo;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers of type MESOS: process trees of the supervisor, limited by control groups. */
public final class ProcessContainerizer implements Containerizer {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessContainerizer.class);
  private static final int AT_ONCE = 50;

  private final ProcessSpecs specs;
  private final Identities identities;
  private final ProcessVolumes volumes;
  private final Cgroups cgroups;
  private final SupervisorLink supervisor;
  private final Observer observer;

  public ProcessContainerizer(
      ProcessSpecs specs,
      Identities identities,
      Cgroups cgroups,
      SupervisorLink supervisor,
      Observer observer) {
    this.specs = specs;
    this.identities = identities;
    this.volumes = new ProcessVolumes(Users.ownUid() == 0);
    this.cgroups = cgroups;
    this.supervisor = supervisor;
    this.observer = observer;
  }

  /** A process needs nothing but its sandbox. */
  @Override
  public void prepare(Launching launching) {}

  /** While the supervisor starts the first of a batch, the others are made ready. */
  @Override
  public void launch(List<Launching> launchings) {
    var batch = new ArrayList<ProcessSpec>();
    // Who a user is is asked once for a batch, not once for each of a thousand tasks.
    var users = new HashMap<String, Optional<Isolation.Identity>>();
    for (Launching launching : launchings) {
      try {
        if (!users.containsKey(launching.user())) {
          users.put(launching.user(), identities.of(launching.user()));
        }
        Isolation isolation = isolation(launching, users.get(launching.user()));
        batch.add(
            specs.of(
                launching,
                cgroups.create(launching.id(), launching.size().cgroupLimits()),
                isolation));
      } catch (IOException e) {
        LOG.warn("{} cannot be prepared: {}", launching.id(), words(e));
        cgroups.remove(launching.id());
        observer.notStarted(launching.id(), words(e));
      }
      if (batch.size() == AT_ONCE) {
        supervisor.launch(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      supervisor.launch(batch);
    }
  }

  @Override
  public void resize(ContainerId container, Size size) {
    try {
      cgroups.resize(container, size.cgroupLimits());
    } catch (IOException e) {
      LOG.warn("{} keeps the limits it had: {}", container, words(e));
    }
  }

  /**
   * What runs beside the container's own process: as its user, in its directory and its groups, and
   * with its environment, to which {@code command} may add.
   *
   * @throws IOException when the user is not known
   */
  public ProcessSpec beside(Launching launching, CommandInfo command) throws IOException {
    var isolation =
        new Isolation(
            identities.of(launching.user()),
            Rlimits.of(launching.container().getRlimitInfo()),
            List.of());
    return specs.beside(
        launching,
        command,
        cgroups.of(launching.id()),
        isolation.equals(Isolation.NONE) ? Isolation.NONE : isolation);
  }

  /**
   * Gives a directory and what is in it to the user that a container runs as.
   *
   * @throws IOException when the user is not known
   */
  public void give(Path directory, String user) throws IOException {
    Optional<Isolation.Identity> identity = identities.of(user);
    if (identity.isPresent()) {
      Identities.give(directory, identity.get());
    }
  }

  @Override
  public void terminate(List<ContainerId> containers) {
    supervisor.kill(containers, Signal.TERM);
  }

  @Override
  public void kill(List<ContainerId> containers) {
    supervisor.kill(containers, Signal.KILL);
  }

  @Override
  public void release(List<ContainerId> containers) {
    supervisor.forget(containers);
    containers.forEach(cgroups::remove);
  }

  /** A failure of the file system has nothing but a path for a message. */
  private static String words(IOException e) {
    return e instanceof FileSystemException ? e.toString() : e.getMessage();
  }

  private Isolation isolation(Launching launching, Optional<Isolation.Identity> identity)
      throws IOException {
    var isolation =
        new Isolation(
            identity,
            Rlimits.of(launching.container().getRlimitInfo()),
            volumes.make(launching.container().getVolumesList(), launching.sandbox(), identity));
    if (identity.isPresent()) {
      Identities.give(launching.sandbox().directory(), identity.get());
    }
    return isolation.equals(Isolation.NONE) ? Isolation.NONE : isolation;
  }
}

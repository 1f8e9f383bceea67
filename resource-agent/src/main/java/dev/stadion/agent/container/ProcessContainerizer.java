package dev.stadion.agent.container;

import dev.stadion.agent.cgroup.CgroupLimits;
import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.supervisor.SupervisorLink;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Containers of type MESOS: process trees of the supervisor, limited by control groups. */
public final class ProcessContainerizer implements Containerizer {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessContainerizer.class);
  private static final double BYTES_PER_MB = 1 << 20;
  private static final int AT_ONCE = 50;

  private final ProcessSpecs specs;
  private final Cgroups cgroups;
  private final SupervisorLink supervisor;
  private final Observer observer;

  public ProcessContainerizer(
      ProcessSpecs specs, Cgroups cgroups, SupervisorLink supervisor, Observer observer) {
    this.specs = specs;
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
    for (Launching launching : launchings) {
      try {
        batch.add(specs.of(launching, cgroups.create(launching.id(), limits(launching))));
      } catch (IOException e) {
        LOG.warn("{} cannot be prepared: {}", launching.id(), e.toString());
        cgroups.remove(launching.id());
        observer.notStarted(launching.id(), e.toString());
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

  private static CgroupLimits limits(Launching launching) {
    double mem =
        launching.limits().getOrDefault(Resources.MEM, launching.resources().amount(Resources.MEM));
    long bytes =
        mem >= Long.MAX_VALUE / (2.0 * BYTES_PER_MB)
            ? Long.MAX_VALUE / 2
            : (long) (mem * BYTES_PER_MB) + launching.overheadBytes();
    return new CgroupLimits(launching.resources().amount(Resources.CPUS), bytes);
  }
}

package dev.stadion.agent.runtime;

import dev.stadion.agent.cgroup.CgroupLimits;
import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.MasterLink;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.posix.Signal;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.sandbox.Processes;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.agent.supervisor.SupervisorLink;
import dev.stadion.dropwizard.loop.EffectHandler;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Does what the heart decided. What is said to the master goes to its outbox at once; what touches
 * files or the supervisor is done by one worker, in the order of the decisions.
 */
final class AgentEffects implements EffectHandler<AgentState, AgentEffect> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentEffects.class);
  private static final long EXECUTOR_OVERHEAD_BYTES = 32L << 20; // mesos-v1.md §9.1

  private final Path workDirectory;
  private final Processes processes;
  private final Cgroups cgroups;
  private final SupervisorLink supervisor;
  private final MasterLink master;
  private final ExecutorService worker;
  private final Consumer<AgentEvent> loop;

  AgentEffects(
      Path workDirectory,
      Processes processes,
      Cgroups cgroups,
      SupervisorLink supervisor,
      MasterLink master,
      ExecutorService worker,
      Consumer<AgentEvent> loop) {
    this.workDirectory = workDirectory;
    this.processes = processes;
    this.cgroups = cgroups;
    this.supervisor = supervisor;
    this.master = master;
    this.worker = worker;
    this.loop = loop;
  }

  @Override
  public void handle(List<AgentEffect> effects, AgentState committed) {
    var updates = new ArrayList<Call.Update>();
    var work = new ArrayList<AgentEffect>();
    for (AgentEffect effect : effects) {
      switch (effect) {
        case AgentEffect.Say(var agent, var task, var update) -> {
          LOG.atLevel(task.resendAt().isEmpty() ? Level.INFO : Level.DEBUG)
              .log("{}: {} {}", task.key(), update.state(), update.message());
          updates.add(Messages.update(agent, task, update, processes.address().ip()));
        }
        case AgentEffect.Resubscribe(String why) -> master.resubscribe(why);
        case AgentEffect.Launch _,
            AgentEffect.Terminate _,
            AgentEffect.Kill _,
            AgentEffect.Release _ ->
            work.add(effect);
      }
    }
    if (!updates.isEmpty()) {
      master.send(updates);
    }
    if (!work.isEmpty()) {
      worker.execute(() -> doAll(work));
    }
  }

  /** Neighbours of one kind travel to the supervisor together. */
  private void doAll(List<AgentEffect> work) {
    var launches = new ArrayList<ProcessSpec>();
    var signals = new ArrayList<ContainerId>();
    var releases = new ArrayList<ContainerId>();
    for (AgentEffect effect : work) {
      switch (effect) {
        case AgentEffect.Launch launch -> prepare(launch).ifPresent(launches::add);
        case AgentEffect.Terminate(ContainerId container) -> {
          flush(launches, signals, releases);
          supervisor.kill(List.of(container), Signal.TERM);
        }
        case AgentEffect.Kill(ContainerId container) -> signals.add(container);
        case AgentEffect.Release(ContainerId container) -> releases.add(container);
        case AgentEffect.Say _, AgentEffect.Resubscribe _ ->
            throw new IllegalStateException("not the worker's work: " + effect);
      }
    }
    flush(launches, signals, releases);
  }

  private void flush(
      List<ProcessSpec> launches, List<ContainerId> signals, List<ContainerId> releases) {
    if (!launches.isEmpty()) {
      supervisor.launch(launches);
      launches.clear();
    }
    if (!signals.isEmpty()) {
      supervisor.kill(signals, Signal.KILL);
      signals.clear();
    }
    if (!releases.isEmpty()) {
      supervisor.forget(releases);
      releases.forEach(cgroups::remove);
      releases.clear();
    }
  }

  private Optional<ProcessSpec> prepare(AgentEffect.Launch launch) {
    ContainerId container = launch.task().container();
    try {
      TaskInfo info = Messages.taskInfo(launch.task().order().info());
      Sandbox sandbox = Sandbox.of(workDirectory, launch.agent(), launch.task().key(), container);
      sandbox.create();
      return Optional.of(
          processes.spec(
              launch.agent(),
              Messages.frameworkInfo(launch.framework().info()),
              info,
              launch.task(),
              sandbox,
              cgroups.create(container, limits(info))));
    } catch (IOException e) {
      LOG.warn("{} cannot be prepared: {}", launch.task().key(), e.toString());
      cgroups.remove(container);
      loop.accept(
          new AgentEvent.Observed(
              List.of(
                  new AgentEvent.Observation(
                      container, new ProcessStatus.NotStarted(e.toString()), Optional.empty()))));
      return Optional.empty();
    }
  }

  private static CgroupLimits limits(TaskInfo info) {
    Resources resources = ResourceConverter.fromProto(info.getResourcesList());
    double mem =
        info.getLimitsOrDefault(
                Resources.MEM,
                dev.stadion.mesos.v1.Value.Scalar.newBuilder()
                    .setValue(resources.amount(Resources.MEM))
                    .build())
            .getValue();
    long bytes =
        mem >= Long.MAX_VALUE / (2.0 * (1 << 20))
            ? Long.MAX_VALUE / 2
            : (long) (mem * (1 << 20)) + EXECUTOR_OVERHEAD_BYTES;
    return new CgroupLimits(resources.amount(Resources.CPUS), bytes);
  }
}

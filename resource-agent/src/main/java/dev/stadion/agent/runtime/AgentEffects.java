package dev.stadion.agent.runtime;

import dev.stadion.agent.container.Containers;
import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Size;
import dev.stadion.agent.executor.ExecutorEvents;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.heart.ExecutorWord;
import dev.stadion.agent.master.MasterLink;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.dropwizard.loop.EffectHandler;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.Resource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Does what the heart decided. What is said to the master goes to its outbox at once; what touches
 * files or containers is done by one worker, in the order of the decisions, and so is what
 * executors are told: of a task only when the volumes it uses are there, and not about to be
 * destroyed.
 */
final class AgentEffects implements EffectHandler<AgentState, AgentEffect> {
  private static final Logger LOG = LoggerFactory.getLogger(AgentEffects.class);

  private final Launchings launchings;
  private final Containers containers;
  private final MasterLink master;
  private final Streams streams;
  private final AgentInfo info;
  private final TaskWatches watches;
  private final VolumeKeeper volumes;
  private final ExecutorService worker;
  private final Tally tally;

  /**
   * @param streams of executors
   * @param info of this agent, without an id
   */
  AgentEffects(
      Launchings launchings,
      Containers containers,
      MasterLink master,
      Streams streams,
      AgentInfo info,
      TaskWatches watches,
      VolumeKeeper volumes,
      ExecutorService worker,
      Tally tally) {
    this.launchings = launchings;
    this.streams = streams;
    this.info = info;
    this.containers = containers;
    this.master = master;
    this.watches = watches;
    this.volumes = volumes;
    this.worker = worker;
    this.tally = tally;
  }

  @Override
  public void handle(List<AgentEffect> effects, AgentState committed) {
    var updates = new ArrayList<Call.Update>();
    var after = new ArrayList<Call>();
    var work = new ArrayList<AgentEffect>();
    for (AgentEffect effect : effects) {
      switch (effect) {
        case AgentEffect.Say(var agent, var task, var update) -> {
          LOG.atLevel(task.resendAt().isEmpty() ? Level.INFO : Level.DEBUG)
              .log("{}: {} {}", task.key(), update.state(), update.message());
          tally.say(update);
          updates.add(Messages.update(agent, task, update, address(task)));
        }
        case AgentEffect.Resubscribe(String why) -> master.resubscribe(why);
        case AgentEffect.ToFramework(_, var executor, var data) -> {
          tally.message();
          after.add(Messages.message(executor, data));
        }
        case AgentEffect.SayEnded(_, var executor, int status) -> {
          LOG.info("{} has ended with {}", executor, status);
          after.add(Messages.terminated(executor, status));
        }
        case AgentEffect.Watch watch -> watches.begin(watch);
        case AgentEffect.Unwatch(ContainerId container) -> watches.end(container);
        case AgentEffect.Launch _,
            AgentEffect.LaunchExecutor _,
            AgentEffect.ToExecutor _,
            AgentEffect.EndStream _,
            AgentEffect.Resize _,
            AgentEffect.KeepVolumes _,
            AgentEffect.Terminate _,
            AgentEffect.Kill _,
            AgentEffect.Release _ ->
            work.add(effect);
      }
    }
    if (!updates.isEmpty()) {
      master.send(updates);
    }
    after.forEach(master::send);
    if (!work.isEmpty()) {
      execute(() -> doAll(work, committed));
    }
  }

  private void execute(Runnable work) {
    try {
      worker.execute(work);
    } catch (RejectedExecutionException e) {
      LOG.debug("the agent stops; what is not done now is seen to by its next life", e);
    }
  }

  private void tell(EventStream executor, ExecutorWord word) {
    if (word instanceof ExecutorWord.Message) {
      tally.message();
    }
    executor.send(List.of(ExecutorEvents.of(word, info)));
  }

  /** What a task of a custom executor has kept is in its sandbox before it hears of the task. */
  private boolean hasItsVolumes(ExecutorKey key, ExecutorWord word, AgentState committed) {
    List<AgentTask> tasks =
        switch (word) {
          case ExecutorWord.Launch(AgentTask task) -> List.of(task);
          case ExecutorWord.LaunchGroup(var group) -> group;
          case ExecutorWord.Subscribed _,
              ExecutorWord.Kill _,
              ExecutorWord.Acknowledged _,
              ExecutorWord.Message _,
              ExecutorWord.Shutdown _ ->
              List.of();
        };
    List<Resource> resources =
        tasks.stream()
            .flatMap(task -> Messages.taskInfo(task.order().info()).getResourcesList().stream())
            .filter(Resource::hasDisk)
            .toList();
    Optional<AgentExecutor> executor = committed.executors().find(key);
    if (resources.isEmpty() || executor.isEmpty() || committed.id().isEmpty()) {
      return true;
    }
    try {
      volumes.add(
          resources,
          launchings.of(
              new AgentEffect.LaunchExecutor(
                  committed.id().get(),
                  committed.frameworks().get(key.framework()),
                  executor.get())));
      return true;
    } catch (IOException e) {
      LOG.warn("{} is ended, since a volume cannot be added: {}", key, e.toString());
      containers.kill(List.of(executor.get().container()));
      return false;
    }
  }

  /** What a task's executor has of its own; nothing when it has none or is gone. */
  private static List<Resource> ofExecutor(AgentTask task, AgentState committed) {
    return task.order()
        .membership()
        .flatMap(of -> committed.executors().find(of.executor()))
        .map(executor -> Messages.executorInfo(executor.order().info()).getResourcesList())
        .orElse(List.of());
  }

  /** All of a kind are done together, in the order in which a container needs them. */
  private void doAll(List<AgentEffect> work, AgentState committed) {
    var launches = new ArrayList<Launching>();
    var sizes = new LinkedHashMap<ContainerId, Size>();
    var terms = new ArrayList<ContainerId>();
    var signals = new ArrayList<ContainerId>();
    var releases = new ArrayList<ContainerId>();
    for (AgentEffect effect : work) {
      switch (effect) {
        case AgentEffect.Launch launch ->
            volumes
                .show(
                    Messages.taskInfo(launch.task().order().info()).getResourcesList(),
                    launchings.of(launch))
                .flatMap(task -> volumes.lend(ofExecutor(launch.task(), committed), task))
                .ifPresent(launches::add);
        case AgentEffect.KeepVolumes kept -> volumes.keep(kept);
        case AgentEffect.Terminate(ContainerId container) -> terms.add(container);
        case AgentEffect.LaunchExecutor launch -> {
          List<Resource> its =
              Messages.executorInfo(launch.executor().order().info()).getResourcesList();
          if (launch.executor().isCustom()) {
            volumes.show(its, launchings.of(launch)).ifPresent(launches::add);
          } else {
            volumes.showForTasks(its, launchings.of(launch));
          }
        }
        case AgentEffect.Resize(var executor, var tasks) ->
            sizes.put(executor.container(), Launchings.size(executor.order(), tasks));
        case AgentEffect.Kill(ContainerId container) -> signals.add(container);
        case AgentEffect.Release(ContainerId container) -> releases.add(container);
        case AgentEffect.ToExecutor(var executor, String stream, var word) ->
            streams
                .find(stream)
                .filter(open -> hasItsVolumes(executor, word, committed))
                .ifPresent(open -> tell(open, word));
        case AgentEffect.EndStream(String stream) ->
            streams.find(stream).ifPresent(EventStream::close);
        case AgentEffect.Say _,
            AgentEffect.Resubscribe _,
            AgentEffect.ToFramework _,
            AgentEffect.SayEnded _,
            AgentEffect.Watch _,
            AgentEffect.Unwatch _ ->
            throw new IllegalStateException("not the worker's work: " + effect);
      }
    }
    if (!launches.isEmpty()) {
      containers.launch(launches);
    }
    sizes.forEach(containers::resize);
    if (!terms.isEmpty()) {
      containers.terminate(terms);
    }
    if (!signals.isEmpty()) {
      containers.kill(signals);
    }
    if (!releases.isEmpty()) {
      containers.release(releases);
    }
  }

  private String address(AgentTask task) {
    return containers.ip(task.container()).orElseGet(() -> launchings.environment().address().ip());
  }
}

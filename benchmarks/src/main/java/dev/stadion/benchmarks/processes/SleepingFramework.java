package dev.stadion.benchmarks.processes;

import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer.Operation;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.offerclient.SchedulerClient;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A framework that fills an agent with one command, and empties it again. Thread-safe. */
final class SleepingFramework implements AutoCloseable {
  private static final Resources EACH = Resources.of(0.001, 1, 0);

  private final SchedulerClient master;
  private final Map<TaskId, TaskState> states = new HashMap<>();
  private final Map<OfferId, Offer> offers = new HashMap<>();
  private AgentId agent;
  private String trouble;

  SleepingFramework(URI address) {
    var info =
        FrameworkInfo.newBuilder()
            .setUser(System.getProperty("user.name"))
            .setName("sleeping")
            .setCheckpoint(true)
            .build();
    master = SchedulerClient.builder(List.of(address), info).listener(this::on).build();
    master.start();
  }

  private synchronized void on(SchedulerEvent event) {
    if (event instanceof SchedulerEvent.Offered(var fresh)) {
      fresh.forEach(offer -> offers.put(offer.id(), offer));
    } else if (event instanceof SchedulerEvent.Rescinded(var gone)) {
      offers.remove(gone);
    } else if (event instanceof SchedulerEvent.Refused(var message)) {
      trouble = message;
    } else if (event instanceof SchedulerEvent.Updated(var update)) {
      learn(update);
    }
    notifyAll();
  }

  private void learn(TaskUpdate update) {
    states.put(update.task(), update.state());
    if (update.state().isTerminal() && update.state() != TaskState.KILLED) {
      trouble = update.task() + " is " + update.state() + ": " + update.message();
    }
    update
        .uuid()
        .ifPresent(uuid -> master.acknowledge(update.task(), update.agent().orElseThrow(), uuid));
  }

  /** What is freed comes back piece by piece. */
  synchronized boolean isOffered(int tasks) {
    return offers.values().stream()
            .mapToDouble(offer -> offer.resources().amount(Resources.MEM))
            .sum()
        >= EACH.amount(Resources.MEM) * tasks;
  }

  /** Accepts all offers for {@code count} tasks; from here on they are counted. */
  synchronized void launch(String prefix, int count, String command) {
    agent = offers.values().iterator().next().agent();
    states.clear();
    var launch = Operation.newBuilder().setType(Operation.Type.LAUNCH);
    for (int i = 0; i < count; i++) {
      launch
          .getLaunchBuilder()
          .addTaskInfos(
              TaskInfo.newBuilder()
                  .setName(prefix)
                  .setTaskId(Ids.toProto(new TaskId(prefix + "." + i)))
                  .setAgentId(Ids.toProto(agent))
                  .addAllResources(ResourceConverter.toProto(EACH))
                  .setCommand(CommandInfo.newBuilder().setValue(command)));
    }
    master.accept(List.copyOf(offers.keySet()), List.of(launch.build()), Duration.ZERO);
    offers.clear();
  }

  synchronized void killAll() {
    states.forEach((task, state) -> {
      if (!state.isTerminal()) {
        master.kill(task, Optional.of(agent), Optional.of(Duration.ofSeconds(30)));
      }
    });
  }

  /** A task that has ended when none should. */
  synchronized Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  synchronized long count(TaskState state) {
    return states.values().stream().filter(state::equals).count();
  }

  synchronized long ended() {
    return states.values().stream().filter(TaskState::isTerminal).count();
  }

  /** How many tasks are in which state. */
  @Override
  public synchronized String toString() {
    var counts = new EnumMap<TaskState, Integer>(TaskState.class);
    states.values().forEach(state -> counts.merge(state, 1, Integer::sum));
    return counts.toString();
  }

  @Override
  public void close() {
    master.close();
  }
}

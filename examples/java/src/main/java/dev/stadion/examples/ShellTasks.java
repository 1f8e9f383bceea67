package dev.stadion.examples;

import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.offerclient.Operations;
import dev.stadion.offerclient.Reconciler;
import dev.stadion.offerclient.SchedulerClient;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Runs a shell command so many times on a cluster, restarts what failed, and ends when all have
 * finished: {@code ShellTasks MASTER [TASKS [COMMAND]]}. The command finds its number in {@code
 * TASK} and the number of its try in {@code ATTEMPT}.
 *
 * <p>Everything happens on the client's one thread, so there is no lock.
 */
final class ShellTasks implements AutoCloseable {
  private static final Resources NEEDED = Resources.of(0.1, 32, 0);
  private static final Duration LONG = Duration.ofHours(1);

  /** One of the tasks we want, in its current try. */
  private record Wanted(int number, int attempt) {
    TaskId id() {
      return new TaskId("shell-" + number + "." + attempt);
    }

    Wanted again() {
      return new Wanted(number, attempt + 1);
    }
  }

  private final String command;
  private final ArrayDeque<Wanted> waiting = new ArrayDeque<>();
  private final Map<TaskId, Wanted> launched = new HashMap<>();
  private final Map<TaskId, Optional<AgentId>> places = new HashMap<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private final SchedulerClient master;
  private final Reconciler reconciler;

  ShellTasks(MasterDetector masters, int tasks, String command) {
    this.command = command;
    for (int number = 1; number <= tasks; number++) {
      waiting.add(new Wanted(number, 1));
    }
    var info =
        FrameworkInfo.newBuilder()
            .setUser(System.getProperty("user.name"))
            .setName("shell-tasks (Java)")
            .setFailoverTimeout(60)
            .build();
    master = SchedulerClient.builder(masters, info).listener(this::on).build();
    reconciler = new Reconciler(master);
    master.start();
  }

  /** Returns when every task has finished. */
  void await() {
    done.join();
  }

  private void on(SchedulerEvent event) {
    switch (event) {
      case SchedulerEvent.Subscribed(var id, var _) -> {
        System.out.println("subscribed as " + id.value());
        reconciler.begin(places); // what did we miss?
      }
      case SchedulerEvent.Offered(var offers) -> offers.forEach(this::use);
      case SchedulerEvent.Updated(var update) -> learn(update);
      case SchedulerEvent.Disconnected _ -> reconciler.stop();
      case SchedulerEvent.Refused(var why) ->
          done.completeExceptionally(new IllegalStateException(why));
      default -> {} // nothing that this framework would act on
    }
  }

  private void use(Offer offer) {
    var tasks = new ArrayList<TaskInfo>();
    Offer left = offer;
    while (!waiting.isEmpty() && left.resources().contains(NEEDED)) {
      Wanted next = waiting.remove();
      launched.put(next.id(), next);
      places.put(next.id(), Optional.of(offer.agent()));
      tasks.add(task(next, offer.agent()));
      left = left.without(NEEDED);
    }
    if (tasks.isEmpty()) {
      master.decline(List.of(offer.id()), LONG); // until we revive
    } else {
      master.accept(List.of(offer.id()), List.of(Operations.launch(tasks)), LONG);
    }
  }

  private TaskInfo task(Wanted wanted, AgentId agent) {
    TaskInfo.Builder task = Operations.shell(wanted.id(), agent, NEEDED, command);
    task.getCommandBuilder()
        .getEnvironmentBuilder()
        .addVariables(variable("TASK", wanted.number()))
        .addVariables(variable("ATTEMPT", wanted.attempt()));
    return task.build();
  }

  private static Environment.Variable.Builder variable(String name, int value) {
    return Environment.Variable.newBuilder().setName(name).setValue(Integer.toString(value));
  }

  private void learn(TaskUpdate update) {
    reconciler.heard(update);
    Wanted wanted = launched.get(update.task());
    if (wanted != null) {
      System.out.printf("%s is %s %s%n", update.task().value(), update.state(), update.message());
    }
    if (wanted != null && update.state().isTerminal()) {
      launched.remove(update.task());
      places.remove(update.task());
      if (update.state() != TaskState.FINISHED) {
        waiting.add(wanted.again());
        master.revive();
      }
    }
    // A framework with a memory would store what it learned before it acknowledges.
    update
        .uuid()
        .ifPresent(uuid -> master.acknowledge(update.task(), update.agent().orElseThrow(), uuid));
    if (waiting.isEmpty() && launched.isEmpty()) {
      master.teardown();
      done.complete(null);
    }
  }

  @Override
  public void close() {
    reconciler.close();
    master.close();
  }

  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      System.err.println("usage: ShellTasks MASTER [TASKS [COMMAND]]");
      System.exit(2);
    }
    int tasks = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    String command = arguments.length > 2 ? arguments[2] : "echo task $TASK, attempt $ATTEMPT";
    try (var framework = new ShellTasks(MasterDetector.parse(arguments[0]), tasks, command)) {
      framework.await();
    }
    System.out.println("all " + tasks + " tasks have finished");
  }
}

package dev.stadion.benchmarks.marathon;

import dev.stadion.benchmarks.suite.Numbers;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.scheduler.HeartSettings;
import dev.stadion.marathon.scheduler.IdSource;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.marathon.scheduler.MarathonHeart;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.marathon.wire.AppCodec;
import dev.stadion.scheduling.heart.Decision;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a task and an app take of the heap: the real scheduler's state after launches and updates in
 * memory, measured by what is in use after a collection. Beside an app stands the size of its JSON;
 * beside a task, the length of its own id and its agent's name.
 *
 * <p>Arguments: tasks (100000), apps (10000).
 */
public final class HeapBenchmark {
  private static final int TASK_GOAL = 600;
  private static final int APP_GOAL = 4096;
  private static final MarathonEvent.Origin USER = new MarathonEvent.Origin("127.0.0.1", "/");

  private final int tasks;
  private final int apps;
  private final MarathonHeart heart = new MarathonHeart(HeartSettings.DEFAULT);
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private MarathonState state = MarathonState.empty(IdSource.ofLoading(1));

  /** Bytes. */
  record Result(double perTask, double perApp, int json, int rawTask) {
    @Override
    public String toString() {
      return "heap: %.0f B for each task (goal %d; its ids alone are %d B), %.0f B for each app beyond %d B of JSON (goal %d)"
          .formatted(perTask, TASK_GOAL, rawTask, perApp - json, json, APP_GOAL);
    }
  }

  HeapBenchmark(int tasks, int apps) {
    this.tasks = tasks;
    this.apps = apps;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) {
    System.out.println(
        new HeapBenchmark(
                Numbers.argument(arguments, 0, 100_000), Numbers.argument(arguments, 1, 10_000))
            .run());
  }

  Result run() {
    decide(new MarathonEvent.TimePassed());
    decide(new MarathonEvent.Subscribed(new FrameworkId("framework"), "http://master:5050"));
    long empty = used();
    for (int i = 0; i < apps; i++) {
      decide(
          new MarathonEvent.CreateApp(
              definition("/team-" + i % 100 + "/app-" + i, 0), false, USER));
    }
    double perApp = (used() - empty) / (double) apps;

    String json = AppCodec.write(definition("/team-1/app-1", 0));
    int each = 1_000;
    for (int i = 0; i < tasks / each; i++) {
      decide(new MarathonEvent.CreateApp(definition("/many/app-" + i, 0), false, USER));
    }
    long before = used();
    String id = "";
    for (int i = 0; i < tasks / each; i++) {
      id = launch("/many/app-" + i, each);
    }
    double perTask = (used() - before) / (double) tasks;
    if (state.services().size() < apps) {
      throw new IllegalStateException("the apps are gone");
    }
    return new Result(
        perTask,
        perApp,
        json.getBytes(StandardCharsets.UTF_8).length,
        id.length() + agent(0).length());
  }

  /**
   * @return the id of one of the tasks
   */
  private String launch(String app, int count) {
    decide(new MarathonEvent.PutApp(definition(app, count), Optional.empty(), true, USER));
    var launched = new ArrayList<TaskLaunch>();
    for (int agent = 0; launched.size() < count; agent++) {
      var offer =
          new Offer(
              new OfferId("offer-" + agent),
              new AgentId(agent(agent % 5000)),
              "host-" + agent % 5000 + ".example.org",
              "*",
              Resources.of(2, 20 * 32, 1024).withPorts(new Range(31_000, 32_000)),
              List.of());
      for (MarathonEffect effect : decide(new MarathonEvent.Offered(List.of(offer)))) {
        if (effect instanceof MarathonEffect.Launch launch) {
          launched.addAll(launch.tasks());
        }
      }
    }
    for (TaskLaunch task : launched) {
      for (TaskState next : List.of(TaskState.STARTING, TaskState.RUNNING)) {
        decide(new MarathonEvent.Updated(update(task, next)));
      }
    }
    return launched.getFirst().task().value();
  }

  private TaskUpdate update(TaskLaunch task, TaskState next) {
    return new TaskUpdate(
        new TaskId(new String(task.task().value().toCharArray())),
        Optional.of(new AgentId(new String(task.place().agent().value().toCharArray()))),
        next,
        Optional.empty(),
        "",
        Optional.of(new UUID(1, 1)),
        now,
        Optional.empty(),
        List.of(new String("10.0.0.1".toCharArray())));
  }

  private static String agent(int number) {
    return "6f1d5a0e-3a63-4a5b-9b2c-0c2f6f0c1f11-S" + number;
  }

  private static RunSpec definition(String id, int instances) {
    return AppCodec.definition(
        ("{\"id\":\"%s\",\"cmd\":\"sleep"
                + " 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":%d,\"portDefinitions\":[],\"env\":{\"GREETING\":\"good"
                + " day\"},\"labels\":{\"team\":\"blue\"}}")
            .formatted(id, instances));
  }

  private List<MarathonEffect> decide(MarathonEvent event) {
    now = now.plusMillis(1);
    Decision<MarathonState, ?, MarathonEffect, ?> decision = heart.decide(state, event, now);
    state = decision.state();
    return decision.effects();
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 4; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}

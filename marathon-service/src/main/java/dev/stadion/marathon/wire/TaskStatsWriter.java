package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.VersionInfo;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Health;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.scheduler.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Counts and ages of an app's tasks, by how new they are (marathon.md §6.1). */
final class TaskStatsWriter {
  private static final double MILLIS = 1000;

  private TaskStatsWriter() {}

  static ObjectNode write(Service service, Instant now) {
    List<Instance> tasks = StateWriter.tasksOf(service);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    service.app().map(App::versionInfo).ifPresent(info -> byVersion(json, tasks, info, now));
    part(json, "totalSummary", tasks, any -> true, now);
    return json;
  }

  private static void byVersion(
      ObjectNode json, List<Instance> tasks, VersionInfo info, Instant now) {
    Predicate<Instance> latest = task -> !task.runSpecVersion().isBefore(info.lastConfigChangeAt());
    part(
        json,
        "startedAfterLastScaling",
        tasks,
        task -> !task.runSpecVersion().isBefore(info.lastScalingAt()),
        now);
    part(json, "withLatestConfig", tasks, latest, now);
    part(json, "withOutdatedConfig", tasks, latest.negate(), now);
  }

  /** Left out when there is nothing to count. */
  private static void part(
      ObjectNode json, String name, List<Instance> tasks, Predicate<Instance> wanted, Instant now) {
    List<Instance> counted = tasks.stream().filter(wanted).toList();
    if (counted.isEmpty()) {
      return;
    }
    ObjectNode stats = json.putObject(name).putObject("stats");
    stats
        .putObject("counts")
        .put(
            "staged",
            count(
                counted,
                t -> t.condition() == Condition.PROVISIONED || t.condition() == Condition.STAGING))
        .put("running", count(counted, t -> t.condition() == Condition.RUNNING))
        .put("healthy", count(counted, t -> t.health().verdict() == Health.Verdict.HEALTHY))
        .put("unhealthy", count(counted, t -> t.health().verdict() == Health.Verdict.UNHEALTHY));
    List<Double> ages =
        counted.stream()
            .flatMap(task -> task.startedAt().stream())
            .map(at -> Math.max(0, Duration.between(at, now).toMillis() / MILLIS))
            .sorted()
            .toList();
    if (!ages.isEmpty()) {
      ObjectNode lifeTime = stats.putObject("lifeTime");
      double average = ages.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
      lifeTime.set("averageSeconds", Numbers.of(average));
      lifeTime.set("medianSeconds", Numbers.of(ages.get(ages.size() / 2)));
    }
  }

  private static long count(List<Instance> tasks, Predicate<Instance> wanted) {
    return tasks.stream().filter(wanted).count();
  }
}

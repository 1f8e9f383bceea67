package dev.stadion.sim.suite;

import dev.stadion.chronos.job.Pool;
import dev.stadion.marathon.app.PathId;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** What users declare, as a seed wills it, and how they change their minds. */
final class Suites {
  private static final String CHECK =
      """
      {"protocol": "HTTP", "gracePeriodSeconds": 3, "intervalSeconds": 1,
       "maxConsecutiveFailures": 2}\
      """;

  static final Instant FIRST_TICK = Instant.parse("2026-01-01T00:00:02Z");

  /** Jobs that say so in their names share a pool of one slot. */
  static final String NARROW = "narrow";

  private Suites() {}

  /** Some jobs at their ticks, one that waits for another, and people who meddle. */
  static void addChronos(SimSuite suite, long seed) {
    var chronos = new ChronosNode(suite);
    suite.add(chronos);
    Random random = suite.sim().random();
    // Chance of its own: what jobs say must not change everybody else's history.
    var chance = new Random(seed * 17 + 3);
    int jobs = 1 + random.nextInt(3);
    for (int i = 0; i < jobs; i++) {
      int period = 3 + random.nextInt(5);
      boolean narrow = chance.nextInt(4) == 0;
      if (narrow) {
        chronos.declare(new Pool(NARROW, 1, ""));
      }
      String name = "every-" + period + "-" + i + (narrow ? "-" + NARROW : "");
      chronos.declare(
          """
          {"name": "%s", "command": "work", "cpus": 0.5, "mem": 64, "disk": 10, "retries": %d,
           "schedule": "R/2026-01-01T00:00:02Z/PT%dS"%s}
          """
              .formatted(
                  name,
                  random.nextInt(3),
                  period,
                  narrow ? ", \"pool\": \"" + NARROW + "\"" : policy(chance, period)));
      if (i == 0) {
        suite
            .sim()
            .later(
                Duration.ofSeconds(1),
                "",
                () ->
                    chronos.declare(
                        """
                        {"name": "after", "command": "work", "cpus": 0.5, "mem": 64, "disk": 10,
                         "retries": 2, "parents": ["%s"]}
                        """
                            .formatted(name)));
      }
      for (int n = random.nextInt(4); n > 0; n--) {
        boolean run = random.nextBoolean();
        suite
            .sim()
            .later(
                suite.sim().between(Duration.ofSeconds(5), Duration.ofSeconds(60)),
                "user meddles with " + name,
                () -> {
                  if (run) {
                    chronos.runNow(name);
                  } else {
                    chronos.killTasks(name);
                  }
                });
      }
    }
    if (chance.nextInt(3) == 0) {
      addGraph(chronos);
    }
  }

  /** What a job may say of runs that meet, take too long, or fail (chronos.md §12.4 to §12.6). */
  private static String policy(Random random, int period) {
    return switch (random.nextInt(7)) {
      case 0 -> ", \"concurrencyPolicy\": \"forbid\"";
      // A run must have a chance to end before the next one takes its place.
      case 1 -> period < 6 ? "" : ", \"concurrencyPolicy\": \"replace\"";
      case 2 -> ", \"retryDelay\": \"PT2S\", \"retryBackoff\": 1.5, \"retryJitter\": 0.3";
      case 3 -> ", \"maxCompletionTime\": 3";
      case 4 -> ", \"runTimeout\": \"PT20S\", \"priority\": 80";
      default -> "";
    };
  }

  /** A root whose runs are runs of a whole graph, now and then (chronos.md §12.12). */
  private static void addGraph(ChronosNode chronos) {
    String job =
        "{\"name\": \"%s\", \"command\": \"work\", \"cpus\": 0.2, \"mem\": 32, \"disk\": 10, %s}";
    chronos.declare(
        job.formatted(
            "every-20-graph", "\"retries\": 1, \"schedule\": \"R/2026-01-01T00:00:02Z/PT20S\""));
    String child = "\"retries\": 2, \"dependencyMode\": \"run\", \"parents\": [%s]";
    chronos.declare(job.formatted("graph-a", child.formatted("\"every-20-graph\"")));
    chronos.declare(job.formatted("graph-b", child.formatted("\"every-20-graph\"")));
    chronos.declare(job.formatted("graph-z", child.formatted("\"graph-a\", \"graph-b\"")));
  }

  /** The period stands in the name, so that it can be checked without asking Chronos. */
  static Duration periodOf(String job) {
    return Duration.ofSeconds(Long.parseLong(job.split("-")[1]));
  }

  /** Some apps, scaled and restarted now and then. */
  static void addMarathon(SimSuite suite) {
    var marathon = new MarathonNode(suite);
    suite.add(marathon);
    Random random = suite.sim().random();
    int apps = 1 + random.nextInt(3);
    for (int i = 0; i < apps; i++) {
      boolean keeps = i == 2;
      PathId id = PathId.of(keeps ? "/data/store" : "/app-" + i);
      marathon.declare(
          keeps
              ? keeper(id, 1 + random.nextInt(2))
              : """
              {"id": "%s", "cmd": "serve", "cpus": 0.5, "mem": 64, "instances": %d,
               "portDefinitions": [{"port": 0}], "healthChecks": [%s],
               "backoffSeconds": 1, "maxLaunchDelaySeconds": 4,
               "upgradeStrategy": {"minimumHealthCapacity": %s, "maximumOverCapacity": 0.5},
               "unreachableStrategy": {"inactiveAfterSeconds": 3, "expungeAfterSeconds": 6}}
              """
                  .formatted(
                      id,
                      1 + random.nextInt(4),
                      random.nextBoolean() ? CHECK : "",
                      random.nextBoolean() ? "1" : "0.5"));
      for (int n = random.nextInt(5); n > 0; n--) {
        int instances = 1 + random.nextInt(5);
        boolean restart = random.nextInt(3) == 0;
        suite
            .sim()
            .later(
                suite.sim().between(Duration.ofSeconds(5), Duration.ofSeconds(60)),
                restart ? "user restarts " + id : "user scales " + id,
                () -> {
                  if (restart) {
                    marathon.restart(id);
                  } else {
                    marathon.scale(id, instances);
                  }
                });
      }
    }
  }

  /** An app that keeps data, under the role of its group. */
  private static String keeper(PathId id, int instances) {
    return """
    {"id": "%s", "cmd": "keep", "cpus": 0.5, "mem": 64, "instances": %d, "role": "data",
     "backoffSeconds": 1, "maxLaunchDelaySeconds": 4, "unreachableStrategy": "disabled",
     "container": {"type": "MESOS", "volumes": [
       {"containerPath": "kept", "mode": "RW", "persistent": {"size": 50}}]}}
    """
        .formatted(id, instances);
  }
}

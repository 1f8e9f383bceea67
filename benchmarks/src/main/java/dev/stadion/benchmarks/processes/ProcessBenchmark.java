package dev.stadion.benchmarks.processes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.agent.AgentApplication;
import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import dev.stadion.dropwizard.service.RunningService;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.master.MasterApplication;
import dev.stadion.scheduling.task.TaskState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many real processes on one agent: from ACCEPT until the framework has heard TASK_RUNNING of every
 * one. Master and framework run in this process, the agent and its supervisor in their own; the raw
 * limit beside it is a loop in this process that starts the same command and does nothing else.
 *
 * <p>The race is run several times, with all tasks killed in between. Each round has its own raw
 * limit, measured just before it. Beside the speed: by how much agent and supervisor grew while the
 * tasks of the first round ran.
 *
 * <p>Arguments: tasks (2000), rounds (4).
 */
public final class ProcessBenchmark {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COMMAND = "exec sleep 100000";
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int LOOK_EVERY_MILLIS = 2;

  private final int tasks;
  private final int rounds;
  private final MonotonicClock ticker = MonotonicClock.system();

  /**
   * One race, in starts per second.
   *
   * @param cpuMillis of agent and supervisor for each task: other than the speed, it does not
   *     depend much on who else uses the machine
   */
  record Round(double ours, double raw, double cpuMillis) {
    double share() {
      return ours / raw;
    }
  }

  /**
   * What one run measured.
   *
   * @param kibPerTask resident memory of agent and supervisor, beyond what they need without tasks
   */
  record Result(int tasks, List<Round> rounds, double kibPerTask) {
    Result {
      rounds = List.copyOf(rounds);
    }

    /** The median of the later rounds; the first is the one of an agent that has just started. */
    double warmShare() {
      List<Double> later = rounds.stream().skip(1).map(Round::share).sorted().toList();
      return later.get(later.size() / 2);
    }

    @Override
    public String toString() {
      return "%d processes on one agent: %.0f %% of the raw spawn rate; rounds of ours/raw per second: %s; %.1f ms of processor time and %.0f KiB per task in agent and supervisor"
          .formatted(
              tasks,
              100 * warmShare(),
              rounds.stream()
                  .map(round -> "%.0f/%.0f".formatted(round.ours(), round.raw()))
                  .collect(Collectors.joining(", ")),
              rounds.getLast().cpuMillis(),
              kibPerTask);
    }
  }

  ProcessBenchmark(int tasks, int rounds) {
    if (rounds < 2) {
      throw new IllegalArgumentException("the first round is not the warm one: at least 2 rounds");
    }
    this.tasks = tasks;
    this.rounds = rounds;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    int tasks = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 4;
    Path directory = Files.createTempDirectory("process-benchmark");
    try (var postgres = EmbeddedPostgres.start(directory.resolve("postgres"))) {
      ObjectNode database =
          JSON.createObjectNode()
              .put("url", postgres.database("stadion"))
              .put("user", EmbeddedPostgres.USER)
              .put("password", postgres.password());
      System.out.println(new ProcessBenchmark(tasks, rounds).run(database, directory));
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /**
   * Starts master and agent, runs the races, and stops both.
   *
   * @param directory in which the agent works
   */
  Result run(ObjectNode database, Path directory) throws Exception {
    ObjectNode configuration = server();
    configuration.set("database", database);
    byte[] bytes = configuration.toString().getBytes(StandardCharsets.UTF_8);
    RunningService master =
        new MasterApplication()
            .start("master", path -> new ByteArrayInputStream(bytes), "master.yml");
    Process agent = startAgent(master.api(), directory);
    try (var framework = new SleepingFramework(master.api())) {
      return races(framework, agent, directory.resolve("agent/supervisor/supervisor.pid"));
    } finally {
      agent.destroy();
      agent.waitFor();
      master.stop();
    }
  }

  private Result races(SleepingFramework framework, Process agent, Path supervisorPid)
      throws Exception {
    var measured = new ArrayList<Round>();
    double kibPerTask = 0;
    for (int round = 0; round < rounds; round++) {
      await(framework, "offers", () -> framework.isOffered(tasks));
      double raw = RawSpawn.perSecond(tasks, COMMAND, ticker);
      long supervisor = Long.parseLong(Files.readString(supervisorPid).strip());
      long before = residentKib(agent.pid()) + residentKib(supervisor);

      Duration used = cpu(agent.pid()).plus(cpu(supervisor));
      long begin = ticker.nanos();
      framework.launch("round-" + round, tasks, COMMAND);
      await(framework, "all run", () -> framework.count(TaskState.RUNNING) == tasks);
      double ours = tasks / ((ticker.nanos() - begin) / 1e9);
      Duration cpu = cpu(agent.pid()).plus(cpu(supervisor)).minus(used);
      measured.add(new Round(ours, raw, cpu.toNanos() / 1e6 / tasks));

      if (round == 0) {
        long after = residentKib(agent.pid()) + residentKib(supervisor);
        kibPerTask = (double) (after - before) / tasks;
      }
      framework.killAll();
      await(framework, "all ended", () -> framework.ended() == tasks);
    }
    return new Result(tasks, measured, kibPerTask);
  }

  private Process startAgent(URI master, Path directory) throws IOException {
    ObjectNode configuration = server();
    configuration.putArray("master").add(master.toString());
    configuration.put("workDir", directory.resolve("agent").toString());
    configuration.put("resources", "cpus:1000;mem:" + (tasks + 100) + ";disk:1000000");
    Path file = directory.resolve("agent.yml");
    Files.writeString(file, configuration.toString());
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // As the launcher starts it.
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:MaxHeapFreeRatio=30",
            "-XX:MinHeapFreeRatio=10",
            "-Xms32m",
            "-Xmx512m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            AgentApplication.class.getName(),
            "server",
            file.toString());
    // A task gets PATH and LANG of its agent: it is to start with what the raw loop gives.
    builder.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    builder.environment().put("PATH", RawSpawn.PATH);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("agent.log").toFile())
        .start();
  }

  private static ObjectNode server() {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode server = root.putObject("server");
    server.putArray("applicationConnectors").addObject().put("type", "http").put("port", 0);
    server.putArray("adminConnectors").addObject().put("type", "http").put("port", 0);
    server.putObject("requestLog").putArray("appenders");
    return root;
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static long residentKib(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private interface Condition {
    boolean holds() throws IOException, InterruptedException;
  }

  private void await(SleepingFramework framework, String what, Condition condition)
      throws IOException, InterruptedException {
    var never = new CountDownLatch(1);
    long deadline = ticker.nanos() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (framework.trouble().isPresent()) {
        throw new IllegalStateException(framework.trouble().get());
      }
      if (never.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS) || ticker.nanos() > deadline) {
        throw new IllegalStateException("waited in vain for " + what + ": " + framework);
      }
    }
  }
}

package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.cgroup.CgroupSettings;
import dev.stadion.agent.docker.DockerSettings;
import dev.stadion.agent.fetch.FetchSettings;
import dev.stadion.agent.fetch.Fetcher;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A whole agent without its HTTP API, in a directory of the test and with a master that obeys the
 * test. It may live several lives; closing it ends the last, and fails when any of them had a bug.
 */
final class TestAgent implements AutoCloseable {
  private final Path directory;
  private final FakeMaster master;
  private final AtomicReference<Throwable> bug = new AtomicReference<>();
  private DockerSettings docker = DockerSettings.OFF;
  private FetchSettings fetch = FetchSettings.DEFAULTS;
  private Map<String, String> environment = Map.of("PATH", "/usr/bin:/bin");
  private boolean switchUser;
  private Agent agent;

  TestAgent(Path directory) throws IOException {
    this.directory = directory;
    this.master = new FakeMaster();
  }

  TestAgent docker(DockerSettings settings) {
    docker = settings;
    return this;
  }

  TestAgent fetch(FetchSettings settings) {
    fetch = settings;
    return this;
  }

  TestAgent environment(Map<String, String> variables) {
    environment = variables;
    return this;
  }

  /** Tasks run as the user they name. */
  TestAgent switchUser() {
    switchUser = true;
    return this;
  }

  FakeMaster master() {
    return master;
  }

  /** A life that ends its tasks when it ends. */
  TestAgent start() throws IOException {
    return start(false);
  }

  TestAgent start(boolean keepTasks) throws IOException {
    agent =
        new Agent(
            new AgentSettings(
                directory,
                MasterLinkSettings.of(List.of(master.uri())),
                "localhost",
                "127.0.0.1",
                Resources.of(4, 1024, 1024),
                List.of(),
                keepTasks,
                CgroupSettings.DEFAULTS,
                docker,
                switchUser,
                Duration.ofSeconds(20),
                Duration.ofDays(7),
                fetch,
                ExecutorSettings.DEFAULTS),
            5051,
            environment,
            InstantSource.system(),
            new Random(),
            bug::set);
    agent.start();
    return this;
  }

  void stop() {
    agent.close();
    agent = null;
  }

  AgentState state() {
    return agent.state();
  }

  Fetcher.Figures fetches() {
    return agent.fetches();
  }

  /** The sandbox of a command task. */
  Path latest(String task) {
    return directory.resolve(
        "slaves/agent-1/frameworks/framework-1/executors/" + task + "/runs/latest");
  }

  @Override
  public void close() {
    if (agent != null) {
      stop();
    }
    master.close();
    assertThat(bug).hasNullValue();
  }
}

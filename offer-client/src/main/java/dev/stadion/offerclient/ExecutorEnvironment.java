package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an agent tells an executor that it starts (mesos-v1.md §9.4).
 *
 * @param agent where the agent listens
 * @param sandbox as the executor sees it
 * @param checkpoint whether the executor outlives its agent and waits for it
 * @param recoveryTimeout how long it waits
 * @param backoffMax the longest pause between two tries
 * @param shutdownGrace how long it may take to end
 * @param token proves who it is
 */
public record ExecutorEnvironment(
    URI agent,
    FrameworkId framework,
    String executor,
    AgentId agentId,
    Path sandbox,
    boolean checkpoint,
    Duration recoveryTimeout,
    Duration backoffMax,
    Duration shutdownGrace,
    Optional<String> token) {
  private static final Pattern DURATION =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(ns|us|ms|secs|mins|hrs|days|weeks)");

  public ExecutorEnvironment {
    requireNonNull(agent, "agent");
    requireNonNull(framework, "framework");
    requireNonNull(executor, "executor");
    requireNonNull(agentId, "agentId");
    requireNonNull(sandbox, "sandbox");
    requireNonNull(recoveryTimeout, "recoveryTimeout");
    requireNonNull(backoffMax, "backoffMax");
    requireNonNull(shutdownGrace, "shutdownGrace");
    requireNonNull(token, "token");
  }

  /** Of this process. */
  public static ExecutorEnvironment ofProcess() {
    return of(System.getenv());
  }

  /**
   * @throws IllegalArgumentException when it is not that of an executor, naming the variable
   */
  public static ExecutorEnvironment of(Map<String, String> variables) {
    String scheme = "1".equals(variables.get("MESOS_SSL_ENABLED")) ? "https" : "http";
    return new ExecutorEnvironment(
        URI.create(scheme + "://" + needed(variables, "MESOS_AGENT_ENDPOINT") + "/api/v1/executor"),
        new FrameworkId(needed(variables, "MESOS_FRAMEWORK_ID")),
        needed(variables, "MESOS_EXECUTOR_ID"),
        new AgentId(needed(variables, "MESOS_SLAVE_ID")),
        Path.of(
            variables.getOrDefault(
                "MESOS_SANDBOX", variables.getOrDefault("MESOS_DIRECTORY", "."))),
        "1".equals(variables.get("MESOS_CHECKPOINT")),
        duration(variables, "MESOS_RECOVERY_TIMEOUT", Duration.ofMinutes(15)),
        duration(variables, "MESOS_SUBSCRIPTION_BACKOFF_MAX", Duration.ofSeconds(2)),
        duration(variables, "MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD", Duration.ofSeconds(5)),
        Optional.ofNullable(variables.get("MESOS_EXECUTOR_AUTHENTICATION_TOKEN")));
  }

  private static String needed(Map<String, String> variables, String name) {
    String value = variables.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(name + " is not set: no agent has started this executor");
    }
    return value;
  }

  private static Duration duration(Map<String, String> variables, String name, Duration otherwise) {
    String text = variables.get(name);
    if (text == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(name + " is no duration such as 15secs: " + text);
    }
    double unit =
        switch (matcher.group(2)) {
          case "ns" -> 1;
          case "us" -> 1e3;
          case "ms" -> 1e6;
          case "secs" -> 1e9;
          case "mins" -> 60e9;
          case "hrs" -> 3_600e9;
          case "days" -> 86_400e9;
          default -> 604_800e9;
        };
    return Duration.ofNanos((long) (Double.parseDouble(matcher.group(1)) * unit));
  }
}

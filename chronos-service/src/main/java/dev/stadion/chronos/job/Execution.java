package dev.stadion.chronos.job;

import java.util.List;
import java.util.Optional;

/**
 * What a run of a job executes.
 *
 * @param command the shell command, or the executable when {@code shell} is false
 * @param executor path of a custom Mesos executor; empty means the command executor
 * @param runAsUser empty means the service's default user
 * @param maxCompletionSeconds 0 means no limit
 * @param async completion is told by a callback; empty when the user did not say
 */
public record Execution(
    String command,
    boolean shell,
    String executor,
    String executorFlags,
    String taskInfoData,
    Optional<String> runAsUser,
    List<Fetch> fetch,
    List<String> uris,
    List<Variable> environment,
    List<String> arguments,
    long maxCompletionSeconds,
    Optional<Boolean> async,
    Optional<Container> container) {
  public Execution {
    fetch = List.copyOf(fetch);
    uris = List.copyOf(uris);
    environment = List.copyOf(environment);
    arguments = List.copyOf(arguments);
  }

  /** The same with other words for what is executed. */
  public Execution filled(String command, List<String> arguments, List<Variable> environment) {
    return new Execution(
        command,
        shell,
        executor,
        executorFlags,
        taskInfoData,
        runAsUser,
        fetch,
        uris,
        environment,
        arguments,
        maxCompletionSeconds,
        async,
        container);
  }

  /** A file brought into the sandbox before the start. */
  public record Fetch(
      String uri, boolean executable, boolean cache, boolean extract, String outputFile) {}

  /** An environment variable. */
  public record Variable(String name, String value) {}
}

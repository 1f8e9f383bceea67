package dev.stadion.agent.posix;

import java.util.List;

/**
 * A process to start in a session and process group of its own, with nothing inherited but what
 * stands here.
 *
 * @param executable absolute path, or a path relative to {@code directory}
 * @param argv the whole argument vector, its first element included
 * @param environment {@code NAME=value} each
 * @param directory the working directory, absolute
 * @param stdout file that is appended to
 * @param stderr file that is appended to
 */
public record SpawnRequest(
    String executable,
    List<String> argv,
    List<String> environment,
    String directory,
    String stdout,
    String stderr) {
  public SpawnRequest {
    argv = List.copyOf(argv);
    environment = List.copyOf(environment);
  }
}

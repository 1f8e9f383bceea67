package dev.stadion.agent.process;

import java.util.List;

/**
 * A process to start.
 *
 * @param executable absolute path
 * @param argv the whole argument vector, its first element included
 * @param environment {@code NAME=value} each: all the process gets
 * @param directory its working directory
 * @param stdout existing file that is appended to
 * @param stderr existing file that is appended to
 * @param cgroups directories of the cgroups it is to live in, entered before its program starts
 * @param isolation how it differs from the supervisor
 */
public record ProcessSpec(
    ContainerId container,
    String executable,
    List<String> argv,
    List<String> environment,
    String directory,
    String stdout,
    String stderr,
    List<String> cgroups,
    Isolation isolation) {
  public ProcessSpec {
    argv = List.copyOf(argv);
    environment = List.copyOf(environment);
    cgroups = List.copyOf(cgroups);
  }

  /** One that runs as the supervisor does. */
  public ProcessSpec(
      ContainerId container,
      String executable,
      List<String> argv,
      List<String> environment,
      String directory,
      String stdout,
      String stderr,
      List<String> cgroups) {
    this(
        container,
        executable,
        argv,
        environment,
        directory,
        stdout,
        stderr,
        cgroups,
        Isolation.NONE);
  }
}

package dev.stadion.agent.container;

import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.process.ProcessSpec;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.Environment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns what is asked for into the process that is to be started: its argument vector and its
 * environment, of which nothing comes from the agent's own but the basics given here. Pure.
 *
 * @param basics what every process needs, such as PATH
 */
public record ProcessSpecs(Map<String, String> basics) {
  public ProcessSpecs {
    basics = Map.copyOf(basics);
  }

  /**
   * What runs beside a container's own process: in its directory, with its environment, to which
   * {@code command} may add.
   */
  ProcessSpec beside(
      Launching launching, CommandInfo command, List<String> cgroups, Isolation isolation) {
    CommandInfo all =
        command.toBuilder()
            .setEnvironment(
                Environment.newBuilder()
                    .addAllVariables(launching.command().getEnvironment().getVariablesList())
                    .addAllVariables(command.getEnvironment().getVariablesList()))
            .build();
    return of(launching.running(all), cgroups, isolation);
  }

  ProcessSpec of(Launching launching, List<String> cgroups, Isolation isolation) {
    CommandInfo command = launching.command();
    boolean shell = command.getShell();
    List<String> argv = shell ? List.of("sh", "-c", command.getValue()) : argv(command);
    String program = shell ? "/bin/sh" : command.getValue();
    // A bare name is looked up in the task's own PATH, which only a process of its own can do.
    boolean bare = program.indexOf('/') < 0;
    Sandbox sandbox = launching.sandbox();
    return new ProcessSpec(
        launching.id(),
        bare ? "/usr/bin/env" : program,
        bare ? viaEnv(program, argv) : argv,
        environment(launching),
        sandbox.directory().toString(),
        sandbox.stdout().toString(),
        sandbox.stderr().toString(),
        cgroups,
        isolation);
  }

  private static List<String> argv(CommandInfo command) {
    return command.getArgumentsCount() == 0
        ? List.of(command.getValue())
        : command.getArgumentsList();
  }

  private static List<String> viaEnv(String program, List<String> argv) {
    var all = new ArrayList<String>();
    all.add("env");
    all.add("--");
    all.add(program);
    all.addAll(argv.subList(1, argv.size()));
    return all;
  }

  /** Later ones win: the basics, what the agent gives, what the task says (mesos-v1.md §9.4). */
  private List<String> environment(Launching launching) {
    var all = new LinkedHashMap<String, String>(basics);
    all.putAll(launching.given());
    for (Environment.Variable variable : launching.command().getEnvironment().getVariablesList()) {
      all.put(
          variable.getName(),
          variable.hasSecret()
              ? variable.getSecret().getValue().getData().toStringUtf8()
              : variable.getValue());
    }
    return all.entrySet().stream()
        .map(variable -> variable.getKey() + "=" + variable.getValue())
        .toList();
  }
}

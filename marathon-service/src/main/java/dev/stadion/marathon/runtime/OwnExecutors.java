package dev.stadion.marathon.runtime;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import java.util.List;
import java.util.Optional;

/** Describes the executors that apps bring along to a master (marathon.md §5.1, §9). Pure. */
final class OwnExecutors {
  private OwnExecutors() {}

  /**
   * A fresh one for each task; what the app says to run is its arguments.
   *
   * @param command of the task, whose user, variables and artifacts are the executor's
   */
  static ExecutorInfo of(
      TaskLaunch launch, CommandInfo command, Optional<ContainerInfo> container, Shares shares) {
    AppDefinition app = launch.app().application();
    String path = quoted(app.executorPath().orElseThrow());
    String arguments = app.cmd().orElseGet(() -> String.join(" ", app.args()));
    ExecutorInfo.Builder executor =
        ExecutorInfo.newBuilder()
            .setType(ExecutorInfo.Type.CUSTOM)
            .setCommand(
                command.toBuilder()
                    .clearArguments()
                    .setShell(true)
                    .setValue("chmod ug+rx " + path + " && exec " + path + " " + arguments));
    executor.getExecutorIdBuilder().setValue("marathon-" + launch.task().value());
    app.executorResources()
        .ifPresent(amounts ->
            executor.addAllResources(
                ResourceConverter.allocatedTo(
                    app.role(), ResourceConverter.toProto(shares.take(amounts, List.of())))));
    container.ifPresent(executor::setContainer);
    return executor.build();
  }

  /** One word for a shell, whatever is in it. */
  private static String quoted(String path) {
    return "'" + path.replace("'", "'\\''") + "'";
  }
}

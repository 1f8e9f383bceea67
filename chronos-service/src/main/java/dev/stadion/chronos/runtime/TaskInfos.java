package dev.stadion.chronos.runtime;

import com.google.protobuf.ByteString;
import dev.stadion.chronos.job.Execution;
import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Interval;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.TaskNames;
import dev.stadion.chronos.scheduler.ChronosEffect;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.DurationInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.KillPolicy;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskInfo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A run as the task that is handed to the master (chronos.md §7). Pure. */
public final class TaskInfos {
  private static final Pattern DOWNLOAD = Pattern.compile("(https?|ftps?)://.*", Pattern.DOTALL);
  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private TaskInfos() {}

  public static TaskInfo of(ChronosEffect.Task task) {
    Job job = task.job();
    Run run = task.run();
    Attempt attempt = run.attempt().orElseThrow();
    var info =
        TaskInfo.newBuilder()
            .setName(TaskNames.taskName(run.job()))
            .setTaskId(TaskID.newBuilder().setValue(attempt.task().value()))
            .setAgentId(AgentID.newBuilder().setValue(attempt.agent().value()))
            .addAllResources(ResourceConverter.toProto(task.resources()));
    Execution execution = job.execution();
    execution.container().ifPresent(c -> info.setContainer(ContainerInfos.of(c)));
    if (execution.maxCompletionSeconds() > 0) {
      info.setMaxCompletionTime(
          DurationInfo.newBuilder()
              .setNanoseconds(execution.maxCompletionSeconds() * 1_000_000_000L));
    }
    job.options()
        .overlap()
        .grace()
        .ifPresent(grace -> info.setKillPolicy(killPolicy(grace.length())));
    CommandInfo command = command(job, run, attempt, task.interval());
    if (execution.executor().isEmpty()) {
      info.setCommand(command);
    } else {
      info.setExecutor(executor(job, command)).setData(data(execution));
    }
    return info.build();
  }

  private static KillPolicy killPolicy(Duration grace) {
    return KillPolicy.newBuilder()
        .setGracePeriod(DurationInfo.newBuilder().setNanoseconds(grace.toNanos()))
        .build();
  }

  /** A custom executor is started with the same files, environment and user as a command. */
  private static ExecutorInfo executor(Job job, CommandInfo command) {
    return ExecutorInfo.newBuilder()
        .setType(ExecutorInfo.Type.CUSTOM)
        .setExecutorId(ExecutorID.newBuilder().setValue(job.name()))
        .setCommand(
            command.toBuilder()
                .setShell(true)
                .setValue(job.execution().executor())
                .clearArguments())
        .build();
  }

  private static ByteString data(Execution execution) {
    return ByteString.copyFromUtf8(
        execution.taskInfoData().isEmpty()
            ? execution.executorFlags() + "|" + execution.command()
            : execution.taskInfoData());
  }

  private static CommandInfo command(Job job, Run run, Attempt attempt, Interval interval) {
    Execution execution = job.execution();
    var command = CommandInfo.newBuilder().setEnvironment(environment(job, run, attempt, interval));
    execution.runAsUser().ifPresent(command::setUser);
    if (DOWNLOAD.matcher(execution.command()).matches()) {
      // The command is a program to be fetched and run (chronos.md §7.4).
      String file = execution.command().substring(execution.command().lastIndexOf('/') + 1);
      return command
          .addUris(CommandInfo.URI.newBuilder().setValue(execution.command()).setExecutable(true))
          .setShell(true)
          .setValue("\"./" + file + "\"")
          .build();
    }
    files(command, execution);
    String arguments = TaskNames.arguments(run, job);
    if (execution.shell()) {
      return command
          .setShell(true)
          .setValue(
              payload(run) + execution.command() + (arguments.isBlank() ? "" : " " + arguments))
          .build();
    }
    return command
        .setShell(false)
        .setValue(execution.command())
        .addAllArguments(run.arguments().isEmpty() ? execution.arguments() : words(arguments))
        .build();
  }

  private static List<String> words(String arguments) {
    return arguments.isBlank() ? List.of() : List.of(BLANKS.split(arguments.strip()));
  }

  /** Puts the request's file into the sandbox before the command runs (chronos.md B-36). */
  private static String payload(Run run) {
    return run.request().payload().isEmpty()
        ? ""
        : "printf %s \"$" + RunVariables.PAYLOAD + "\" | base64 -d > chronos_payload; ";
  }

  private static void files(CommandInfo.Builder command, Execution execution) {
    for (Execution.Fetch file : execution.fetch()) {
      var uri =
          CommandInfo.URI
              .newBuilder()
              .setValue(file.uri())
              .setExecutable(file.executable())
              .setExtract(file.extract())
              .setCache(file.cache());
      if (!file.outputFile().isEmpty()) {
        uri.setOutputFile(file.outputFile());
      }
      command.addUris(uri);
    }
    for (String uri : execution.uris()) {
      command.addUris(CommandInfo.URI.newBuilder().setValue(uri));
    }
  }

  /** The job's own variables, and ours over them. */
  private static Environment environment(Job job, Run run, Attempt attempt, Interval interval) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (Execution.Variable variable : job.execution().environment()) {
      variables.put(variable.name(), variable.value());
    }
    variables.put("mesos_task_id", attempt.task().value());
    variables.put("MESOS_TASK_ID", attempt.task().value());
    variables.put("CHRONOS_JOB_NAME", job.name());
    variables.put("CHRONOS_JOB_OWNER", job.ownership().owner());
    variables.put("HOST", attempt.host());
    variables.put("CHRONOS_RESOURCE_MEM", Double.toString(job.needs().mem()));
    variables.put("CHRONOS_RESOURCE_CPU", Double.toString(job.needs().cpus()));
    variables.put("CHRONOS_RESOURCE_DISK", Double.toString(job.needs().disk()));
    variables.put("CHRONOS_JOB_RUN_TIME", Long.toString(run.due()));
    variables.put("CHRONOS_JOB_RUN_ATTEMPT", Integer.toString(attempt.number()));
    variables.putAll(RunVariables.of(run, interval));
    var environment = Environment.newBuilder();
    variables.forEach((name, value) ->
        environment.addVariables(Environment.Variable.newBuilder().setName(name).setValue(value)));
    return environment.build();
  }
}

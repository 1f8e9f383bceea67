package dev.stadion.agent;

import com.google.protobuf.ByteString;
import dev.stadion.agent.runtime.Tasks;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.TaskInfo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The executor of {@code executor.py}, and tasks for it. */
final class TestExecutor {
  private final Path script;

  TestExecutor(Path directory) throws IOException {
    script = directory.resolve("executor.py");
    try (InputStream text = TestExecutor.class.getResourceAsStream("/executor/executor.py")) {
      Files.copy(text, script);
    }
  }

  ExecutorInfo info(String id) {
    return info(id, "", "");
  }

  /**
   * @param variable set to 1 to make it behave otherwise; may be empty
   */
  ExecutorInfo info(String id, String variable, String value) {
    CommandInfo.Builder command = CommandInfo.newBuilder().setValue("exec python3 " + script);
    if (!variable.isEmpty()) {
      command.setEnvironment(
          Environment.newBuilder()
              .addVariables(Environment.Variable.newBuilder().setName(variable).setValue(value)));
    }
    return ExecutorInfo.newBuilder()
        .setType(ExecutorInfo.Type.CUSTOM)
        .setExecutorId(ExecutorID.newBuilder().setValue(id))
        .setCommand(command)
        .setShutdownGracePeriod(Durations.toProto(Duration.ofMillis(500)))
        .build();
  }

  static ExecutorInfo standard(String id) {
    return ExecutorInfo.newBuilder()
        .setType(ExecutorInfo.Type.DEFAULT)
        .setExecutorId(ExecutorID.newBuilder().setValue(id))
        .build();
  }

  static TaskInfo task(String id, ExecutorInfo executor, String wish) {
    return Tasks.shell(id, "").toBuilder()
        .clearCommand()
        .setExecutor(executor)
        .setData(ByteString.copyFromUtf8(wish))
        .build();
  }

  static TaskInfo grouped(String id, String wish) {
    return Tasks.shell(id, "true").toBuilder().setData(ByteString.copyFromUtf8(wish)).build();
  }
}

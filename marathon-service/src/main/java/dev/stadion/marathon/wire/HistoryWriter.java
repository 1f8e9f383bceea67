package dev.stadion.marathon.wire;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.instance.EndedTask;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.scheduler.MarathonState;
import dev.stadion.scheduling.id.FrameworkId;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes what became of tasks, with links to what they wrote as long as their agent keeps it. */
public final class HistoryWriter {
  private HistoryWriter() {}

  public static ObjectNode write(EndedTask task, MarathonState state) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", task.task().value())
            .put("appId", task.app().value())
            .put("state", task.state().wireName())
            .put("message", task.message())
            .put("host", task.hostname())
            .put("version", Timestamps.write(task.version()));
    TaskName.parse(task.task())
        .ifPresent(name -> json.put("instanceId", name.instance().toString()));
    task.reason().ifPresent(reason -> json.put("reason", reason));
    task.exitStatus().ifPresent(status -> json.put("exitStatus", status));
    task.signal().ifPresent(signal -> json.put("signal", signal));
    task.agent().ifPresent(agent -> json.put("slaveId", agent.value()));
    task.stagedAt().ifPresent(at -> json.put("stagedAt", Timestamps.write(at)));
    task.startedAt().ifPresent(at -> json.put("startedAt", Timestamps.write(at)));
    json.put("endedAt", Timestamps.write(task.endedAt()));
    state.framework().ifPresent(framework -> logs(json, task, framework, state));
    return json;
  }

  /** The agent's virtual path (mesos-v1.md §12.3); the executor of a lone task has its id. */
  private static void logs(
      ObjectNode json, EndedTask task, FrameworkId framework, MarathonState state) {
    boolean alone =
        TaskName.parse(task.task()).filter(name -> name.container().isEmpty()).isPresent();
    if (!alone || task.hostname().isEmpty()) {
      return;
    }
    String files = address(task, state) + "/files/";
    String sandbox =
        "/frameworks/" + framework.value() + "/executors/" + task.task().value() + "/runs/latest";
    json.putObject("logs")
        .put("sandbox", files + "browse?path=" + encoded(sandbox))
        .put("stdout", files + "download?path=" + encoded(sandbox + "/stdout"))
        .put("stderr", files + "download?path=" + encoded(sandbox + "/stderr"));
  }

  private static String address(EndedTask task, MarathonState state) {
    return task.agent()
        .flatMap(state.fleet()::addressOf)
        .map(URI::toString)
        .map(url -> url.replaceFirst("/+$", ""))
        .orElse("http://" + task.hostname() + ":5051");
  }

  private static String encoded(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8);
  }
}

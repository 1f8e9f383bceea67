package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodDefinition.PodContainer;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.scheduling.id.TaskId;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The variables a container of a pod finds when it starts (marathon.md §10). */
public final class PodEnvironment {
  private PodEnvironment() {}

  /**
   * What the user wrote first, then what we know: unlike with apps, the latter wins.
   *
   * @param prefix of the names of those about endpoints
   */
  public static SortedMap<String, String> of(
      PodLaunch launch, PodContainer container, TaskId task, String executor, String prefix) {
    PodDefinition pod = launch.pod().pod();
    var variables = new TreeMap<String, String>();
    texts(variables, pod.environment());
    texts(variables, container.environment());
    variables.put("HOST", launch.place().hostname());
    variables.put("MESOS_TASK_ID", task.value());
    variables.put("MESOS_EXECUTOR_ID", executor);
    variables.put("MARATHON_APP_ID", pod.id().value());
    variables.put("MARATHON_APP_VERSION", Timestamps.write(launch.pod().version()));
    variables.put("MARATHON_CONTAINER_ID", container.name());
    variables.put("MARATHON_APP_ENFORCE_GROUP_ROLE", launch.groupRole() ? "TRUE" : "FALSE");
    Amounts amounts = container.resources();
    variables.put("MARATHON_CONTAINER_RESOURCE_CPUS", Double.toString(amounts.cpus()));
    variables.put("MARATHON_CONTAINER_RESOURCE_MEM", Double.toString(amounts.mem()));
    variables.put("MARATHON_CONTAINER_RESOURCE_DISK", Double.toString(amounts.disk()));
    variables.put("MARATHON_CONTAINER_RESOURCE_GPUS", Integer.toString(amounts.gpus()));
    var labels = new TreeMap<>(pod.labels());
    labels.putAll(container.labels());
    TaskEnvironment.labels(variables, labels);
    var endpoints = new TreeMap<String, String>();
    endpoints(endpoints, pod, launch);
    endpoints.forEach(
        (name, value) -> variables.put(prefix.toUpperCase(Locale.ROOT) + name, value));
    return variables;
  }

  private static void texts(Map<String, String> variables, SortedMap<String, EnvValue> given) {
    given.forEach((name, value) -> {
      if (value instanceof EnvValue.Text(String text)) {
        variables.put(name, text);
      }
    });
  }

  private static void endpoints(
      Map<String, String> variables, PodDefinition pod, PodLaunch launch) {
    for (PodPorts.Bound bound : PodPorts.of(pod, launch.place().hostPorts())) {
      String name = bound.endpoint().name().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]+", "_");
      bound.hostPort().ifPresent(port -> variables.put("EP_HOST_" + name, Integer.toString(port)));
      bound
          .endpoint()
          .containerPort()
          .ifPresent(port -> variables.put("EP_CONTAINER_" + name, Integer.toString(port)));
      (pod.isHostNetworked() ? bound.hostPort() : bound.listening())
          .ifPresent(port -> variables.put("ENDPOINT_" + name, Integer.toString(port)));
    }
  }
}

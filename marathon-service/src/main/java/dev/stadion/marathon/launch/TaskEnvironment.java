package dev.stadion.marathon.launch;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.AppDefinition.EnvValue;
import dev.stadion.marathon.app.Container;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.launch.Ports.TaskPort;
import dev.stadion.scheduling.id.TaskId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables a task finds when it starts (marathon.md §10). */
public final class TaskEnvironment {
  private static final Pattern ODD = Pattern.compile("[^a-zA-Z0-9_]+");
  private static final int MAX_LABEL_NAME = 493;
  private static final int MAX_LABEL_VALUE = 512;

  private TaskEnvironment() {}

  /**
   * Context first, then host and ports, then what the user wrote: the later ones win.
   *
   * @param prefix of the names of those about host and ports
   */
  public static SortedMap<String, String> of(TaskLaunch launch, String prefix) {
    App app = launch.app();
    TaskId task = launch.task();
    Placement place = launch.place();
    var variables = new TreeMap<String, String>();
    context(variables, app, task);
    variables.put("MARATHON_APP_ENFORCE_GROUP_ROLE", launch.groupRole() ? "TRUE" : "FALSE");
    labels(variables, app.application().labels());
    var where = new TreeMap<String, String>();
    where.put("HOST", place.hostname());
    ports(where, Ports.of(app.application(), place.hostPorts(), task.value()));
    where.forEach((name, value) -> variables.put(prefix + name, value));
    app.application()
        .env()
        .forEach((name, value) -> {
          if (value instanceof EnvValue.Text(String text)) {
            variables.put(name, text);
          }
        });
    return variables;
  }

  private static void context(Map<String, String> variables, App app, TaskId task) {
    AppDefinition definition = app.application();
    variables.put("MESOS_TASK_ID", task.value());
    variables.put("MARATHON_APP_ID", app.id().value());
    variables.put("MARATHON_APP_VERSION", Timestamps.write(app.version()));
    definition
        .container()
        .filter(container -> container.type() == Container.Type.DOCKER)
        .flatMap(Container::docker)
        .ifPresent(docker -> variables.put("MARATHON_APP_DOCKER_IMAGE", docker.image()));
    AppDefinition.Amounts amounts = definition.resources();
    variables.put("MARATHON_APP_RESOURCE_CPUS", Double.toString(amounts.cpus()));
    variables.put("MARATHON_APP_RESOURCE_MEM", Double.toString(amounts.mem()));
    variables.put("MARATHON_APP_RESOURCE_DISK", Double.toString(amounts.disk()));
    variables.put("MARATHON_APP_RESOURCE_GPUS", Integer.toString(amounts.gpus()));
  }

  static void labels(Map<String, String> variables, SortedMap<String, String> labels) {
    var names = new ArrayList<String>();
    labels.forEach((name, value) -> {
      if (name.length() < MAX_LABEL_NAME && value.length() < MAX_LABEL_VALUE) {
        String escaped = ODD.matcher(name).replaceAll("_").toUpperCase(Locale.ROOT);
        names.add(escaped);
        variables.put("MARATHON_APP_LABEL_" + escaped, value);
      }
    });
    variables.put("MARATHON_APP_LABELS", String.join(" ", names));
  }

  private static void ports(Map<String, String> variables, List<TaskPort> ports) {
    if (ports.isEmpty()) {
      return;
    }
    for (int i = 0; i < ports.size(); i++) {
      TaskPort port = ports.get(i);
      String effective = Integer.toString(port.effective());
      variables.put("PORT" + i, effective);
      variables.put(
          "PORT_" + (port.requested() != 0 ? port.requested() : port.effective()), effective);
      port.name()
          .ifPresent(name -> variables.put("PORT_" + name.toUpperCase(Locale.ROOT), effective));
    }
    variables.put("PORT", Integer.toString(inOrder(ports).getFirst().effective()));
    variables.put(
        "PORTS",
        String.join(
            ",", inOrder(ports).stream().map(p -> Integer.toString(p.effective())).toList()));
  }

  /** Ports of the agent first, then those that only the container has. */
  private static List<TaskPort> inOrder(List<TaskPort> ports) {
    var sorted = new ArrayList<TaskPort>();
    ports.stream().filter(TaskPort::host).forEach(sorted::add);
    ports.stream().filter(port -> !port.host()).forEach(sorted::add);
    return sorted;
  }
}

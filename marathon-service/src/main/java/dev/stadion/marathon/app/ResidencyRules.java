package dev.stadion.marathon.app;

import dev.stadion.marathon.app.AppDefinition.Amounts;
import dev.stadion.marathon.app.PodDefinition.Endpoint;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What must stay as it is where data is kept: it was reserved once (marathon.md §8.1, §14.4). */
public final class ResidencyRules {
  private ResidencyRules() {}

  /** Adds what is wrong with {@code next} in the place of {@code former}. */
  public static void check(RunSpec former, RunSpec next, String at, Problems problems) {
    if (!former.isResident()) {
      return;
    }
    String whole = at.isEmpty() ? "/" : at;
    problems.require(
        former.role().equals(next.role()),
        at + "/role",
        "the role of a service with persistent volumes cannot be changed");
    switch (next) {
      case AppDefinition app when former instanceof AppDefinition before -> {
        problems.require(
            before.persistentVolumes().equals(app.persistentVolumes()),
            whole,
            "Persistent volumes can not be changed!");
        problems.require(
            before.resources().equals(app.resources())
                && before.requirePorts() == app.requirePorts()
                && hostPorts(before).equals(hostPorts(app)),
            whole,
            "Services with persistent volumes configured may not change resource requirements. If"
                + " you need to make this change, please create a new service.");
      }
      case PodDefinition pod when former instanceof PodDefinition before ->
          check(before, pod, whole, problems);
      case AppDefinition _, PodDefinition _ -> {
        // That they may not share an id is said elsewhere.
      }
    }
  }

  private static void check(PodDefinition before, PodDefinition pod, String at, Problems problems) {
    problems.require(
        before.persistentVolumes().equals(pod.persistentVolumes()),
        at,
        "persistent volumes cannot be updated");
    Amounts was = before.resources();
    Amounts is = pod.resources();
    same(was.cpus() == is.cpus(), "cpus", at, problems);
    same(was.mem() == is.mem(), "mem", at, problems);
    same(was.disk() == is.disk(), "disk", at, problems);
    same(was.gpus() == is.gpus(), "gpus", at, problems);
    same(hostPorts(before).equals(hostPorts(pod)), "host ports", at, problems);
  }

  private static void same(boolean same, String what, String at, Problems problems) {
    problems.require(same, at, what + " cannot be updated if a pod has persistent volumes");
  }

  private static List<Integer> hostPorts(AppDefinition app) {
    Stream<Integer> defined =
        app.portDefinitions().orElse(List.of()).stream()
            .map(port -> app.requirePorts() ? port.port() : 0);
    return Stream.concat(
            defined, app.portMappings().stream().flatMap(mapping -> mapping.hostPort().stream()))
        .toList();
  }

  private static List<Optional<Integer>> hostPorts(PodDefinition pod) {
    return pod.containers().stream()
        .flatMap(container -> container.endpoints().stream())
        .map(Endpoint::hostPort)
        .toList();
  }
}

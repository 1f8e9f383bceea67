package dev.stadion.marathon.health;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.HealthCheck;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.ReadinessCheck;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.health.Probe.Purpose;
import dev.stadion.marathon.health.Probe.Target;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.TaskName;
import dev.stadion.marathon.launch.Ports;
import dev.stadion.marathon.launch.Ports.TaskPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which probes a running task needs from us (marathon.md §15.2, §15.3, §16). Pure. */
public final class Probes {
  private static final Duration SOONEST = Duration.ofSeconds(5);

  private final AppDefinition app;
  private final Instance instance;
  private final Placement place;
  private final List<TaskPort> ports;

  private Probes(AppDefinition app, Instance instance, Placement place) {
    this.app = app;
    this.instance = instance;
    this.place = place;
    this.ports = Ports.of(app, place.hostPorts(), instance.task().value());
  }

  /**
   * @param spec the definition that the task was launched from
   */
  public static List<Probe> of(RunSpec spec, Instance instance) {
    // A pod is looked at by its agent alone.
    if (!(spec instanceof AppDefinition app)) {
      return List.of();
    }
    if (instance.health().checks().isEmpty() && instance.health().ready().isEmpty()) {
      return List.of();
    }
    return instance
        .placement()
        .map(place -> new Probes(app, instance, place).all())
        .orElse(List.of());
  }

  private List<Probe> all() {
    var probes = new ArrayList<Probe>();
    int index = 0;
    for (HealthCheck check : app.healthChecks()) {
      if (!check.protocol().isOfAgent()) {
        int at = index;
        target(check).ifPresent(target -> probes.add(health(check, at, target)));
      }
      index++;
    }
    if (instance.health().ready().filter(ready -> !ready).isPresent()) {
      for (ReadinessCheck check : app.readinessChecks()) {
        readiness(check).ifPresent(probes::add);
      }
    }
    return probes;
  }

  private TaskName name() {
    return new TaskName(instance.id(), instance.incarnation());
  }

  private Probe health(HealthCheck check, int index, Target target) {
    Duration interval = Duration.ofSeconds(Math.max(1, check.intervalSeconds()));
    return new Probe(
        name(),
        target,
        new Purpose.Health(index),
        interval.compareTo(SOONEST) < 0 ? interval : SOONEST,
        interval,
        Duration.ofSeconds(Math.max(1, check.timeoutSeconds())));
  }

  private Optional<Target> target(HealthCheck check) {
    Optional<Integer> port =
        check
            .port()
            .or(() ->
                check.portIndex().filter(i -> i < ports.size()).map(i -> number(ports.get(i))));
    return switch (check.protocol()) {
      case HTTP -> port.flatMap(p -> http("http", p, check.path().orElse("/")));
      case HTTPS -> port.flatMap(p -> http("https", p, check.path().orElse("/")));
      case TCP -> port.map(p -> new Target.Tcp(host(), p));
      case COMMAND, MESOS_HTTP, MESOS_HTTPS, MESOS_TCP -> Optional.empty();
    };
  }

  private Optional<Probe> readiness(ReadinessCheck check) {
    return ports.stream()
        .filter(port -> port.name().filter(check.portName()::equals).isPresent())
        .findFirst()
        .flatMap(port -> http(scheme(check), number(port), check.path()))
        .map(target ->
            new Probe(
                name(),
                target,
                new Purpose.Readiness(
                    check.httpStatusCodesForReady(), check.preserveLastResponse()),
                Duration.ZERO,
                Duration.ofSeconds(Math.max(1, check.intervalSeconds())),
                Duration.ofSeconds(Math.max(1, check.timeoutSeconds()))));
  }

  private static String scheme(ReadinessCheck check) {
    return check.protocol().equals("HTTPS") ? "https" : "http";
  }

  /** Tasks with an address of their own are looked at there, all others on their host. */
  private boolean hasOwnAddress() {
    return app.networks().stream().anyMatch(network -> network.mode() == Network.Mode.CONTAINER)
        && !instance.ipAddresses().isEmpty();
  }

  private String host() {
    return hasOwnAddress() ? instance.ipAddresses().getFirst() : place.hostname();
  }

  private int number(TaskPort port) {
    return hasOwnAddress() || !port.host() ? port.container() : port.effective();
  }

  private Optional<Target> http(String scheme, int port, String path) {
    String host = host().contains(":") ? "[" + host() + "]" : host();
    String absolute = path.startsWith("/") ? path : "/" + path;
    try {
      return Optional.of(new Target.Http(new URI(scheme + "://" + host + ":" + port + absolute)));
    } catch (URISyntaxException e) {
      // Escaped, as browsers do with what people type.
      return escaped(scheme, port, absolute);
    }
  }

  private Optional<Target> escaped(String scheme, int port, String path) {
    try {
      return Optional.of(new Target.Http(new URI(scheme, null, host(), port, path, null, null)));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}

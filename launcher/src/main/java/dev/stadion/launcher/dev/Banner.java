package dev.stadion.launcher.dev;

import dev.stadion.launcher.command.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the user sees when the suite is up: where it is, and a first app and job to paste. */
final class Banner {

  private Banner() {}

  static String text(List<Server> servers, Path dataDirectory, Duration startUp) {
    URI marathon = only(servers, Role.MARATHON);
    URI chronos = only(servers, Role.CHRONOS);
    return """

    Stadion is up (%.1f s).

      master    %s
      agent     %s
      marathon  %s
      chronos   %s

    An app, three instances of it:

      curl -H 'Content-Type: application/json' %s/v2/apps -d '{"id":"/hello","cmd":"python3 -m http.server $PORT0","cpus":0.1,"mem":32,"instances":3,"ports":[0]}'

    A job, every five seconds:

      curl -H 'Content-Type: application/json' %s/v1/scheduler/iso8601 -d '{"name":"tick","command":"date","schedule":"R/2026-01-01T00:00:00Z/PT5S","cpus":0.1,"mem":32}'

    Data, logs and sandboxes are in %s
    Stop with Ctrl-C.
    """
        .formatted(
            startUp.toMillis() / 1000.0,
            only(servers, Role.MASTER),
            agents(servers),
            marathon,
            chronos,
            marathon,
            chronos,
            dataDirectory);
  }

  private static URI only(List<Server> servers, Role role) {
    return servers.stream().filter(s -> s.role() == role).findFirst().orElseThrow().api();
  }

  private static String agents(List<Server> servers) {
    return String.join(
        " ",
        servers.stream().filter(s -> s.role() == Role.AGENT).map(s -> s.api().toString()).toList());
  }
}

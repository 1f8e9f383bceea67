package dev.stadion.marathon.wire;

import static dev.stadion.marathon.wire.AppReader.MAX;

import dev.stadion.marathon.app.Check;
import dev.stadion.marathon.app.Check.Probe;
import dev.stadion.marathon.app.HealthCheck;
import dev.stadion.marathon.app.HealthCheck.Protocol;
import dev.stadion.marathon.app.ReadinessCheck;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Reads the three kinds of probes (marathon.md §15, §16). */
final class CheckReader {
  private static final int MAX_PORT = 65535;

  private CheckReader() {}

  /**
   * @param hasPorts whether a check that names no port means the app's first one
   */
  static HealthCheck healthCheck(ObjectReader check, boolean hasPorts) {
    Protocol protocol = check.constant("protocol", Protocol.class, Protocol.HTTP);
    Optional<Integer> port = check.integer("port", 0, MAX_PORT);
    Optional<Integer> index = check.integer("portIndex", 0, MAX);
    boolean firstPort =
        hasPorts && protocol != Protocol.COMMAND && port.isEmpty() && index.isEmpty();
    return new HealthCheck(
        protocol,
        check.text("path").map(path -> path.startsWith("/") ? path : "/" + path),
        port,
        firstPort ? Optional.of(0) : index,
        check.object("command").map(command -> command.requiredText("value", 1, MAX)),
        check.integer("gracePeriodSeconds", 300, 0, MAX),
        check.integer("intervalSeconds", 60, 0, MAX),
        check.integer("timeoutSeconds", 20, 0, MAX),
        check.integer("maxConsecutiveFailures", 3, 0, MAX),
        check.integer("delaySeconds", 15, 0, MAX),
        check.bool("ignoreHttp1xx", false),
        check.oneOf("ipProtocol", "IPv4", List.of("IPv4", "IPv6")));
  }

  static Check check(ObjectReader check) {
    return new Check(
        probe(check),
        check.integer("intervalSeconds", 60, 0, MAX),
        check.integer("timeoutSeconds", 20, 0, MAX),
        check.integer("delaySeconds", 15, 0, MAX));
  }

  private static Probe probe(ObjectReader check) {
    Optional<ObjectReader> http = check.object("http");
    Optional<ObjectReader> tcp = check.object("tcp");
    Optional<ObjectReader> exec = check.object("exec");
    if (http.stream().count() + tcp.stream().count() + exec.stream().count() != 1) {
      check
          .problems()
          .add(check.path("exec"), "Only one of http, tcp, or command may be specified");
    }
    if (http.isPresent()) {
      ObjectReader given = http.get();
      return new Probe.Http(
          given.integer("portIndex", 0, MAX),
          given.integer("port", 0, MAX_PORT),
          given.text("path"),
          given.oneOf("scheme", "HTTP", List.of("HTTP", "HTTPS")));
    }
    if (tcp.isPresent()) {
      ObjectReader given = tcp.get();
      return new Probe.Tcp(given.integer("portIndex", 0, MAX), given.integer("port", 0, MAX_PORT));
    }
    return exec.flatMap(given -> given.object("command"))
        .map(CheckReader::command)
        .orElse(new Probe.Shell(""));
  }

  private static Probe command(ObjectReader command) {
    Optional<List<String>> argv = command.texts("argv");
    return argv.isPresent()
        ? new Probe.Argv(argv.get())
        : new Probe.Shell(command.requiredText("shell", 1, MAX));
  }

  static ReadinessCheck readinessCheck(ObjectReader check) {
    return new ReadinessCheck(
        check.text("name").orElse("readinessCheck"),
        check.oneOf("protocol", "HTTP", List.of("HTTP", "HTTPS")),
        check.text("path").orElse("/"),
        check.text("portName").orElse("http-api"),
        check.integer("intervalSeconds", 30, 0, MAX),
        check.integer("timeoutSeconds", 10, 1, MAX),
        new TreeSet<>(
            check
                .integers("httpStatusCodesForReady", 100, 999)
                .filter(codes -> !codes.isEmpty())
                .orElse(List.of(200))),
        check.bool("preserveLastResponse", false));
  }
}

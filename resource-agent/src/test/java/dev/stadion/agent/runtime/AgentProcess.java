package dev.stadion.agent.runtime;

import dev.stadion.agent.cgroup.CgroupSettings;
import dev.stadion.agent.docker.DockerSettings;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An agent in a JVM of its own, so that a test can kill it. Its arguments: directory, master, and
 * the socket of a Docker engine if it shall use one.
 */
final class AgentProcess {
  private AgentProcess() {}

  public static void main(String[] arguments) throws Exception {
    var settings =
        new AgentSettings(
            Path.of(arguments[0]),
            MasterLinkSettings.of(List.of(URI.create(arguments[1]))),
            "localhost",
            "127.0.0.1",
            Resources.of(4, 1024, 1024),
            List.of(),
            false,
            CgroupSettings.DEFAULTS,
            arguments.length > 2
                ? new DockerSettings(true, arguments[2], Duration.ZERO)
                : DockerSettings.OFF,
            false,
            Duration.ofSeconds(20),
            Duration.ofDays(7),
            dev.stadion.agent.fetch.FetchSettings.DEFAULTS,
            ExecutorSettings.DEFAULTS);
    var agent =
        new Agent(
            settings,
            5051,
            Map.of(),
            InstantSource.system(),
            new SecureRandom(),
            bug -> Runtime.getRuntime().halt(70));
    agent.start();
    new CountDownLatch(1).await();
  }

  static Process start(Path directory, URI master, String... docker) throws IOException {
    var command =
        new ArrayList<String>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                classPath(),
                AgentProcess.class.getName(),
                directory.toString(),
                master.toString()));
    command.addAll(List.of(docker));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** What this test was loaded from, also when the launcher has loaders of its own. */
  private static String classPath() {
    return AgentProcess.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }
}

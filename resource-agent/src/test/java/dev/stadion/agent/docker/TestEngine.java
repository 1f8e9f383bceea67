package dev.stadion.agent.docker;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The engine that tests may use, if there is one; {@code .ci/docker} starts it. */
public final class TestEngine {
  public static final String SOCKET =
      Optional.ofNullable(System.getenv("STADION_TEST_DOCKER"))
          .filter(socket -> !socket.isEmpty())
          .orElse(DockerSettings.DEFAULTS.socket());
  public static final String IMAGE = "stadion-test:1";

  private TestEngine() {}

  /** Skips a test where there is no engine. */
  public static void assume() {
    String why = "";
    try (var engine = new DockerEngine(SOCKET)) {
      engine.check();
      if (!engine.hasImage(IMAGE)) {
        why = "the engine has no image " + IMAGE + "; .ci/docker makes it";
      }
    } catch (IOException e) {
      why = e.getMessage();
    }
    assumeTrue(why.isEmpty(), "Docker tests are skipped: " + why);
  }

  /** How the engine runs the only container of an agent. */
  public static HostConfig hostConfigOf(Path workDirectory) {
    try (var engine = new DockerEngine(SOCKET)) {
      return engine.inspect(all(workDirectory).getFirst().getId()).orElseThrow().getHostConfig();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static long countOf(Path workDirectory) {
    return all(workDirectory).size();
  }

  public static long runningOf(Path workDirectory) {
    return all(workDirectory).stream()
        .filter(container -> container.getState().equals("running"))
        .count();
  }

  /** Whatever a test has left behind. */
  public static void removeAllOf(Path workDirectory) {
    try (var engine = new DockerEngine(SOCKET)) {
      for (Container container : all(workDirectory)) {
        engine.remove(container.getId());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Container> all(Path workDirectory) {
    try (var engine = new DockerEngine(SOCKET)) {
      return engine.list(new DockerLabels(workDirectory.toString()).filter());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

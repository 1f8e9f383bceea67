package dev.stadion.launcher.dev;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.launcher.command.Role;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BannerTest {
  private static final List<Server> SERVERS =
      List.of(
          server(Role.MASTER, 1),
          server(Role.AGENT, 2),
          server(Role.AGENT, 3),
          server(Role.MARATHON, 4),
          server(Role.CHRONOS, 5));

  @Test
  void theBannerNamesEveryServerAndTheExamplesTheirAddresses() {
    String banner = Banner.text(SERVERS, Path.of("/data"), Duration.ofMillis(3_210));

    assertThat(banner)
        .contains("Stadion is up (3.2 s).")
        .contains("master    http://127.0.0.1:1\n")
        .contains("agent     http://127.0.0.1:2 http://127.0.0.1:3\n")
        .contains("http://127.0.0.1:4/v2/apps -d '{\"id\":\"/hello\"")
        .contains("http://127.0.0.1:5/v1/scheduler/iso8601 -d '{\"name\":\"tick\"")
        .contains("are in /data\n");
  }

  @Test
  void theSuiteFileSaysTheSameForPrograms(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("suite.json");

    SuiteFile.write(file, "jdbc:postgresql://127.0.0.1:9/stadion", SERVERS);

    var suite = new ObjectMapper().readTree(Files.readString(file));
    assertThat(suite.at("/pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(suite.at("/servers")).hasSize(5);
    assertThat(suite.at("/servers/3/role").asText()).isEqualTo("marathon");
    assertThat(suite.at("/servers/3/admin").asText()).isEqualTo("http://127.0.0.1:10004");
    assertThat(directory).isDirectoryNotContaining("glob:**.next");
  }

  private static Server server(Role role, int port) {
    return new Server(
        role,
        URI.create("http://127.0.0.1:" + port),
        URI.create("http://127.0.0.1:" + (10_000 + port)));
  }
}

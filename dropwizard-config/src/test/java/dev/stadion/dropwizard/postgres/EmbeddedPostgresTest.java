package dev.stadion.dropwizard.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedPostgresTest {
  private static final Path PROGRAMS = TestDatabase.PROGRAMS;

  @TempDir static Path pristine;
  @TempDir Path parent;
  private Path directory;

  /** To make a cluster takes seconds, to copy one does not. */
  @BeforeAll
  static void makeACluster() throws Exception {
    EmbeddedPostgres.start(pristine, PROGRAMS).close();
  }

  @BeforeEach
  void copyTheCluster() throws Exception {
    directory = parent.toRealPath().resolve("postgres");
    Process copy =
        new ProcessBuilder("cp", "-a", pristine.toString(), directory.toString()).start();
    assertThat(copy.waitFor()).isZero();
  }

  @Test
  void dataAndPortSurviveARestart() throws Exception {
    int port;
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      port = server.port();
      execute(server, "CREATE TABLE kept AS SELECT 42 AS answer");
    }

    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      assertThat(query(server, "SELECT answer FROM kept")).isEqualTo("42");
      assertThat(server.port()).isEqualTo(port);
    }
  }

  @Test
  void itWaitsForItsDiskListensOnLoopbackAndAsksForAPassword() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      assertThat(query(server, "SHOW fsync")).isEqualTo("on");
      assertThat(query(server, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(query(server, "SHOW full_page_writes")).isEqualTo("on");
      assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Files.getPosixFilePermissions(directory.resolve("password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      String url = server.database("stadion");
      assertThatThrownBy(() -> DriverManager.getConnection(url, EmbeddedPostgres.USER, "guess"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password");
    }
  }

  @Test
  void oneProcessAtATimeMayUseADirectory() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      assertThat(server.pid()).isPositive();
      assertThatThrownBy(() -> EmbeddedPostgres.start(directory, PROGRAMS))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process uses the database");
    }
  }

  @Test
  void theServerDiesWithItsKilledProcessAndItsDataAreThereForTheNext() throws Exception {
    Process holder = hold();
    Held held = heldBy(holder);
    assertThatThrownBy(() -> EmbeddedPostgres.start(directory, PROGRAMS))
        .hasMessageContaining("another process");

    holder.destroyForcibly().waitFor();
    ProcessHandle.of(held.pid())
        .ifPresent(old -> old.onExit().orTimeout(20, TimeUnit.SECONDS).join());

    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      assertThat(server.pid()).isNotEqualTo(held.pid());
      assertThat(query(server, "SELECT count(*) FROM pg_database WHERE datname = 'kept'"))
          .isEqualTo("1");
    }
  }

  @Test
  void aServerThatIsKilledIsStartedAgainOnItsPortAndEndsWhenItIsClosed() throws Exception {
    ProcessHandle next;
    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      execute(server, "CREATE TABLE kept AS SELECT 42 AS answer");
      long first = server.pid();
      int port = server.port();

      ProcessHandle.of(first).orElseThrow().destroyForcibly();

      while (PostmasterFile.read(directory.resolve("data"))
          .filter(file -> file.ready() && file.pid() != first)
          .isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(server.port()).isEqualTo(port);
      assertThat(query(server, "SELECT answer FROM kept")).isEqualTo("42");
      next = ProcessHandle.of(server.pid()).orElseThrow();
      assertThat(next.pid()).isNotEqualTo(first);
    }

    assertThat(next.isAlive()).isFalse();
  }

  @Test
  void anOrphanIsStoppedBeforeTheNextStart() throws Exception {
    // Started without the parent-death signal, as on a machine without setpriv.
    Process orphan = startWithoutParent(directory.resolve("data"));

    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      assertThat(query(server, "SELECT 1")).isEqualTo("1");
      assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aHalfMadeClusterIsThrownAway() throws Exception {
    Files.move(directory.resolve("data"), directory.resolve("data.new"));
    Files.delete(directory.resolve("data.new").resolve("PG_VERSION"));

    try (EmbeddedPostgres server = EmbeddedPostgres.start(directory, PROGRAMS)) {
      assertThat(query(server, "SELECT 1")).isEqualTo("1");
    }
    assertThat(directory.resolve("data.new")).doesNotExist();
  }

  @Test
  void aServerThatCannotStartSaysWhereToLook() throws Exception {
    Files.writeString(directory.resolve("data").resolve("postgresql.conf"), "nonsense nonsense\n");

    assertThatThrownBy(() -> EmbeddedPostgres.start(directory, PROGRAMS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("postgres.log");
  }

  private record Held(long pid, int port) {}

  private Process hold() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            HoldPostgres.class.getName(),
            directory.toString(),
            PROGRAMS.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Held heldBy(Process holder) throws IOException {
    try (BufferedReader out = holder.inputReader()) {
      String line = out.readLine();
      assertThat(line).as("the holder's server started").isNotNull();
      List<String> words = List.of(line.split(" "));
      return new Held(Long.parseLong(words.get(0)), Integer.parseInt(words.get(1)));
    }
  }

  private Process startWithoutParent(Path data) throws Exception {
    List<String> server =
        List.of(
            PROGRAMS.toAbsolutePath().resolve("server/bin/postgres").toString(),
            "-D",
            data.toString(),
            "-c",
            "listen_addresses=",
            "-c",
            "unix_socket_directories=");
    List<String> command =
        Commands.server(server).stream().filter(word -> !word.contains("pdeathsig")).toList();
    Process process =
        new ProcessBuilder(command.stream().filter(word -> !word.endsWith("setpriv")).toList())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (PostmasterFile.read(data).filter(file -> file.pid() == process.pid()).isEmpty()) {
      assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    return process;
  }

  private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String query(EmbeddedPostgres server, String sql) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static Connection connect(EmbeddedPostgres server) throws SQLException {
    return DriverManager.getConnection(
        server.database("stadion"), EmbeddedPostgres.USER, server.password());
  }
}

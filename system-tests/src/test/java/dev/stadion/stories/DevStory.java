package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code stadion dev} says and does around the suite's life. */
class DevStory {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path data;
  @TempDir private Path elsewhere;

  @Test
  void theCommandsOfTheBannerWorkWhenPasted() throws IOException, InterruptedException {
    try (Suite suite = Suite.start(data)) {
      await().atMost(SOON).until(() -> suite.printed().contains("Stop with Ctrl-C."));
      Matcher curl = Pattern.compile("^ *(curl .*)$", Pattern.MULTILINE).matcher(suite.printed());
      List<String> commands = curl.results().map(result -> result.group(1)).toList();
      assertThat(commands).hasSize(2);

      for (String command : commands) {
        assertThat(shell(command.replaceFirst("curl", "curl -s -o /dev/null -w '%{http_code}'")))
            .as(command)
            .startsWith("20");
      }

      await().atMost(SOON).until(() -> runningOf(suite) == 3);
      await()
          .atMost(SOON)
          .until(() ->
              suite.chronos().get("/v1/scheduler/job/tick").json().at("/successCount").asInt() > 0);
      aSecondSuiteIsRefused();

      assertThat(suite.stop()).isEqualTo(143);
      assertThat(Processes.workingBelow(data)).isEmpty();
      assertThat(data.resolve("suite.json")).doesNotExist();
    }
  }

  @Test
  void keptTasksAreAdoptedByTheNextStart() {
    try (Suite suite = Suite.start(data, "--keep-tasks")) {
      suite
          .marathon()
          .post(
              "/v2/apps",
              """
              {"id":"/hello","cmd":"sleep 1000","cpus":0.1,"mem":32,"instances":2}\
              """);
      await().atMost(SOON).until(() -> runningOf(suite) == 2);
      List<Long> before = suite.tasks();

      suite.stop();
      assertThat(before).allMatch(Processes::isAlive);
      suite.startAgain();

      await().atMost(SOON).until(() -> runningOf(suite) == 2);
      assertThat(suite.tasks()).containsExactlyInAnyOrderElementsOf(before);
      suite.marathon().delete("/v2/apps/hello");
      await().atMost(SOON).until(() -> suite.tasks().isEmpty());
    }
  }

  @Test
  void anEphemeralSuiteWithTwoAgentsLeavesNothing() throws IOException, InterruptedException {
    ProcessBuilder builder =
        Distribution.stadion(List.of("dev", "--ephemeral", "--free-ports", "--agents", "2"));
    Path printed = elsewhere.resolve("printed.txt");
    builder.redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.environment().put("STADION_JAVA_OPTS", "-Djava.io.tmpdir=" + elsewhere);
    Process process = builder.start();
    try {
      await().atMost(SOON).until(() -> Files.readString(printed).contains("Stop with Ctrl-C."));
      Matcher where = Pattern.compile("sandboxes are in (.*)").matcher(Files.readString(printed));
      assertThat(where.find()).isTrue();
      Path directory = Path.of(where.group(1));
      assertThat(directory).isDirectory();
      Matcher master = Pattern.compile("master +(http://\\S+)").matcher(Files.readString(printed));
      assertThat(master.find()).isTrue();
      assertThat(new Api(URI.create(master.group(1))).get("/slaves").json().at("/slaves"))
          .hasSize(2);

      Processes.terminate(process.pid());

      assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
      assertThat(directory).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aWrongCommandLineIsExplained() throws IOException, InterruptedException {
    Process process = Distribution.stadion(List.of("dev", "--agents", "none")).start();

    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(said).contains("--agents must be a number from 1 to 50, not 'none'");
  }

  private void aSecondSuiteIsRefused() throws IOException, InterruptedException {
    Process second =
        Distribution.stadion(List.of("dev", "--free-ports", "--data-dir", data.toString())).start();
    String said = new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(said).contains("another stadion (process ").contains("--data-dir");
  }

  private static int runningOf(Suite suite) {
    return suite.marathon().get("/v2/apps/hello").json().at("/app/tasksRunning").asInt();
  }

  private static String shell(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}

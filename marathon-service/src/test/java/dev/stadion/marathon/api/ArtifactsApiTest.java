package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files for tasks, where there is a store for them (marathon.md §3.9). */
class ArtifactsApiTest {
  @TempDir private static Path directory;
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon =
        new RunningMarathon(
            """
            artifactStore: "%s"
            artifactSize: 4KiB
            artifactStoreSize: 10KiB
            """
                .formatted(store().toUri()));
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static Path store() {
    return directory.resolve("store");
  }

  private static Answer send(String method, String path, String field, String name, String text) {
    String form =
        "--b\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n\r\n%s\r\n--b--\r\n"
            .formatted(field, name, text);
    return marathon.send(
        method, "/v2/artifacts" + path, form, "Content-Type", "multipart/form-data; boundary=b");
  }

  /** Whatever lies in the store, and beside it. */
  private static List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> directory.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void whatIsSentCanBeFetchedReplacedAndRemoved() throws IOException {
    Answer created = send("POST", "/site/index.txt", "file", "x", "hello");
    assertThat(created.status()).as(created.response().body()).isEqualTo(201);
    assertThat(created.header("Location"))
        .isEqualTo(marathon.api() + "/v2/artifacts/site/index.txt");

    Answer read = marathon.get("/v2/artifacts/site/index.txt");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.response().body()).isEqualTo("hello");
    assertThat(read.header("Content-Type")).startsWith("text/plain");
    assertThat(read.header("Content-Length")).isEqualTo("5");
    assertThat(read.header("Last-Modified")).endsWith("GMT");

    assertThat(send("PUT", "/site/index.txt", "file", "x", "bye").status()).isEqualTo(200);
    assertThat(marathon.get("/v2/artifacts/site/index.txt").response().body()).isEqualTo("bye");

    assertThat(marathon.delete("/v2/artifacts/site/index.txt").status()).isEqualTo(200);
    assertThat(marathon.delete("/v2/artifacts/site/index.txt").status()).isEqualTo(200);
    Answer gone = marathon.get("/v2/artifacts/site/index.txt");
    assertThat(gone.status()).isEqualTo(404);
    assertThat(gone.json().path("message").asText())
        .isEqualTo("No artifact with path site/index.txt");
    assertThat(files()).noneMatch(file -> file.contains("site"));
  }

  @Test
  void withoutAPathTheNameOfTheFileCounts() {
    Answer created = send("POST", "", "file", "tool.jar", "jar");

    assertThat(created.status()).as(created.response().body()).isEqualTo(201);
    assertThat(created.header("Location")).endsWith("/v2/artifacts/tool.jar");
    assertThat(marathon.delete("/v2/artifacts/tool.jar").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out.txt", "a/../../out.txt", "..", ".", "", "a//b", ".incoming/x"})
  void nothingIsKeptOutsideOfTheStore(String name) throws IOException {
    List<String> before = files();

    Answer refused = send("POST", "", "file", name, "bad");

    assertThat(refused.status()).as(refused.response().body()).isEqualTo(422);
    assertThat(files()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../out.txt", "/%2e%2e/out.txt", "/a%2f..%2f..%2fout.txt", "/a%5cb"})
  void noPathLeavesTheStore(String path) throws IOException {
    Files.writeString(directory.resolve("out.txt"), "secret");
    List<String> before = files();

    assertThat(send("PUT", path, "file", "x", "bad").status()).isBetween(400, 422);
    assertThat(marathon.get("/v2/artifacts" + path).status()).isBetween(400, 422);
    assertThat(marathon.delete("/v2/artifacts" + path).status()).isBetween(400, 422);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Files.createDirectories(store());
    Files.writeString(directory.resolve("beside.txt"), "secret");
    Path link = Files.createSymbolicLink(store().resolve("link"), directory);

    assertThat(marathon.get("/v2/artifacts/link/beside.txt").status()).isEqualTo(404);
    assertThat(send("PUT", "/link/new.txt", "file", "x", "bad").status()).isEqualTo(409);
    assertThat(marathon.delete("/v2/artifacts/link/beside.txt").status()).isEqualTo(200);
    assertThat(directory.resolve("beside.txt")).hasContent("secret");
    assertThat(directory.resolve("new.txt")).doesNotExist();
    Files.delete(link);
  }

  @Test
  void neitherOneFileNorAllOfThemMayBeTooLarge() throws IOException {
    assertThat(send("PUT", "/large", "file", "x", "x".repeat(4097)).status()).isEqualTo(413);
    assertThat(send("PUT", "/huge", "file", "x", "x".repeat(100_000)).status()).isEqualTo(413);
    for (int i = 0; i < 2; i++) {
      assertThat(send("PUT", "/full/" + i, "file", "x", "x".repeat(4096)).status()).isEqualTo(201);
    }

    assertThat(send("PUT", "/full/2", "file", "x", "x".repeat(4096)).status()).isEqualTo(507);
    assertThat(send("PUT", "/full/1", "file", "x", "x".repeat(4095)).status()).isEqualTo(200);
    assertThat(files()).noneMatch(file -> file.contains(".incoming"));
    marathon.delete("/v2/artifacts/full/0");
    marathon.delete("/v2/artifacts/full/1");
  }

  @Test
  void aFileIsNoDirectoryAndADirectoryNoFile() {
    assertThat(send("PUT", "/way/a", "file", "x", "1").status()).isEqualTo(201);

    assertThat(send("PUT", "/way/a/b", "file", "x", "1").status()).isEqualTo(409);
    assertThat(send("PUT", "/way", "file", "x", "1").status()).isEqualTo(409);
    assertThat(marathon.get("/v2/artifacts/way").status()).isEqualTo(404);
    marathon.delete("/v2/artifacts/way");
    assertThat(marathon.get("/v2/artifacts/way/a").status()).isEqualTo(200);
    marathon.delete("/v2/artifacts/way/a");
  }

  @Test
  void theFormMustHaveTheFile() {
    Answer refused = send("PUT", "/none", "data", "x", "1");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().path("message").asText())
        .isEqualTo("requirement failed: Please use 'file' as form parameter name!");
    assertThat(
            marathon
                .send("PUT", "/v2/artifacts/none", "{}", "Content-Type", "application/json")
                .status())
        .isEqualTo(415);
  }
}

package dev.stadion.stories;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Mesos framework made of nothing but curl and JSON. */
final class CurlFramework implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Pattern STREAM_ID =
      Pattern.compile("^Mesos-Stream-Id: (\\S+)", Pattern.MULTILINE | Pattern.CASE_INSENSITIVE);

  private final String url;
  private final Path headers;
  private final Path stream;
  private final Process curl;

  private CurlFramework(String url, Path headers, Path stream, Process curl) {
    this.url = url;
    this.headers = headers;
    this.stream = stream;
    this.curl = curl;
  }

  static CurlFramework subscribe(URI master, Path directory, String subscribe) {
    String url = master + "/api/v1/scheduler";
    Path headers = directory.resolve("headers.txt");
    Path stream = directory.resolve("stream.txt");
    try {
      Process curl =
          new ProcessBuilder(
                  "curl",
                  "-sN",
                  "-D",
                  headers.toString(),
                  "-H",
                  "Content-Type: application/json",
                  "-d",
                  subscribe,
                  url)
              .redirectOutput(stream.toFile())
              .start();
      return new CurlFramework(url, headers, stream, curl);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a call and returns the status code. */
  int call(String json) {
    try {
      Process call =
          new ProcessBuilder(
                  "curl",
                  "-s",
                  "-m",
                  "20",
                  "-o",
                  "/dev/null",
                  "-w",
                  "%{http_code}",
                  "-H",
                  "Content-Type: application/json",
                  "-H",
                  "Mesos-Stream-Id: " + streamId(),
                  "-d",
                  json,
                  url)
              .start();
      String code = new String(call.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      call.waitFor(20, TimeUnit.SECONDS);
      return Integer.parseInt(code);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for an event of a type that satisfies {@code wanted}, and returns its member. */
  JsonNode event(String type, Predicate<JsonNode> wanted) {
    return await(type)
        .atMost(SOON)
        .until(() -> find(type, wanted), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<JsonNode> find(String type, Predicate<JsonNode> wanted) {
    return events().stream()
        .filter(e -> e.at("/type").asText().equals(type))
        .map(e -> e.at("/" + type.toLowerCase(Locale.ROOT)))
        .filter(wanted)
        .findFirst();
  }

  private String streamId() {
    await("the stream's id").atMost(SOON).until(() -> Files.exists(headers));
    Matcher matcher = STREAM_ID.matcher(read(headers));
    if (!matcher.find()) {
      throw new AssertionError("no Mesos-Stream-Id in " + read(headers));
    }
    return matcher.group(1);
  }

  /** Splits what curl wrote so far at the lengths that RecordIO gives. */
  private List<JsonNode> events() {
    byte[] bytes = read(stream).getBytes(StandardCharsets.UTF_8);
    List<JsonNode> events = new ArrayList<>();
    int at = 0;
    while (true) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      if (end == bytes.length) {
        return events;
      }
      int length = Integer.parseInt(new String(bytes, at, end - at, StandardCharsets.US_ASCII));
      if (end + 1 + length > bytes.length) {
        return events;
      }
      events.add(Answer.json(new String(bytes, end + 1, length, StandardCharsets.UTF_8)));
      at = end + 1 + length;
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    curl.destroyForcibly();
  }
}

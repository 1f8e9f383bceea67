package dev.stadion.chronos.runtime.outside;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.chronos.run.OutputPiece;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Reads files in sandboxes through an agent's {@code /files/read} (mesos-v1.md §12.3). */
public final class AgentFiles implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /** A byte may take six characters in JSON. */
  private static final int LONGEST_ANSWER = 8 << 20;

  private static final char UNREADABLE = '\uFFFD';

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http;
  private final Optional<String> authorization;

  /**
   * @param principal who we are to agents that ask; empty when we do not say
   */
  public AgentFiles(Optional<String> principal, Optional<String> secret) {
    this.http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    this.authorization =
        principal.flatMap(name ->
            secret.map(word ->
                "Basic "
                    + Base64.getEncoder().encodeToString((name + ":" + word).getBytes(UTF_8))));
  }

  /**
   * @param offset from the beginning; negative counts from the end
   * @param length at most, at least 1; an agent gives no more than a mebibyte at once
   * @return empty when there is no such file
   * @throws IOException when the agent does not answer, or not as it should
   */
  public Optional<OutputPiece> read(URI agent, String path, long offset, int length)
      throws IOException {
    Optional<JsonNode> whole = ask(agent, path, -1, 0);
    if (whole.isEmpty()) {
      return Optional.empty();
    }
    long size = whole.get().path("offset").asLong();
    long from = offset < 0 ? Math.max(0, size + offset) : offset;
    int wanted = Math.clamp(size - from, 0, length);
    if (wanted == 0) {
      return Optional.of(new OutputPiece(ByteBuffer.allocate(0), Math.min(from, size), size));
    }
    return ask(agent, path, from, wanted)
        .map(answer -> piece(answer.path("data").asText(), from, wanted, size));
  }

  /**
   * The agent's text is what UTF-8 made of the bytes. A character that was cut at the end is left
   * for the next piece; bytes that are no text become question marks, as many as they were, so that
   * offsets stay those of the file.
   */
  private static OutputPiece piece(String text, long offset, int wanted, long size) {
    String whole = text;
    if (offset + wanted < size) {
      whole = whole.replaceFirst("(?<=[^\\uFFFD])\\uFFFD{1,3}$", "");
      if (whole.length() < text.length() && whole.indexOf(UNREADABLE) < 0) {
        return new OutputPiece(ByteBuffer.wrap(whole.getBytes(UTF_8)), offset, size);
      }
    }
    byte[] bytes = text.replace(UNREADABLE, '?').getBytes(UTF_8);
    if (bytes.length < wanted && text.indexOf(UNREADABLE) >= 0) {
      int read = bytes.length;
      bytes = Arrays.copyOf(bytes, wanted);
      Arrays.fill(bytes, read, wanted, (byte) '?');
    }
    return new OutputPiece(ByteBuffer.wrap(bytes), offset, size);
  }

  private Optional<JsonNode> ask(URI agent, String path, long offset, int length)
      throws IOException {
    var request =
        HttpRequest.newBuilder(
                agent.resolve(
                    "/files/read?path=%s&offset=%d&length=%d"
                        .formatted(URLEncoder.encode(path, UTF_8), offset, length)))
            .timeout(ANSWER)
            .GET();
    authorization.ifPresent(value -> request.header("Authorization", value));
    try {
      HttpResponse<InputStream> answer = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream body = answer.body()) {
        if (answer.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        if (answer.statusCode() != OK) {
          throw new IOException("the agent at " + agent + " answers " + answer.statusCode());
        }
        return Optional.of(json.readTree(body.readNBytes(LONGEST_ANSWER)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

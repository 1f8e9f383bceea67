package dev.stadion.benchmarks.marathon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Counts instances by what the stream of events says of them, on a thread of its own. */
final class InstanceLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> PRESENT =
      Set.of("Provisioned", "Staging", "Starting", "Running", "Killing");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI marathon;
  private final Map<String, String> conditions = new HashMap<>();
  private String lastId = "";
  private int running;
  private int present;
  private int fewest;
  private int most;

  InstanceLog(URI marathon) throws IOException, InterruptedException {
    this.marathon = marathon;
    InputStream first = open();
    Thread.ofPlatform().daemon().name("instance-log").start(() -> readAll(first));
  }

  private InputStream open() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(marathon + "/v2/events"))
            .header("Accept", "text/event-stream");
    if (!lastId.isEmpty()) {
      request.header("Last-Event-ID", lastId);
    }
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("the events were answered " + answer.statusCode());
    }
    return answer.body();
  }

  /** A reader that falls behind is cut off, and goes on where it was. */
  private void readAll(InputStream first) {
    InputStream stream = first;
    try {
      while (true) {
        read(stream);
        stream = open();
      }
    } catch (IOException | UncheckedIOException e) {
      // The suite is being stopped.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read(InputStream stream) throws IOException {
    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String type = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          lastId = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ") && type.equals("instance_changed_event")) {
          changed(JSON.readTree(line.substring(6)));
        }
      }
    }
  }

  private synchronized void changed(JsonNode event) {
    String next = event.path("condition").asText();
    String before =
        PRESENT.contains(next)
            ? conditions.put(event.path("instanceId").asText(), next)
            : conditions.remove(event.path("instanceId").asText());
    running += is(next, "Running") - is(before, "Running");
    present += (PRESENT.contains(next) ? 1 : 0) - (before == null ? 0 : 1);
    fewest = Math.min(fewest, running);
    most = Math.max(most, present);
  }

  private static int is(String condition, String wanted) {
    return wanted.equals(condition) ? 1 : 0;
  }

  /** Fewest and most are counted from now on. */
  synchronized void begin() {
    fewest = running;
    most = present;
  }

  synchronized int running() {
    return running;
  }

  synchronized int present() {
    return present;
  }

  synchronized int fewest() {
    return fewest;
  }

  synchronized int most() {
    return most;
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}

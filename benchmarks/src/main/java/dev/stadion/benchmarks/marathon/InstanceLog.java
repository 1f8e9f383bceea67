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
  private final InputStream stream;
  private final Map<String, String> conditions = new HashMap<>();
  private int running;
  private int present;
  private int fewest;
  private int most;

  InstanceLog(URI marathon) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(marathon + "/v2/events"))
                .header("Accept", "text/event-stream")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    stream = answer.body();
    Thread.ofPlatform().daemon().name("instance-log").start(this::read);
  }

  private void read() {
    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String type = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ") && type.equals("instance_changed_event")) {
          changed(JSON.readTree(line.substring(6)));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // The suite is being stopped.
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

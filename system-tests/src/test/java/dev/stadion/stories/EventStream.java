package dev.stadion.stories;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Listens to Marathon's events and keeps them in the order they came. */
final class EventStream implements AutoCloseable {
  /** One event as it stood on the wire. */
  record Event(String type, JsonNode data) {}

  private final HttpClient client;
  private final Stream<String> lines;
  private final List<Event> events = new CopyOnWriteArrayList<>();

  private EventStream(HttpClient client, Stream<String> lines) {
    this.client = client;
    this.lines = lines;
  }

  static EventStream of(Api marathon) {
    HttpRequest request =
        HttpRequest.newBuilder(marathon.base().resolve("/v2/events"))
            .header("Accept", "text/event-stream")
            .build();
    HttpClient client = HttpClient.newHttpClient();
    try {
      EventStream stream =
          new EventStream(client, client.send(request, BodyHandlers.ofLines()).body());
      Thread.startVirtualThread(stream::read);
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  List<String> types() {
    return events.stream().map(Event::type).toList();
  }

  /** The payloads of one type, in order. */
  List<JsonNode> of(String type) {
    return events.stream().filter(e -> e.type().equals(type)).map(Event::data).toList();
  }

  private void read() {
    String type = "";
    Iterator<String> each = lines.iterator();
    while (goesOn(each)) {
      String line = each.next();
      if (line.startsWith("event:")) {
        type = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:")) {
        events.add(new Event(type, Answer.json(line.substring("data:".length()).strip())));
      }
    }
  }

  private static boolean goesOn(Iterator<String> lines) {
    try {
      return lines.hasNext();
    } catch (UncheckedIOException e) {
      // Closed, by us or by the server.
      return false;
    }
  }

  @Override
  public void close() {
    lines.close();
    client.shutdownNow();
  }
}

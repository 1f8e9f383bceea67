package dev.stadion.chronos.persistence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.chronos.job.Queueing;
import dev.stadion.chronos.run.Place;
import dev.stadion.chronos.run.Request;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.Timers;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What few runs have, in one column: parameters, a priority, slots of a pool, limits of time. For
 * most runs there is nothing to say, and nothing is stored.
 */
final class RunExtras {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper(JSON);

  private final JsonNode document;

  private RunExtras(JsonNode document) {
    this.document = document;
  }

  // ---- writing -------------------------------------------------------------------------------

  /** The column's text, or null when there is nothing to say. */
  static String write(Run run) {
    Request request = run.request();
    boolean told =
        !request.parameters().isEmpty()
            || request.note().isPresent()
            || request.payload().isPresent()
            || request.origin().isPresent();
    boolean placed = run.place() != Place.USUAL && run.place() != Place.HIGH;
    Timers timers = run.timers();
    boolean timed =
        timers.queueBy().isPresent()
            || timers.attemptBy().isPresent()
            || timers.endBy().isPresent();
    if (!told && !placed && !timed && run.dag().isEmpty()) {
      return null;
    }
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      write(json, request);
      write(json, run.place());
      moment(json, "queueBy", timers.queueBy());
      moment(json, "attemptBy", timers.attemptBy());
      moment(json, "endBy", timers.endBy());
      if (run.dag().isPresent()) {
        json.writeNumberField("dagGeneration", run.dag().get().generation());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Request request) throws IOException {
    if (!request.parameters().isEmpty()) {
      json.writeObjectFieldStart("parameters");
      for (Map.Entry<String, String> parameter : request.parameters().entrySet()) {
        json.writeStringField(parameter.getKey(), parameter.getValue());
      }
      json.writeEndObject();
    }
    text(json, "note", request.note());
    text(json, "payload", request.payload());
    if (request.origin().isPresent()) {
      json.writeNumberField("origin", request.origin().get());
    }
  }

  private static void write(JsonGenerator json, Place place) throws IOException {
    if (place.priority() != Queueing.USUAL) {
      json.writeNumberField("priority", place.priority());
    }
    if (place.yields()) {
      json.writeBooleanField("yields", true);
    }
    text(json, "pool", place.pool());
    if (place.slots() != 1) {
      json.writeNumberField("slots", place.slots());
    }
  }

  private static void text(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }

  private static void moment(JsonGenerator json, String name, Optional<Instant> moment)
      throws IOException {
    if (moment.isPresent()) {
      json.writeNumberField(name, moment.get().toEpochMilli());
    }
  }

  // ---- reading -------------------------------------------------------------------------------

  /**
   * @param text the column's text; null when there was nothing to say
   */
  static RunExtras read(String text) {
    try {
      return new RunExtras(text == null ? MAPPER.createObjectNode() : MAPPER.readTree(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Request request(Optional<String> arguments, Optional<String> key, List<Long> parentRuns) {
    SortedMap<String, String> parameters = new TreeMap<>();
    document
        .path("parameters")
        .properties()
        .forEach(field -> parameters.put(field.getKey(), field.getValue().asText()));
    var request =
        new Request(
            arguments,
            parameters,
            key,
            text("note"),
            text("payload"),
            parentRuns,
            Optional.ofNullable(document.get("origin")).map(JsonNode::asLong));
    return request.equals(Request.NONE) ? Request.NONE : request;
  }

  Place place(boolean high) {
    var place =
        new Place(
            high,
            document.path("priority").asInt(Queueing.USUAL),
            document.path("yields").asBoolean(),
            text("pool"),
            document.path("slots").asInt(1));
    Place usual = high ? Place.HIGH : Place.USUAL;
    return place.equals(usual) ? usual : place;
  }

  Timers timers(Optional<Instant> launchBy, Optional<Instant> retryAt) {
    var timers =
        new Timers(launchBy, moment("queueBy"), moment("attemptBy"), moment("endBy"), retryAt);
    return timers.equals(Timers.NONE) ? Timers.NONE : timers;
  }

  int dagGeneration() {
    return document.path("dagGeneration").asInt();
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(document.get(name)).map(JsonNode::asText);
  }

  private Optional<Instant> moment(String name) {
    return Optional.ofNullable(document.get(name)).map(node -> Instant.ofEpochMilli(node.asLong()));
  }
}

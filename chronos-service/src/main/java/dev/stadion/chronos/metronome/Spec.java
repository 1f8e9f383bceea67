package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A Metronome job as its API shows it, checked and with all defaults written out. It is kept beside
 * the job that it became, since it says more than that.
 */
record Spec(ObjectNode document) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static Spec of(String text) {
    try {
      return new Spec((ObjectNode) JSON.readTree(text));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored Metronome job is no JSON", e);
    }
  }

  String text() {
    return document.toString();
  }

  String id() {
    return document.get("id").asText();
  }

  JsonNode run() {
    return document.get("run");
  }

  /** The one schedule a job may have. */
  Optional<ObjectNode> schedule() {
    JsonNode schedules = document.path("schedules");
    return schedules.isEmpty() ? Optional.empty() : Optional.of((ObjectNode) schedules.get(0));
  }

  /** The same job with this schedule, or with none. */
  Spec withSchedule(Optional<ObjectNode> schedule) {
    ObjectNode changed = document.deepCopy();
    ArrayNode schedules = changed.putArray("schedules");
    schedule.ifPresent(schedules::add);
    return new Spec(changed);
  }
}

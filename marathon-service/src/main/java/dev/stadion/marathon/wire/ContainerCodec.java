package dev.stadion.marathon.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.ContainerState;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns the containers of a pod's instance into text and back; nothing for apps. */
public final class ContainerCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ContainerCodec() {}

  public static Optional<String> write(SortedMap<String, ContainerState> containers) {
    if (containers.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode json = JSON.createObjectNode();
    containers.forEach((name, state) -> {
      ObjectNode node =
          json.putObject(name)
              .put("condition", state.condition().name())
              .put("since", Timestamps.write(state.since()))
              .put("message", state.message());
      state.startedAt().ifPresent(at -> node.put("startedAt", Timestamps.write(at)));
    });
    return Optional.of(json.toString());
  }

  /**
   * @throws IllegalStateException when {@code text} was not written by {@link #write}
   */
  public static SortedMap<String, ContainerState> read(String text) {
    var containers = new TreeMap<String, ContainerState>();
    try {
      JSON.readTree(text)
          .properties()
          .forEach(entry -> containers.put(entry.getKey(), state(entry.getValue())));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("stored containers cannot be read", e);
    }
    return containers;
  }

  private static ContainerState state(JsonNode json) {
    return new ContainerState(
        Condition.valueOf(json.path("condition").asText()),
        Timestamps.parse(json.path("since").asText()).orElseThrow(),
        Optional.ofNullable(json.get("startedAt")).flatMap(at -> Timestamps.parse(at.asText())),
        json.path("message").asText());
  }
}

package dev.stadion.marathon.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.instance.Reserved.LocalVolume;
import dev.stadion.scheduling.id.AgentId;
import java.util.ArrayList;
import java.util.TreeMap;

/** Turns what is reserved for an instance into text and back. */
public final class ReservedCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReservedCodec() {}

  public static String write(Reserved reserved) {
    ObjectNode json =
        JSON.createObjectNode()
            .put("agent", reserved.place().agent().value())
            .put("hostname", reserved.place().hostname())
            .put("role", reserved.role())
            .put("used", reserved.used());
    ArrayNode ports = json.putArray("hostPorts");
    reserved.place().hostPorts().forEach(ports::add);
    ObjectNode values = json.putObject("values");
    reserved.place().values().forEach(values::put);
    ArrayNode volumes = json.putArray("volumes");
    reserved
        .volumes()
        .forEach(volume ->
            volumes
                .addObject()
                .put("containerPath", volume.containerPath())
                .put("persistenceId", volume.persistenceId()));
    return json.toString();
  }

  /**
   * @throws IllegalStateException when {@code text} was not written by {@link #write}
   */
  public static Reserved read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      var ports = new ArrayList<Integer>();
      json.path("hostPorts").forEach(port -> ports.add(port.asInt()));
      var values = new TreeMap<String, String>();
      json.path("values")
          .properties()
          .forEach(entry -> values.put(entry.getKey(), entry.getValue().asText()));
      var volumes = new ArrayList<LocalVolume>();
      json.path("volumes")
          .forEach(volume ->
              volumes.add(
                  new LocalVolume(
                      volume.path("containerPath").asText(),
                      volume.path("persistenceId").asText())));
      return new Reserved(
          new Placement(
              new AgentId(json.path("agent").asText()),
              json.path("hostname").asText(),
              ports,
              values),
          json.path("role").asText(),
          volumes,
          json.path("used").asBoolean());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored reservation cannot be read", e);
    }
  }
}

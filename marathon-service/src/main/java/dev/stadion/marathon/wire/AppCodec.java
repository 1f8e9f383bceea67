package dev.stadion.marathon.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.app.VersionInfo;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Turns what we remember into text and back. What we wrote ourselves must be readable. */
public final class AppCodec {
  private static final ObjectMapper JSON = new ObjectMapper();

  private AppCodec() {}

  public static String write(RunSpec definition) {
    return json(definition).toString();
  }

  private static ObjectNode json(RunSpec definition) {
    return switch (definition) {
      case AppDefinition app -> AppWriter.write(app);
      case PodDefinition pod -> JSON.createObjectNode().set("pod", PodWriter.write(pod));
    };
  }

  /**
   * @throws IllegalStateException when {@code text} was not written by {@link #write}
   */
  public static RunSpec definition(String text) {
    return definition(object(text));
  }

  private static RunSpec definition(ObjectNode json) {
    if (json.get("pod") instanceof ObjectNode pod) {
      return switch (PodReader.read(pod)) {
        case PodReader.Result.Read(var definition) -> definition;
        case PodReader.Result.Misfit(var problems) ->
            throw new IllegalStateException("a stored pod cannot be read: " + problems);
      };
    }
    return switch (AppReader.read(json)) {
      case AppReader.Result.Read(var definition) -> definition;
      case AppReader.Result.Misfit(var problems) ->
          throw new IllegalStateException("a stored definition cannot be read: " + problems);
    };
  }

  static ObjectNode app(App app) {
    ObjectNode json = json(app.definition());
    json.put("version", Timestamps.write(app.version()));
    json.putObject("versionInfo")
        .put("lastScalingAt", Timestamps.write(app.versionInfo().lastScalingAt()))
        .put("lastConfigChangeAt", Timestamps.write(app.versionInfo().lastConfigChangeAt()));
    return json;
  }

  static App app(ObjectNode json) {
    JsonNode info = json.path("versionInfo");
    return new App(
        definition(json),
        new VersionInfo(
            instant(json.path("version")),
            instant(info.path("lastScalingAt")),
            instant(info.path("lastConfigChangeAt"))));
  }

  static Instant instant(JsonNode text) {
    return Timestamps.parse(text.asText()).orElseThrow();
  }

  /** Texts by name as a JSON object. */
  public static String write(Map<String, String> texts) {
    ObjectNode json = JSON.createObjectNode();
    texts.forEach(json::put);
    return json.toString();
  }

  /** The inverse of {@link #write(Map)}. */
  public static Map<String, String> texts(String text) {
    var texts = new TreeMap<String, String>();
    object(text).properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
    return texts;
  }

  static ObjectNode object(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException | ClassCastException e) {
      throw new IllegalStateException("what is stored is not a JSON object", e);
    }
  }
}

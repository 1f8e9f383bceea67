package dev.stadion.chronos.persistence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.chronos.job.DagRole.TriggerRule;
import dev.stadion.chronos.run.DagRun;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The graph that a run goes through, as the document in its row. */
final class DagGraphs {
  private static final JsonFactory JSON = new JsonFactory();
  private static final ObjectMapper MAPPER = new ObjectMapper(JSON);

  /** What the document says. */
  record Graph(boolean failFast, SortedMap<String, DagRun.Node> nodes) {}

  private DagGraphs() {}

  static String write(DagRun dag) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeBooleanField("failFast", dag.failFast());
      json.writeObjectFieldStart("nodes");
      for (Map.Entry<String, DagRun.Node> entry : dag.nodes().entrySet()) {
        DagRun.Node node = entry.getValue();
        json.writeObjectFieldStart(entry.getKey());
        json.writeArrayFieldStart("parents");
        for (String parent : node.parents()) {
          json.writeString(parent);
        }
        json.writeEndArray();
        json.writeStringField("rule", node.rule().name());
        json.writeBooleanField("softError", node.softError());
        json.writeBooleanField("onPast", node.onPast());
        json.writeEndObject();
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static Graph read(String text) {
    try {
      JsonNode document = MAPPER.readTree(text);
      SortedMap<String, DagRun.Node> nodes = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : document.get("nodes").properties()) {
        JsonNode node = entry.getValue();
        SortedSet<String> parents = new TreeSet<>();
        node.get("parents").forEach(parent -> parents.add(parent.asText()));
        nodes.put(
            entry.getKey(),
            new DagRun.Node(
                parents,
                TriggerRule.valueOf(node.get("rule").asText()),
                node.get("softError").asBoolean(),
                node.get("onPast").asBoolean()));
      }
      return new Graph(document.get("failFast").asBoolean(), nodes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

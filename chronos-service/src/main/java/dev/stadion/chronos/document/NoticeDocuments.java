package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.notice.Channel;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Occasion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where notices go and what they say, as the database keeps it; with its secrets. */
public final class NoticeDocuments {
  private static final JsonFactory JSON = new JsonFactory();

  private NoticeDocuments() {}

  public static String write(Notification to) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      WatchWriter.write(json, to, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** What {@link #write} wrote; without its checks, since the server's own ways name no url. */
  public static Notification read(String text) {
    JsonNode node = StrictJson.object(text.getBytes(StandardCharsets.UTF_8));
    Set<Occasion> on = EnumSet.noneOf(Occasion.class);
    for (JsonNode word : node.path("on")) {
      on.add(byWord(Occasion.values(), word.asText()));
    }
    SortedMap<String, String> headers = new TreeMap<>();
    node.path("headers").properties().forEach(h -> headers.put(h.getKey(), h.getValue().asText()));
    return new Notification(
        on,
        byWord(Channel.values(), node.path("type").asText()),
        text(node, "url"),
        text(node, "to"),
        headers,
        text(node, "secret"),
        text(node, "template"));
  }

  private static <E extends dev.stadion.chronos.job.Word> E byWord(E[] values, String word) {
    for (E value : values) {
      if (value.word().equals(word)) {
        return value;
      }
    }
    throw new IllegalStateException("no such word: " + word);
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.hasNonNull(name) ? Optional.of(node.get(name).asText()) : Optional.empty();
  }

  public static String write(Map<String, String> fields) {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  public static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    StrictJson.object(text.getBytes(StandardCharsets.UTF_8))
        .properties()
        .forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
    return fields;
  }

  /**
   * Notifications of a configuration file.
   *
   * @throws InvalidDocumentException naming every problem
   */
  public static List<Notification> readAll(JsonNode document) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    List<Notification> read = fields.objects("notifications", WatchReader::notification);
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    return read;
  }
}

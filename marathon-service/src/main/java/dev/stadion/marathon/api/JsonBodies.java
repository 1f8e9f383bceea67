package dev.stadion.marathon.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.dropwizard.http.StrictJson;
import dev.stadion.marathon.app.Problem;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads request bodies as trees; what is not JSON is refused here (marathon.md §1.1). */
public final class JsonBodies {
  private static final int LARGEST_EXPONENT = 400;
  private static final int MOST_DIGITS = 100;
  private static final ObjectMapper JSON =
      StrictJson.newObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonBodies() {}

  /** The object in {@code body}. */
  public static ObjectNode object(byte[] body) {
    JsonNode tree = tree(body);
    if (tree instanceof ObjectNode object) {
      return object;
    }
    throw Refusals.misfit(List.of(new Problem("/", "error.expected.jsobject")));
  }

  /** The array in {@code body}. */
  public static JsonNode array(byte[] body) {
    JsonNode tree = tree(body);
    if (!tree.isArray()) {
      throw Refusals.misfit(List.of(new Problem("/", "error.expected.jsarray")));
    }
    return tree;
  }

  /** The objects of the array in {@code body}. */
  public static List<ObjectNode> objects(byte[] body) {
    JsonNode tree = array(body);
    var objects = new ArrayList<ObjectNode>();
    var problems = new ArrayList<Problem>();
    for (int i = 0; i < tree.size(); i++) {
      if (tree.get(i) instanceof ObjectNode object) {
        objects.add(object);
      } else {
        problems.add(new Problem("(" + i + ")", "error.expected.jsobject"));
      }
    }
    if (!problems.isEmpty()) {
      throw Refusals.misfit(problems);
    }
    return objects;
  }

  private static JsonNode tree(byte[] body) {
    if (body == null || body.length == 0) {
      throw Refusals.noBody("No content to map due to end-of-input");
    }
    String text = text(body);
    if (text.isBlank()) {
      throw Refusals.noBody("No content to map due to end-of-input");
    }
    try {
      JsonNode tree = JSON.readTree(text);
      if (hasMonsters(tree)) {
        throw Refusals.notJson("a number is too large or too small to be meant");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw Refusals.notJson(printable(e.getOriginalMessage()));
    }
  }

  private static String text(byte[] body) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (text.startsWith("\uFEFF")) {
        throw Refusals.notJson("the body begins with a byte order mark");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw Refusals.notJson("the body is not UTF-8");
    }
  }

  /** Numbers of a few characters that would take megabytes to write out. */
  private static boolean hasMonsters(JsonNode node) {
    if (node.isBigDecimal() || node.isBigInteger()) {
      BigDecimal number = node.decimalValue();
      long exponent = (long) number.precision() - number.scale() - 1;
      return Math.abs(exponent) > LARGEST_EXPONENT
          || number.stripTrailingZeros().precision() > MOST_DIGITS;
    }
    for (JsonNode child : node) {
      if (hasMonsters(child)) {
        return true;
      }
    }
    return false;
  }

  private static String printable(String message) {
    String flat = message.replaceAll("\\p{Cntrl}+", " ");
    return flat.length() > 300 ? flat.substring(0, 300) + "…" : flat;
  }
}

package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.job.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An object that somebody sent. What is not of the type it should be becomes a problem, and a
 * default stands in for it; null is as good as absent.
 */
final class Sent {
  private final JsonNode object;
  private final String path;
  private final List<Problem> problems;

  /**
   * @param path where it stands in the whole document, such as {@code /run}
   * @param problems which are found are put here
   */
  Sent(JsonNode object, String path, List<Problem> problems) {
    this.object = object;
    this.path = path;
    this.problems = problems;
  }

  void problem(String name, String error) {
    problems.add(new Problem(path + "/" + name, error));
  }

  /** Of the object as a whole. */
  void problem(String error) {
    problems.add(new Problem(path, error));
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  boolean isEmpty() {
    return object.isEmpty();
  }

  JsonNode get(String name) {
    return object.path(name);
  }

  void knows(Set<String> names) {
    object
        .fieldNames()
        .forEachRemaining(name -> {
          if (!names.contains(name)) {
            problem(name, "is not known");
          }
        });
  }

  String text(String name, String otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (!get(name).isTextual() || get(name).asText().indexOf('\0') >= 0) {
      problem(name, "must be a string");
      return otherwise;
    }
    return get(name).asText();
  }

  /** Without a default. */
  String text(String name) {
    if (!has(name)) {
      problem(name, "is missing");
    }
    return text(name, "");
  }

  String choice(String name, Set<String> words, String otherwise) {
    String word = text(name, otherwise);
    if (!words.contains(word)) {
      problem(name, "must be one of " + String.join(", ", words.stream().sorted().toList()));
      return otherwise;
    }
    return word;
  }

  boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    if (!get(name).isBoolean()) {
      problem(name, "must be true or false");
    }
    return get(name).asBoolean(otherwise);
  }

  /** A whole number. */
  long whole(String name, long least, long otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    JsonNode value = get(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.asLong() < least) {
      problem(name, "must be a whole number of at least " + least);
      return otherwise;
    }
    return value.asLong();
  }

  /** The objects of an array. */
  List<Sent> objects(String name) {
    List<Sent> objects = new ArrayList<>();
    for (JsonNode item : array(name)) {
      String at = path + "/" + name + "/" + objects.size();
      if (!item.isObject()) {
        problems.add(new Problem(at, "must be an object"));
        return List.of();
      }
      objects.add(new Sent(item, at, problems));
    }
    return objects;
  }

  /** The elements of an array. */
  JsonNode array(String name) {
    if (has(name) && !get(name).isArray()) {
      problem(name, "must be an array");
    }
    return has(name) && get(name).isArray() ? get(name) : JsonNodeFactory.instance.arrayNode();
  }

  /** What stands below, or an empty object. */
  Sent object(String name) {
    if (has(name) && !get(name).isObject()) {
      problem(name, "must be an object");
    }
    JsonNode node =
        has(name) && get(name).isObject() ? get(name) : JsonNodeFactory.instance.objectNode();
    return new Sent(node, path + "/" + name, problems);
  }

  /** An object all of whose members are texts. */
  ObjectNode texts(String name) {
    ObjectNode texts = JsonNodeFactory.instance.objectNode();
    Sent members = object(name);
    members.object.fieldNames().forEachRemaining(key -> texts.put(key, members.text(key)));
    return texts;
  }

  /** Writes a text out if it was sent. */
  void copyText(String name, ObjectNode to) {
    if (has(name)) {
      to.put(name, text(name));
    }
  }
}

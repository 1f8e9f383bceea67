package dev.stadion.conformance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON document that remembers how its numbers were written.
 *
 * @param value a map, a list, a string, a {@link Written}, a Boolean, or null when absent
 */
record Json(Object value) {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** A number, letter for letter. */
  record Written(String text) {}

  static Json parse(byte[] document) throws Rule.Broken {
    try (JsonParser parser = FACTORY.createParser(document)) {
      parser.nextToken();
      return new Json(read(parser));
    } catch (IOException e) {
      throw new Rule.Broken("not JSON: " + e.getMessage());
    }
  }

  /**
   * What is at a path such as {@code get_agents.agents.0.agent_info}; its value is null if none.
   */
  Json at(String path) {
    Object at = value;
    for (String step : path.split("\\.", -1)) {
      at =
          switch (at) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list when step.matches("\\d+") && Integer.parseInt(step) < list.size() ->
                list.get(Integer.parseInt(step));
            case null, default -> null;
          };
    }
    return new Json(at);
  }

  boolean has(String path) {
    return at(path).value() != null;
  }

  /** A string's or a number's text; empty for anything else. */
  String text() {
    return switch (value) {
      case String text -> text;
      case Written number -> number.text();
      case null, default -> "";
    };
  }

  boolean isNumber() {
    return value instanceof Written;
  }

  boolean isText() {
    return value instanceof String;
  }

  boolean isObject() {
    return value instanceof Map;
  }

  boolean isList() {
    return value instanceof List;
  }

  List<Json> each() {
    return value instanceof List<?> list ? list.stream().map(Json::new).toList() : List.of();
  }

  private static Object read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IOException("nothing there");
    }
    return switch (token) {
      case START_OBJECT -> {
        var map = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, read(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        var list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Written(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IOException("unexpected " + token);
    };
  }
}

package dev.stadion.marathon.api.v2;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON Merge Patch (RFC 7396): what is null goes, what is an object is merged. */
final class MergePatch {
  static final String TYPE = "application/merge-patch+json";

  private MergePatch() {}

  /** A copy of {@code target} with {@code patch} applied. */
  static ObjectNode apply(ObjectNode target, ObjectNode patch) {
    ObjectNode result = target.deepCopy();
    patch
        .properties()
        .forEach(entry -> {
          JsonNode value = entry.getValue();
          if (value.isNull()) {
            result.remove(entry.getKey());
          } else if (value instanceof ObjectNode inner) {
            ObjectNode before =
                result.get(entry.getKey()) instanceof ObjectNode known
                    ? known
                    : JsonNodeFactory.instance.objectNode();
            result.set(entry.getKey(), apply(before, inner));
          } else {
            result.set(entry.getKey(), value);
          }
        });
    return result;
  }
}

package dev.stadion.chronos.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.stadion.chronos.job.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads JSON without any tolerance for tricks: no duplicate keys, no trailing text, no byte order
 * mark, no bytes that are not UTF-8, nothing nested deeper than 100, no number of more than 100
 * digits or with an exponent beyond ±400 (promises.md §6).
 */
public final class StrictJson {
  private static final int MAX_EXPONENT = 400;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxNumberLength(100)
                          .maxStringLength(1 << 20)
                          .maxNameLength(1 << 16)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private StrictJson() {}

  /**
   * @throws MalformedDocumentException when it is not JSON
   * @throws InvalidDocumentException when it is not an object
   */
  public static JsonNode object(byte[] body) {
    if (body.length == 0) {
      throw malformed("the body must be a JSON object, but is empty");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body))
              .toString();
      if (text.startsWith("\uFEFF")) {
        throw malformed("the body must not start with a byte order mark");
      }
      JsonNode tree = MAPPER.readTree(text);
      if (tree == null || !tree.isObject()) {
        throw new InvalidDocumentException(
            List.of(new Problem("", "the body must be a JSON object")));
      }
      checkNumbers(tree);
      return tree;
    } catch (CharacterCodingException e) {
      throw malformed("the body is not UTF-8");
    } catch (JsonProcessingException e) {
      throw malformed("the body is not JSON: " + shown(e.getOriginalMessage()));
    }
  }

  private static void checkNumbers(JsonNode node) {
    if (node.isBigDecimal()) {
      var number = node.decimalValue();
      long exponent = (long) number.precision() - number.scale() - 1;
      boolean far = number.signum() != 0 && Math.abs(exponent) > MAX_EXPONENT;
      if (far || Math.abs((long) number.scale()) > 2 * MAX_EXPONENT) {
        throw malformed("a number has an exponent beyond " + MAX_EXPONENT);
      }
    }
    for (JsonNode child : node) {
      checkNumbers(child);
    }
  }

  private static MalformedDocumentException malformed(String error) {
    return new MalformedDocumentException(error);
  }

  /** A value as it may be shown to people: short, and no control characters. */
  static String shown(String value) {
    var shown = new StringBuilder();
    for (int i = 0; i < Math.min(value.length(), 100); i++) {
      char c = value.charAt(i);
      shown.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return value.length() > 100 ? shown.append('…').toString() : shown.toString();
  }
}

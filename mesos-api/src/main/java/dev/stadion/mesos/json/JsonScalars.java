package dev.stadion.mesos.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.stadion.mesos.wire.MalformedMessageException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.regex.Pattern;

/** The leaves of the dialect: the parser's current token as a value of one protobuf type. */
final class JsonScalars {
  /** JSON's own grammar: Java's would also take hexadecimal floats, a trailing d, and spaces. */
  private static final Pattern NUMBER =
      Pattern.compile("-?[0-9]{1,100}(\\.[0-9]{1,100})?([eE][+-]?[0-9]{1,4})?");

  private static final int MAX_DIGITS = 100;
  private static final int MAX_EXPONENT = 400;
  private static final int SHOWN = 100;
  private static final BigInteger MAX_UNSIGNED = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
  private static final Base64.Decoder BASE64 = Base64.getDecoder();

  private final JsonParser json;

  JsonScalars(JsonParser json) {
    this.json = json;
  }

  double number(JsonToken token) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      switch (json.getText()) {
        case "Infinity":
          return Double.POSITIVE_INFINITY;
        case "-Infinity":
          return Double.NEGATIVE_INFINITY;
        default:
      }
    }
    double value = Double.parseDouble(digits(token, "a number"));
    if (Double.isInfinite(value)) {
      throw wrong("a number a double can hold");
    }
    return value;
  }

  long integer(JsonToken token, long min, long max) throws IOException {
    if (token == JsonToken.VALUE_NUMBER_INT && json.getTextLength() < 19) {
      long value = json.getLongValue();
      if (min <= value && value <= max) {
        return value;
      }
      throw wrong("a whole number from " + min + " to " + max);
    }
    return whole(token, BigInteger.valueOf(min), BigInteger.valueOf(max)).longValue();
  }

  /** An unsigned 64-bit number in the bits of a long, as protobuf for Java holds it. */
  long unsigned(JsonToken token) throws IOException {
    return whole(token, BigInteger.ZERO, MAX_UNSIGNED).longValue();
  }

  boolean bool(JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING ->
          switch (json.getText()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("true or false");
          };
      default -> throw wrong("true or false");
    };
  }

  String string(JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw wrong("a string");
    }
    return wellFormed(json.getText());
  }

  /** Half a surrogate pair would become a question mark in UTF-8: another id than was meant. */
  String wellFormed(String text) throws IOException {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!Character.isSurrogatePair(
            text.charAt(i), i + 1 < text.length() ? text.charAt(i + 1) : ' ')) {
          throw wrong("Unicode text without half surrogate pairs");
        }
        i++;
      }
    }
    return text;
  }

  ByteString bytes(JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw wrong("a Base64 string");
    }
    try {
      return ByteString.copyFrom(BASE64.decode(json.getText()));
    } catch (IllegalArgumentException e) {
      throw wrong("a Base64 string");
    }
  }

  /** Null for a name this schema does not know, which only a required field cannot do without. */
  EnumValueDescriptor constant(JsonToken token, FieldDescriptor field) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw wrong("the name of a constant");
    }
    EnumValueDescriptor value = field.getEnumType().findValueByName(json.getText());
    if (value == null && field.isRequired()) {
      throw wrong("a constant of " + field.getEnumType().getFullName());
    }
    return value;
  }

  /** The complaint about the current token, with the path that leads to it. */
  MalformedMessageException wrong(String expected) throws IOException {
    JsonToken token = json.currentToken();
    String got =
        switch (token) {
          case START_OBJECT -> "an object";
          case START_ARRAY -> "an array";
          case VALUE_STRING -> "\"" + Excerpt.of(json.getText(), SHOWN) + "\"";
          default -> Excerpt.of(json.getText(), SHOWN);
        };
    String path = path();
    return new MalformedMessageException(
        (path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", got " + got);
  }

  private BigInteger whole(JsonToken token, BigInteger min, BigInteger max) throws IOException {
    String text = digits(token, "a whole number");
    try {
      BigInteger value = new BigDecimal(text).toBigIntegerExact();
      if (min.compareTo(value) <= 0 && value.compareTo(max) <= 0) {
        return value;
      }
    } catch (ArithmeticException e) {
      // Has a fraction: the same complaint as for any other number that is not one of ours.
    }
    throw wrong("a whole number from " + min + " to " + max);
  }

  /** The text of a number, given as one or as a string, bounded in digits and exponent. */
  private String digits(JsonToken token, String expected) throws IOException {
    if (!token.isNumeric() && token != JsonToken.VALUE_STRING) {
      throw wrong(expected);
    }
    String text = json.getText();
    if (text.length() > MAX_DIGITS || !NUMBER.matcher(text).matches()) {
      throw wrong(expected);
    }
    int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
    if (exponent >= 0
        && Math.abs(Integer.parseInt(text, exponent + 1, text.length(), 10)) > MAX_EXPONENT) {
      throw wrong("a number with an exponent within " + MAX_EXPONENT);
    }
    return text;
  }

  /** Such as {@code accept.operations[0].type}. */
  private String path() {
    var steps = new ArrayDeque<JsonStreamContext>();
    JsonStreamContext context = json.getParsingContext();
    if (json.currentToken().isStructStart()) {
      context = context.getParent(); // the context is already that of the value itself
    }
    for (; context != null && !context.inRoot(); context = context.getParent()) {
      steps.push(context);
    }
    var path = new StringBuilder();
    for (JsonStreamContext step : steps) {
      if (step.inArray()) {
        path.append('[').append(step.getCurrentIndex()).append(']');
      } else if (step.getCurrentName() != null) {
        path.append(path.isEmpty() ? "" : ".").append(Excerpt.of(step.getCurrentName(), SHOWN));
      }
    }
    return path.toString();
  }
}

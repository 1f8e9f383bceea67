package dev.stadion.mesos.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.stadion.mesos.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.CharBuffer;

/**
 * Reads one message in the dialect of mesos-v1.md §2. Lenient where Mesos is (unknown fields, null,
 * one value for a list, numbers in strings), strict where leniency would guess.
 */
final class JsonReader {
  private static final int MAX_NAME = 64 * 1024;
  private static final int MAX_STRING = 1024 * 1024;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(
              JsonFactory.Feature.CANONICALIZE_FIELD_NAMES) // no growing table of a peer's keys
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(100)
                  .maxNumberLength(100)
                  .maxStringLength(MAX_STRING)
                  .maxNameLength(MAX_NAME)
                  .build())
          .build();

  private final JsonParser json;
  private final JsonScalars scalars;

  private JsonReader(JsonParser json) {
    this.json = json;
    this.scalars = new JsonScalars(json);
  }

  static void read(CharBuffer text, Message.Builder builder) throws MalformedMessageException {
    try (JsonParser json =
        FACTORY.createParser(text.array(), text.arrayOffset() + text.position(), text.length())) {
      new JsonReader(json).document(builder);
    } catch (MalformedMessageException e) {
      throw e;
    } catch (StreamConstraintsException e) {
      throw new MalformedMessageException("JSON beyond a limit: " + printable(e), e);
    } catch (JsonProcessingException e) {
      throw new MalformedMessageException("not valid JSON: " + printable(e), e);
    } catch (IOException e) {
      throw new MalformedMessageException("cannot read the JSON text", e);
    }
  }

  private void document(Message.Builder builder) throws IOException {
    if (next() != JsonToken.START_OBJECT) {
      throw json.currentToken() == null
          ? new MalformedMessageException("the body is empty")
          : scalars.wrong("an object");
    }
    object(builder);
    if (next() != null) {
      throw new MalformedMessageException("there must be nothing after the JSON object");
    }
  }

  /** From after the opening brace to its closing one. */
  private void object(Message.Builder builder) throws IOException {
    Shape shape = Shape.of(builder.getDescriptorForType());
    while (next() != JsonToken.END_OBJECT) {
      Shape.Field field = shape.byName.get(json.currentName());
      JsonToken token = next();
      if (field == null) {
        skip(token);
      } else if (token != JsonToken.VALUE_NULL) {
        field(builder, field.descriptor(), token);
      }
    }
  }

  /** An unknown value: ignored, but not unchecked. */
  private void skip(JsonToken value) throws IOException {
    int open = 0;
    JsonToken token = value;
    while (true) {
      if (token.isStructStart()) {
        open++;
      } else if (token.isStructEnd()) {
        open--;
      } else if (token.isNumeric()) {
        scalars.number(token);
      }
      if (open == 0) {
        return;
      }
      token = next();
      if (token == null) {
        throw new JsonParseException(json, "the text ends inside a value");
      }
    }
  }

  private void field(Message.Builder builder, FieldDescriptor field, JsonToken token)
      throws IOException {
    if (field.isMapField()) {
      map(builder, field, token);
    } else if (!field.isRepeated()) {
      Object value = value(builder, field, token);
      if (value != null) {
        builder.setField(field, value);
      }
    } else if (token == JsonToken.START_ARRAY) {
      for (JsonToken next = next(); next != JsonToken.END_ARRAY; next = next()) {
        if (next != JsonToken.VALUE_NULL) {
          add(builder, field, next);
        }
      }
    } else {
      add(builder, field, token);
    }
  }

  private void add(Message.Builder builder, FieldDescriptor field, JsonToken token)
      throws IOException {
    Object value = value(builder, field, token);
    if (value != null) {
      builder.addRepeatedField(field, value);
    }
  }

  private void map(Message.Builder builder, FieldDescriptor field, JsonToken token)
      throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw scalars.wrong("an object");
    }
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    while (next() != JsonToken.END_OBJECT) {
      Message.Builder entry = builder.newBuilderForField(field);
      entry.setField(key, scalars.wellFormed(json.currentName()));
      JsonToken next = next();
      Object read = next == JsonToken.VALUE_NULL ? null : value(entry, value, next);
      if (read != null) {
        builder.addRepeatedField(field, entry.setField(value, read).buildPartial());
      }
    }
  }

  /** The value in the form protobuf's reflection wants; null when it is to be ignored. */
  private Object value(Message.Builder parent, FieldDescriptor field, JsonToken token)
      throws IOException {
    return switch (field.getType()) {
      case DOUBLE -> scalars.number(token);
      case FLOAT -> (float) scalars.number(token);
      case INT32, SINT32, SFIXED32 ->
          (int) scalars.integer(token, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case UINT32, FIXED32 -> (int) scalars.integer(token, 0, 0xffff_ffffL);
      case INT64, SINT64, SFIXED64 -> scalars.integer(token, Long.MIN_VALUE, Long.MAX_VALUE);
      case UINT64, FIXED64 -> scalars.unsigned(token);
      case BOOL -> scalars.bool(token);
      case STRING -> scalars.string(token);
      case BYTES -> scalars.bytes(token);
      case ENUM -> scalars.constant(token, field);
      case MESSAGE, GROUP -> message(parent.newBuilderForField(field), token);
    };
  }

  private Message message(Message.Builder builder, JsonToken token) throws IOException {
    if (token != JsonToken.START_OBJECT) {
      throw scalars.wrong("an object");
    }
    object(builder);
    return builder.buildPartial();
  }

  /**
   * The next token, lexed to its end even if nobody wants it. Jackson checks its own limits only
   * where it has to copy, so a short cut through its input buffer is measured here.
   */
  private JsonToken next() throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.VALUE_STRING && json.getTextLength() > MAX_STRING) {
      throw new MalformedMessageException("a string must not be longer than " + MAX_STRING);
    }
    if (token == JsonToken.FIELD_NAME && json.currentName().length() > MAX_NAME) {
      throw new MalformedMessageException("a name must not be longer than " + MAX_NAME);
    }
    return token;
  }

  private static String printable(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " (line "
                + e.getLocation().getLineNr()
                + ", column "
                + e.getLocation().getColumnNr()
                + ")";
    return Excerpt.of(e.getOriginalMessage(), 200) + where;
  }
}

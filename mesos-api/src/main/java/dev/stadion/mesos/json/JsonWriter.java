package dev.stadion.mesos.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;

/** Writes one message in the dialect of mesos-v1.md §2. */
final class JsonWriter {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** Between these a double is written without an exponent, as simple parsers like it. */
  private static final double PLAIN_FROM = 1e-6;

  private static final double PLAIN_TO = 1e15;

  private final JsonGenerator json;

  private JsonWriter(JsonGenerator json) {
    this.json = json;
  }

  static byte[] write(Message message) {
    var bytes = new ByteArrayBuilder();
    try {
      try (JsonGenerator json = FACTORY.createGenerator(bytes, JsonEncoding.UTF8)) {
        new JsonWriter(json).object(message);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
  }

  private void object(Message message) throws IOException {
    json.writeStartObject();
    for (Shape.Field field : Shape.of(message.getDescriptorForType()).fields) {
      FieldDescriptor descriptor = field.descriptor();
      if (descriptor.isRepeated()) {
        if (message.getRepeatedFieldCount(descriptor) > 0) {
          json.writeFieldName(field.name());
          repeated(descriptor, (List<?>) message.getField(descriptor));
        }
      } else if (field.writtenWhenUnset() || message.hasField(descriptor)) {
        json.writeFieldName(field.name());
        value(descriptor, message.getField(descriptor));
      }
    }
    json.writeEndObject();
  }

  private void repeated(FieldDescriptor field, List<?> values) throws IOException {
    if (field.isMapField()) {
      map(field, values);
      return;
    }
    json.writeStartArray();
    for (Object value : values) {
      value(field, value);
    }
    json.writeEndArray();
  }

  private void map(FieldDescriptor field, List<?> entries) throws IOException {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    json.writeStartObject();
    for (Object entry : entries) {
      Message pair = (Message) entry;
      json.writeFieldName(String.valueOf(pair.getField(key)));
      value(value, pair.getField(value));
    }
    json.writeEndObject();
  }

  private void value(FieldDescriptor field, Object value) throws IOException {
    switch (field.getType()) {
      case DOUBLE -> number((Double) value);
      case FLOAT -> number(((Float) value).doubleValue());
      case INT32, SINT32, SFIXED32 -> json.writeNumber((Integer) value);
      case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong((Integer) value));
      case INT64, SINT64, SFIXED64 -> json.writeNumber((Long) value);
      case UINT64, FIXED64 -> json.writeNumber(Long.toUnsignedString((Long) value));
      case BOOL -> json.writeBoolean((Boolean) value);
      case STRING -> json.writeString((String) value);
      case BYTES -> json.writeBinary(((ByteString) value).toByteArray());
      case ENUM -> json.writeString(((EnumValueDescriptor) value).getName());
      case MESSAGE, GROUP -> object((Message) value);
    }
  }

  /** JSON has no infinity: the strings are what the reader accepts. */
  private void number(double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumber(text(value));
    } else {
      json.writeString(Double.toString(value));
    }
  }

  private static String text(double value) {
    double magnitude = Math.abs(value);
    if (magnitude < PLAIN_FROM || magnitude >= PLAIN_TO) {
      return Double.toString(value); // writes zero as 0.0
    }
    if (value == Math.rint(value)) {
      return (long) value + ".0";
    }
    return BigDecimal.valueOf(value).toPlainString();
  }
}

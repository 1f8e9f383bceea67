package dev.stadion.mesos.json;

import com.google.protobuf.Message;
import dev.stadion.mesos.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The JSON of Mesos. It is not proto3's canonical JSON: names are snake_case, 64-bit integers are
 * unquoted, and declared defaults of optional fields are written even when unset (mesos-v1.md §2).
 *
 * <p>Use it through {@link dev.stadion.mesos.wire.WireFormat#JSON}, which also checks required
 * fields.
 */
public final class MesosJson {
  private MesosJson() {}

  /** UTF-8 text of one JSON object. */
  public static byte[] write(Message message) {
    return JsonWriter.write(message);
  }

  /**
   * Merges one JSON object into {@code builder}. Required fields may be missing afterwards.
   *
   * @throws MalformedMessageException when {@code body} is not UTF-8, not one JSON object with
   *     nothing after it, has duplicate keys or too much nesting, or does not fit the schema
   */
  public static void read(byte[] body, Message.Builder builder) throws MalformedMessageException {
    CharBuffer text;
    try {
      // Strict, unlike new String: what is not UTF-8 must not become question marks in an id.
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException e) {
      throw new MalformedMessageException("not valid UTF-8", e);
    }
    JsonReader.read(text, builder);
  }
}

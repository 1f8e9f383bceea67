package dev.stadion.master.wire;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.stadion.master.heart.Payload;

/** A payload that is still, or again, a message. */
public record ProtoPayload(MessageLite message) implements Payload {
  public ProtoPayload {
    requireNonNull(message, "message");
  }

  @Override
  public byte[] bytes() {
    return message.toByteArray();
  }

  /**
   * The message in {@code payload}, parsed only when it comes from the database.
   *
   * @throws IllegalStateException when the payload is something else: only this master wrote it
   */
  static <M extends MessageLite> M read(Payload payload, Class<M> type, Parser<M> parser) {
    if (payload instanceof ProtoPayload(MessageLite message) && type.isInstance(message)) {
      return type.cast(message);
    }
    try {
      return parser.parseFrom(payload.bytes());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored " + type.getSimpleName() + " cannot be read", e);
    }
  }
}

package dev.stadion.mesos.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import dev.stadion.mesos.json.MesosJson;
import java.util.Locale;
import java.util.Optional;

/**
 * How one message is written as bytes. Both formats carry the same messages, and a connection may
 * use a different one in each direction (mesos-v1.md §1.2).
 */
public enum WireFormat {
  /** The Mesos dialect of JSON (mesos-v1.md §2). */
  JSON("application/json") {
    @Override
    byte[] encode(Message message) {
      return MesosJson.write(message);
    }

    @Override
    void decode(byte[] body, Message.Builder builder) throws MalformedMessageException {
      MesosJson.read(body, builder);
    }
  },

  /** Serialized protobuf. */
  PROTOBUF("application/x-protobuf") {
    @Override
    byte[] encode(Message message) {
      return message.toByteArray();
    }

    @Override
    void decode(byte[] body, Message.Builder builder) throws MalformedMessageException {
      try {
        builder.mergeFrom(body);
      } catch (InvalidProtocolBufferException e) {
        throw new MalformedMessageException("not a valid protobuf message: " + e.getMessage(), e);
      }
    }
  };

  private final String mediaType;

  WireFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The exact media type; some clients compare it as a string, so never add parameters to it. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * One whole message as bytes.
   *
   * @throws com.google.protobuf.UninitializedMessageException when a required field is unset, which
   *     is a mistake of the program that made the message
   */
  public byte[] write(MessageOrBuilder message) {
    return encode(
        switch (message) {
          case Message built -> built;
          case Message.Builder builder -> builder.build();
          default -> throw new IllegalArgumentException("not a message: " + message.getClass());
        });
  }

  /** {@link #write} as text: for logs and tests, and only readable for {@link #JSON}. */
  public String writeText(MessageOrBuilder message) {
    return new String(write(message), UTF_8);
  }

  /**
   * Merges one whole message into {@code builder} and returns it; every required field is set then.
   *
   * @throws MalformedMessageException for anything that is not exactly one such message; {@code
   *     builder} is in no defined state afterwards
   */
  public <B extends Message.Builder> B read(byte[] body, B builder)
      throws MalformedMessageException {
    decode(body, builder);
    if (!builder.isInitialized()) {
      throw new MalformedMessageException(
          "missing required field: " + String.join(", ", builder.findInitializationErrors()));
    }
    return builder;
  }

  /**
   * The format a {@code Content-Type} value names; parameters and letter case do not matter.
   *
   * @param mediaType such as {@code application/json; charset=utf-8}; may be null
   */
  public static Optional<WireFormat> ofMediaType(String mediaType) {
    if (mediaType == null) {
      return Optional.empty();
    }
    int parameters = mediaType.indexOf(';');
    String plain =
        (parameters < 0 ? mediaType : mediaType.substring(0, parameters))
            .strip()
            .toLowerCase(Locale.ROOT);
    for (WireFormat format : values()) {
      if (format.mediaType.equals(plain)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  abstract byte[] encode(Message message);

  abstract void decode(byte[] body, Message.Builder builder) throws MalformedMessageException;
}

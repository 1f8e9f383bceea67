package dev.stadion.mesos.convert;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.UUID;

/** UUIDs as the 16 bytes Mesos sends. */
public final class Uuids {
  private static final int LENGTH = 16;

  private Uuids() {}

  public static ByteString toBytes(UUID uuid) {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    bytes.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits()).flip();
    return ByteString.copyFrom(bytes);
  }

  /**
   * @throws IllegalArgumentException when {@code bytes} are not exactly 16
   */
  public static UUID fromBytes(ByteString bytes) {
    if (bytes.size() != LENGTH) {
      throw new IllegalArgumentException("a uuid must have 16 bytes, got " + bytes.size());
    }
    ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}

package dev.stadion.marathon.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Text that says much the same again and again, in less room: deflate without a header, fast. */
final class PackedText {
  private static final int BUFFER = 16 * 1024;

  private PackedText() {}

  static byte[] pack(String text) {
    var packed = new ByteArrayOutputStream(BUFFER);
    var deflater = new Deflater(Deflater.BEST_SPEED, true);
    try (var out = new DeflaterOutputStream(packed, deflater, BUFFER)) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }

  /**
   * @throws UncheckedIOException when that is nothing that was packed
   */
  static String unpack(byte[] packed) {
    var inflater = new Inflater(true);
    try (var in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater, BUFFER)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("packed text cannot be read", e);
    } finally {
      inflater.end();
    }
  }
}

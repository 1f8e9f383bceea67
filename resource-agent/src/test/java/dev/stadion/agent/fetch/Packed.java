package dev.stadion.agent.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Archives for tests, honest ones and others. */
public final class Packed {
  private Packed() {}

  public interface Fill<T> {
    void into(T archive) throws IOException;
  }

  interface Wrap {
    OutputStream around(OutputStream out) throws IOException;
  }

  public static byte[] tar(Fill<TarArchiveOutputStream> fill) {
    return wrapped(
        out -> out,
        out -> {
          try (var tar = new TarArchiveOutputStream(out, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            fill.into(tar);
          }
        });
  }

  public static byte[] zip(Fill<ZipArchiveOutputStream> fill) {
    return wrapped(
        out -> out,
        out -> {
          try (var zip = new ZipArchiveOutputStream(out)) {
            fill.into(zip);
          }
        });
  }

  public static byte[] gzip(byte[] bytes) {
    return wrapped(GZIPOutputStream::new, out -> out.write(bytes));
  }

  public static byte[] bzip2(byte[] bytes) {
    return wrapped(BZip2CompressorOutputStream::new, out -> out.write(bytes));
  }

  public static byte[] xz(byte[] bytes) {
    return wrapped(out -> new XZOutputStream(out, new LZMA2Options(1)), out -> out.write(bytes));
  }

  public static void file(TarArchiveOutputStream tar, String name, int mode, String content)
      throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    var entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
    entry.setMode(mode);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  /** An entry without content: a directory, a link, a device. */
  static void special(TarArchiveOutputStream tar, String name, byte type, String target)
      throws IOException {
    var entry = new TarArchiveEntry(name, type, true);
    entry.setLinkName(target);
    entry.setMode(type == TarConstants.LF_DIR ? 0755 : 0644);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  /**
   * @param mode with the bits that say what kind of file it is
   */
  static void entry(ZipArchiveOutputStream zip, String name, int mode, String content)
      throws IOException {
    var entry = new ZipArchiveEntry(name);
    entry.setUnixMode(mode);
    zip.putArchiveEntry(entry);
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeArchiveEntry();
  }

  private static byte[] wrapped(Wrap wrap, Fill<OutputStream> fill) {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = wrap.around(bytes)) {
      fill.into(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}

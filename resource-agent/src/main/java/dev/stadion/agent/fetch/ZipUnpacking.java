package dev.stadion.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Unpacks what is, or claims to be, a zip archive. */
final class ZipUnpacking {
  private static final int LONGEST_LINK = 4096;
  private static final byte[] ENTRY_SIGNATURE = {'P', 'K', 1, 2};

  private ZipUnpacking() {}

  static void unpack(Path archive, Staging staging, Budget budget) throws IOException {
    checkEntries(archive, budget);
    try (ZipFile zip =
        ZipFile.builder().setPath(archive).setCharset(StandardCharsets.UTF_8).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntriesInPhysicalOrder())) {
        unpack(zip, entry, staging, budget);
      }
    }
  }

  private static void unpack(ZipFile zip, ZipArchiveEntry entry, Staging staging, Budget budget)
      throws IOException {
    EntryPath path = EntryPath.of(entry.getName());
    int mode = entry.getUnixMode();
    int type = mode & UnixStat.FILE_TYPE_FLAG;
    if (entry.isDirectory() || type == UnixStat.DIR_FLAG) {
      path.checkNotOutput();
      staging.directory(path);
      staging.permissions(path, mode == 0 ? 0755 : mode);
      return;
    }
    if (type != 0 && type != UnixStat.FILE_FLAG && type != UnixStat.LINK_FLAG) {
      throw new FetchException("'" + path + "' is neither a file, a directory nor a link");
    }
    TarUnpacking.checkMode(path, mode);
    if (!zip.canReadEntryData(entry)) {
      throw new FetchException("'" + path + "' is encrypted or packed in an unknown way");
    }
    try (InputStream content = budget.counting(zip.getInputStream(entry))) {
      if (type == UnixStat.LINK_FLAG) {
        byte[] target = content.readNBytes(LONGEST_LINK);
        staging.symbolicLink(path, new String(target, StandardCharsets.UTF_8));
      } else {
        try (OutputStream out = staging.create(path)) {
          budget.copy(content, out);
        }
        staging.permissions(path, mode == 0 ? 0644 : mode);
      }
    }
  }

  /**
   * Counts entries before they are all held in memory. Their signature may also occur within packed
   * data by chance, once in 4 GiB; what matters is that there are never more than counted.
   */
  private static void checkEntries(Path archive, Budget budget) throws IOException {
    int signature = ByteBuffer.wrap(ENTRY_SIGNATURE).getInt();
    byte[] buffer = new byte[64 * 1024];
    int window = 0;
    try (InputStream in = Files.newInputStream(archive)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n).order(ByteOrder.BIG_ENDIAN);
        while (bytes.hasRemaining()) {
          window = (window << 8) | (bytes.get() & 0xff);
          if (window == signature) {
            budget.entry();
          }
        }
      }
    }
  }
}

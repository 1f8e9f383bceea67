package dev.stadion.agent.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacks archives that nobody vouches for (promises.md §7.8). */
final class Archives {
  private static final int XZ_MEMORY_KIB = 100 * 1024; // 9 presets of 10 need less than this

  /** What a name says is inside (mesos-v1.md §9.5). */
  enum Kind {
    TAR(".tar"),
    TAR_GZIP(".tar.gz", ".tgz"),
    TAR_BZIP2(".tar.bz2", ".tbz2"),
    TAR_XZ(".tar.xz", ".txz"),
    ZIP(".zip"),
    GZIP(".gz");

    private final String[] endings;

    Kind(String... endings) {
      this.endings = endings;
    }

    /** The order counts: {@code .tar.gz} is no {@code .gz}. */
    static Optional<Kind> of(String name) {
      return Arrays.stream(values())
          .filter(kind -> Arrays.stream(kind.endings).anyMatch(name::endsWith))
          .findFirst();
    }
  }

  private Archives() {}

  /**
   * Unpacks {@code archive} into the root of {@code staging}.
   *
   * @param name of the archive, of which a lone compressed file takes its own
   */
  static Budget unpack(Path archive, Kind kind, EntryPath name, Staging staging, FetchLimits limits)
      throws IOException {
    var budget = new Budget(limits, Files.size(archive));
    try {
      if (kind == Kind.ZIP) {
        ZipUnpacking.unpack(archive, staging, budget);
      } else {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
            InputStream content = budget.counting(decompressed(file, kind))) {
          if (kind == Kind.GZIP) {
            one(content, name, staging, budget);
          } else {
            TarUnpacking.unpack(content, staging, budget);
          }
        }
      }
    } catch (RuntimeException e) {
      throw new FetchException(
          "it cannot be read as an archive: " + e.getClass().getSimpleName(), e);
    }
    return budget;
  }

  private static InputStream decompressed(InputStream file, Kind kind) throws IOException {
    return switch (kind) {
      case TAR -> file;
      case TAR_GZIP, GZIP -> new GZIPInputStream(file);
      case TAR_BZIP2 -> new BZip2CompressorInputStream(file, true);
      case TAR_XZ -> new XZInputStream(file, XZ_MEMORY_KIB);
      case ZIP -> throw new IllegalArgumentException("a zip is not read as a stream");
    };
  }

  private static void one(InputStream content, EntryPath name, Staging staging, Budget budget)
      throws IOException {
    String file = name.name().substring(0, name.name().length() - ".gz".length());
    budget.entry();
    EntryPath target = EntryPath.ofFile(file);
    try (OutputStream out = staging.create(target)) {
      budget.copy(content, out);
    }
    staging.permissions(target, 0644);
  }
}

package dev.stadion.agent.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Unpacks what is, or claims to be, a tar archive. */
final class TarUnpacking {
  private static final int SET_ID = 06000;

  private TarUnpacking() {}

  static void unpack(InputStream content, Staging staging, Budget budget) throws IOException {
    try (var tar = new TarArchiveInputStream(content, "UTF-8")) {
      budget.inHeader();
      for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        budget.inContent();
        budget.entry();
        unpack(tar, entry, staging, budget);
        // What is left of the entry must not count as the next one's header.
        budget.copy(tar, OutputStream.nullOutputStream());
        budget.inHeader();
      }
    }
  }

  private static void unpack(
      TarArchiveInputStream tar, TarArchiveEntry entry, Staging staging, Budget budget)
      throws IOException {
    EntryPath path = EntryPath.of(entry.getName());
    if (entry.isDirectory()) {
      path.checkNotOutput();
      staging.directory(path);
      staging.permissions(path, entry.getMode());
      return;
    }
    switch (entry.getLinkFlag()) {
      case TarConstants.LF_NORMAL,
          TarConstants.LF_OLDNORM,
          TarConstants.LF_CONTIG,
          TarConstants.LF_GNUTYPE_SPARSE -> {
        checkMode(path, entry.getMode());
        if (!tar.canReadEntryData(entry)) {
          throw new FetchException("'" + path + "' is stored in a way this agent cannot read");
        }
        try (OutputStream out = staging.create(path)) {
          budget.copy(tar, out);
        }
        staging.permissions(path, entry.getMode());
      }
      case TarConstants.LF_SYMLINK -> staging.symbolicLink(path, entry.getLinkName());
      case TarConstants.LF_LINK -> staging.hardLink(path, EntryPath.of(entry.getLinkName()));
      default ->
          throw new FetchException("'" + path + "' is neither a file, a directory nor a link");
    }
  }

  static void checkMode(EntryPath path, int mode) throws FetchException {
    if ((mode & SET_ID) != 0) {
      throw new FetchException("'" + path + "' would run as somebody else (setuid or setgid)");
    }
  }
}

package dev.stadion.agent.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/**
 * Makes archives that want out of the sandbox, or the agent's disk, or its memory. Each is hostile
 * for one known reason, hidden among harmless entries; some are also damaged by chance.
 */
final class HostileArchives {
  private static final byte LINK = TarConstants.LF_SYMLINK;

  private final RandomGenerator random;
  private final String outside;

  /**
   * @param outside a directory that no archive may touch; absolute
   */
  HostileArchives(RandomGenerator random, String outside) {
    this.random = random;
    this.outside = outside;
  }

  /**
   * @param mustFail whether unpacking it has to be refused; otherwise it must only be harmless
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Archive(String name, String trick, byte[] bytes, boolean mustFail) {}

  private record Trick(String name, Packed.Fill<TarArchiveOutputStream> tar) {}

  private record ZipTrick(String name, Packed.Fill<ZipArchiveOutputStream> zip) {}

  Archive next() {
    Archive archive = random.nextInt(3) == 0 ? zip() : tar();
    if (random.nextInt(6) > 0) {
      return archive;
    }
    byte[] damaged = archive.bytes().clone();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    return new Archive(archive.name(), archive.trick() + ", damaged", damaged, false);
  }

  private Archive tar() {
    Trick trick = pick(tricks());
    int before = random.nextInt(4);
    int after = random.nextInt(3);
    byte[] tar =
        Packed.tar(archive -> {
          for (int i = 0; i < before; i++) {
            Packed.file(archive, "harmless-" + i + "/file", 0644, "fine");
          }
          trick.tar().into(archive);
          for (int i = 0; i < after; i++) {
            Packed.file(archive, "late-" + i, 0755, "fine");
          }
        });
    return switch (random.nextInt(4)) {
      case 0 -> new Archive("a.tar", trick.name(), tar, true);
      case 1 -> new Archive("a.tgz", trick.name(), Packed.gzip(tar), true);
      case 2 -> new Archive("a.tbz2", trick.name(), Packed.bzip2(tar), true);
      default -> new Archive("a.txz", trick.name(), Packed.xz(tar), true);
    };
  }

  private Archive zip() {
    ZipTrick trick = pick(zipTricks());
    int before = random.nextInt(4);
    byte[] zip =
        Packed.zip(archive -> {
          for (int i = 0; i < before; i++) {
            Packed.entry(archive, "harmless-" + i, 0100644, "fine");
          }
          trick.zip().into(archive);
        });
    return new Archive("a.zip", trick.name(), zip, true);
  }

  private List<Trick> tricks() {
    String up = "../".repeat(1 + random.nextInt(6));
    String victim = outside + "/victim";
    return List.of(
        new Trick("absolute name", tar -> absolute(tar, victim)),
        new Trick("name with ..", tar -> Packed.file(tar, up + "victim", 0644, "owned")),
        new Trick(
            "name with .. in the middle",
            tar -> Packed.file(tar, "a/b/../../" + up + "victim", 0644, "owned")),
        new Trick("link to an absolute path", tar -> Packed.special(tar, "l", LINK, victim)),
        new Trick("link that leads out", tar -> Packed.special(tar, "a/l", LINK, "../" + up + "x")),
        new Trick(
            "write through a link",
            tar -> {
              Packed.special(tar, "l", LINK, outside);
              Packed.file(tar, "l/victim", 0644, "owned");
            }),
        new Trick(
            "write through a link that stays inside",
            tar -> {
              Packed.special(tar, "d/", TarConstants.LF_DIR, "");
              Packed.special(tar, "l", LINK, "d");
              Packed.file(tar, "l/victim", 0644, "owned");
            }),
        new Trick(
            "chain of links, each of which looks fine",
            tar -> {
              Packed.special(tar, "a/b/c/", TarConstants.LF_DIR, "");
              Packed.special(tar, "a/b/c/root", LINK, "../../..");
              Packed.special(tar, "out", LINK, "a/b/c/root/" + up + "victim");
            }),
        new Trick(
            "directory that becomes a link",
            tar -> {
              Packed.special(tar, "d/", TarConstants.LF_DIR, "");
              Packed.special(tar, "d", LINK, outside);
              Packed.file(tar, "d/victim", 0644, "owned");
            }),
        new Trick(
            "hard link to an absolute path",
            tar -> Packed.special(tar, "h", TarConstants.LF_LINK, victim)),
        new Trick(
            "hard link that leads out",
            tar -> Packed.special(tar, "h", TarConstants.LF_LINK, up + "victim")),
        new Trick(
            "hard link to a link",
            tar -> {
              Packed.special(tar, "l", LINK, "nowhere");
              Packed.special(tar, "h", TarConstants.LF_LINK, "l");
            }),
        new Trick("device", tar -> Packed.special(tar, "null", TarConstants.LF_CHR, "")),
        new Trick("disk", tar -> Packed.special(tar, "sda", TarConstants.LF_BLK, "")),
        new Trick("pipe", tar -> Packed.special(tar, "p", TarConstants.LF_FIFO, "")),
        new Trick("setuid", tar -> Packed.file(tar, "su", 04755, "owned")),
        new Trick("setgid", tar -> Packed.file(tar, "sg", 02755, "owned")),
        new Trick("the task's output", tar -> Packed.file(tar, "./stdout", 0644, "owned")),
        new Trick("the task's output as a link", tar -> Packed.special(tar, "stderr", LINK, "x")),
        new Trick(
            "too many entries",
            tar -> {
              for (int i = 0; i < HostileArchivesTest.LIMITS.entries() + 1; i++) {
                Packed.special(tar, "d" + i + "/", TarConstants.LF_DIR, "");
              }
            }),
        new Trick("too long a name", tar -> Packed.file(tar, "n".repeat(300), 0644, "x")),
        new Trick("too deep a name", tar -> Packed.file(tar, "d/".repeat(1500) + "x", 0644, "x")),
        new Trick(
            "endless header",
            tar -> {
              filled(tar, "././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, 'n', 2 << 20);
              Packed.file(tar, "x", 0644, "x");
            }),
        new Trick(
            "bomb",
            tar ->
                filled(
                    tar,
                    "zeros",
                    TarConstants.LF_NORMAL,
                    '0',
                    1 + (int) HostileArchivesTest.LIMITS.unpackedBytes())));
  }

  private List<ZipTrick> zipTricks() {
    String up = "../".repeat(1 + random.nextInt(6));
    return List.of(
        new ZipTrick(
            "absolute name", zip -> Packed.entry(zip, outside + "/victim", 0100644, "owned")),
        new ZipTrick("name with ..", zip -> Packed.entry(zip, up + "victim", 0100644, "owned")),
        new ZipTrick("link that leads out", zip -> Packed.entry(zip, "l", 0120777, up + "x")),
        new ZipTrick(
            "write through a link",
            zip -> {
              Packed.entry(zip, "l", 0120777, outside);
              Packed.entry(zip, "l/victim", 0100644, "owned");
            }),
        new ZipTrick(
            "link that goes down and up",
            zip -> Packed.entry(zip, "l", 0120777, "a/../.." + "/victim")),
        new ZipTrick("pipe", zip -> Packed.entry(zip, "p", 0010644, "")),
        new ZipTrick("device", zip -> Packed.entry(zip, "d", 0020644, "")),
        new ZipTrick("setuid", zip -> Packed.entry(zip, "su", 0104755, "owned")),
        new ZipTrick("the task's output", zip -> Packed.entry(zip, "stderr", 0100644, "owned")),
        new ZipTrick(
            "too many entries",
            zip -> {
              for (int i = 0; i < HostileArchivesTest.LIMITS.entries() + 1; i++) {
                Packed.entry(zip, "f" + i, 0100644, "");
              }
            }),
        new ZipTrick(
            "bomb",
            zip -> {
              int size = (int) HostileArchivesTest.LIMITS.unpackedBytes() + 1;
              Packed.entry(zip, "zeros", 0100644, "0".repeat(size));
            }));
  }

  private static void absolute(TarArchiveOutputStream tar, String name) throws IOException {
    byte[] content = "owned".getBytes(StandardCharsets.UTF_8);
    var entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static void filled(
      TarArchiveOutputStream tar, String name, byte type, char with, int size) throws IOException {
    var entry = new TarArchiveEntry(name, type, true);
    entry.setSize(size);
    tar.putArchiveEntry(entry);
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) with);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private <T> T pick(List<T> all) {
    return new ArrayList<>(all).get(random.nextInt(all.size()));
  }
}

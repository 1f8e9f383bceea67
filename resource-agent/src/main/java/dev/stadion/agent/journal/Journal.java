package dev.stadion.agent.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Remembers records in the order in which they were appended: each is its length, its checksum and
 * its bytes. A record that was cut off by a crash is dropped on opening, and so is one that is
 * damaged; those after a damaged one are kept. Not thread-safe: one owner.
 */
public final class Journal implements Closeable {
  private static final int HEADER = 8;
  private static final int MAX_RECORD = 64 << 20;

  private final Path file;
  private FileChannel channel;
  private long size;
  private boolean torn; // what lies behind the size is half a record

  private Journal(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /** What was found on opening. */
  public record Opened(Journal journal, List<byte[]> records) {}

  /** Opens or creates {@code file}; its directory exists. */
  public static Opened open(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            java.util.Set.of(
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      var records = new ArrayList<byte[]>();
      long end = read(channel, records);
      if (end < channel.size()) {
        channel.truncate(end);
        channel.force(true);
      }
      channel.position(end);
      syncDirectory(file);
      return new Opened(new Journal(file, channel, end), List.copyOf(records));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Appends without waiting for the disk: safe against the end of this process. */
  public void append(List<byte[]> records) throws IOException {
    int bytes = records.stream().mapToInt(record -> HEADER + record.length).sum();
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    records.forEach(record -> put(buffer, record));
    if (torn) {
      mend();
    }
    try {
      write(channel, buffer.flip());
    } catch (IOException e) {
      torn = true;
      try {
        mend();
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
    size += bytes;
  }

  /** Half a record would hide whatever is appended after it. */
  private void mend() throws IOException {
    channel.truncate(size);
    channel.position(size);
    torn = false;
  }

  /** Waits until everything appended is on the disk: safe against the end of the machine. */
  public void force() throws IOException {
    channel.force(false);
  }

  /** Bytes on disk. */
  public long size() {
    return size;
  }

  /**
   * Replaces everything by {@code records}, atomically and durably. Whenever this process or the
   * machine ends meanwhile, either all of the old records are there afterwards or all of the new.
   *
   * @throws IOException when it could not be done; appending goes on in whichever file is there
   */
  public void rewrite(List<byte[]> records) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    FileChannel next =
        FileChannel.open(
            fresh,
            java.util.Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    var replacement = new Journal(fresh, next, 0);
    try {
      replacement.append(records);
      replacement.force();
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      next.close();
      giveBack(fresh, e);
      throw e;
    }
    FileChannel old = channel;
    channel = next;
    size = replacement.size;
    torn = false;
    old.close();
    syncDirectory(file);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** On a full disk the half that was written is in everybody's way. */
  private static void giveBack(Path fresh, Exception cause) {
    try {
      Files.deleteIfExists(fresh);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static long read(FileChannel channel, List<byte[]> records) throws IOException {
    long position = 0;
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    while (readFully(channel, header.clear(), position)) {
      int length = header.getInt(0);
      if (length <= 0 || length > MAX_RECORD) {
        return position; // also what a file system leaves after a power failure: zeros
      }
      byte[] record = new byte[length];
      if (!readFully(channel, ByteBuffer.wrap(record), position + HEADER)) {
        return position;
      }
      if (checksum(record) == header.getInt(4)) {
        records.add(record);
      }
      position += HEADER + length;
    }
    return position;
  }

  private static boolean readFully(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void write(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  private static void put(ByteBuffer buffer, byte[] record) {
    buffer.putInt(record.length).putInt(checksum(record)).put(record);
  }

  private static int checksum(byte[] record) {
    var checksum = new CRC32C();
    checksum.update(record);
    return (int) checksum.getValue();
  }

  private static void syncDirectory(Path file) throws IOException {
    try (FileChannel directory =
        FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }
}

package dev.stadion.agent.posix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code /proc/<pid>/stat}.
 *
 * @param startTicks when the kernel started it, in clock ticks since boot: with the pid it names a
 *     process for the life of the machine
 */
public record ProcStat(int pid, char state, int parent, int group, int session, long startTicks) {
  private static final Path PROC = Path.of("/proc");

  // Positions behind the program's name: state, parent, group, session, ..., start.
  private static final int SESSION = 3;
  private static final int START_TICKS = 19;

  /** Empty when there is no such process; a zombie still is one. */
  public static Optional<ProcStat> of(int pid) {
    return read(PROC.resolve(Integer.toString(pid)));
  }

  /** Empty when there is no such process, or only its zombie. */
  public static Optional<ProcStat> ofLive(int pid) {
    return of(pid).filter(ProcStat::isLive);
  }

  /** Every live process, at about one moment. */
  public static List<ProcStat> all() {
    var all = new ArrayList<ProcStat>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        read(entry).filter(ProcStat::isLive).ifPresent(all::add);
      }
    } catch (IOException e) {
      return List.copyOf(all); // what was read is better than nothing
    }
    return all;
  }

  /**
   * The pids of a process's children, those of all its threads; empty when it is gone.
   *
   * @throws IOException when this kernel does not tell
   */
  public static List<Integer> childrenOf(int pid) throws IOException {
    var children = new ArrayList<Integer>();
    Path threads = PROC.resolve(Integer.toString(pid)).resolve("task");
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(threads)) {
      for (Path thread : entries) {
        for (String child : children(thread).split(" ")) {
          if (!child.isBlank()) {
            children.add(Integer.valueOf(child.strip()));
          }
        }
      }
    } catch (NoSuchFileException | DirectoryIteratorException e) {
      return children; // it has just ended
    }
    return children;
  }

  private static String children(Path thread) throws IOException {
    try {
      return Files.readString(thread.resolve("children"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      if (Files.exists(thread.resolve("stat"))) {
        throw e;
      }
      return ""; // the thread has just ended
    }
  }

  /** The environment a process was started with; empty when it may not be read. */
  public static List<String> environmentOf(int pid) {
    try {
      byte[] bytes = Files.readAllBytes(PROC.resolve(Integer.toString(pid)).resolve("environ"));
      return List.of(new String(bytes, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Names this boot of the machine; processes of another boot are gone. */
  public static String bootId() throws IOException {
    return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
  }

  static Optional<ProcStat> parse(String line) {
    // The second field is the program's name in parentheses and may contain both blanks and ')'.
    int open = line.indexOf('(');
    int close = line.lastIndexOf(')');
    if (open < 0 || close < open || close + 2 >= line.length()) {
      return Optional.empty();
    }
    // One is read for every start and for every process that is looked for, so nothing is split.
    var fields = new Fields(line, close + 2);
    if (!fields.hasNext()) {
      return Optional.empty();
    }
    char state = line.charAt(close + 2);
    fields.skip(1);
    int parent = (int) fields.next();
    int group = (int) fields.next();
    int session = (int) fields.next();
    fields.skip(START_TICKS - SESSION - 1);
    if (!fields.hasNext()) {
      return Optional.empty();
    }
    int pid = Integer.parseInt(line.substring(0, open).strip());
    return Optional.of(new ProcStat(pid, state, parent, group, session, fields.next()));
  }

  /** The numbers of a line, one after another; 0 behind its end. */
  private static final class Fields {
    private final String line;
    private int at;

    Fields(String line, int from) {
      this.line = line;
      this.at = from;
    }

    boolean hasNext() {
      return at < line.length();
    }

    void skip(int count) {
      for (int i = 0; i < count && hasNext(); i++) {
        at = end() + 1;
      }
    }

    long next() {
      int end = end();
      long number = hasNext() ? Long.parseLong(line, Math.min(at, end), end, 10) : 0;
      at = end + 1;
      return number;
    }

    private int end() {
      int blank = line.indexOf(' ', Math.min(at, line.length()));
      return blank < 0 ? line.stripTrailing().length() : blank;
    }
  }

  private boolean isLive() {
    return state != 'Z' && state != 'X';
  }

  private static Optional<ProcStat> read(Path directory) {
    try {
      return parse(Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

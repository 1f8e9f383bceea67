package dev.stadion.agent.usage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All processes of this machine at about one moment, from one walk through {@code /proc}. */
public final class ProcessTable {
  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_PER_SECOND = 100; // what Linux shows to programs everywhere
  private static final int FIELDS = 22;

  private final Map<Integer, Row> rows;

  private record Row(int parent, int session, Usage usage) {}

  private ProcessTable(Map<Integer, Row> rows) {
    this.rows = rows;
  }

  public static ProcessTable read() {
    var rows = new TreeMap<Integer, Row>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        Row row = row(entry);
        if (row != null) {
          rows.put(Integer.valueOf(entry.getFileName().toString()), row);
        }
      }
    } catch (IOException e) {
      return new ProcessTable(rows); // what was read is better than nothing
    }
    return new ProcessTable(rows);
  }

  /** What these processes, their sessions and all their descendants use. */
  public Usage of(Collection<Integer> roots) {
    Set<Integer> leaders = Set.copyOf(roots);
    var known = new HashMap<Integer, Boolean>();
    Usage sum = Usage.NOTHING;
    for (var row : rows.entrySet()) {
      if (isWithin(row.getKey(), leaders, known)) {
        sum = sum.plus(row.getValue().usage());
      }
    }
    return sum;
  }

  private boolean isWithin(int pid, Set<Integer> roots, Map<Integer, Boolean> known) {
    var path = new HashSet<Integer>();
    boolean within = false;
    int at = pid;
    while (path.add(at)) {
      Row row = rows.get(at);
      if (row == null) {
        break;
      }
      if (known.containsKey(at)) {
        within = known.get(at);
        break;
      }
      if (roots.contains(at) || roots.contains(row.session())) {
        within = true;
        break;
      }
      at = row.parent();
    }
    for (int seen : path) {
      known.put(seen, within);
    }
    return within;
  }

  /** Null when the process is gone. */
  private static Row row(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // The second field is the program's name in parentheses and may contain blanks and ')'.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      if (fields.length < FIELDS) {
        return null;
      }
      return new Row(
          Integer.parseInt(fields[1]),
          Integer.parseInt(fields[3]),
          new Usage(
              1,
              Integer.parseInt(fields[17]),
              (Long.parseLong(fields[11]) + Long.parseLong(fields[13])) / TICKS_PER_SECOND,
              (Long.parseLong(fields[12]) + Long.parseLong(fields[14])) / TICKS_PER_SECOND,
              Long.parseLong(fields[21]) * PageSize.BYTES));
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  /** Asked of the kernel, for some machines have pages of 16 or 64 KiB. */
  private static final class PageSize {
    static final long BYTES = find();

    private static long find() {
      try {
        return Files.readAllLines(PROC.resolve("self/smaps")).stream()
            .filter(line -> line.startsWith("KernelPageSize:"))
            .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
            .findFirst()
            .orElse(4096L);
      } catch (IOException | RuntimeException e) {
        return 4096;
      }
    }
  }
}

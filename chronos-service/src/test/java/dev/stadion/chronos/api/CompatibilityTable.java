package dev.stadion.chronos.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A document that says of every route and field whether it is as in the original. */
final class CompatibilityTable {
  /** A row: the thing, and one of the four things that may be said of it. */
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)`[^|]*\\| (same|deviates|not yet|ours) \\|([^|]*)\\|");

  private final String text;

  CompatibilityTable(Path document) throws IOException {
    this.text = Files.readString(document);
  }

  /** What the rows of a section are about. */
  SortedSet<String> rows(String section) {
    String from = text.substring(text.indexOf("## " + section + "\n"));
    int end = from.indexOf("\n## ");
    var names = new TreeSet<String>();
    ROW.matcher(end < 0 ? from : from.substring(0, end))
        .results()
        .forEach(row -> names.add(row.group(1)));
    return names;
  }

  /** What deviates, and the row does not say how. */
  List<String> silentDeviations() {
    return ROW.matcher(text)
        .results()
        .filter(row -> row.group(2).equals("deviates") && row.group(3).isBlank())
        .map(row -> row.group(1))
        .toList();
  }
}

package dev.stadion.chronos.api;

import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.scheduler.Expected;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of jobs as entity tags (chronos.md B-67): {@code "3"}, or {@code *} for any. */
final class VersionTags {
  private static final Pattern TAG = Pattern.compile("(?:\"([0-9]{1,9})\"|([0-9]{1,9}))");

  private VersionTags() {}

  static String of(int version) {
    return "\"" + version + "\"";
  }

  /**
   * What a client says in {@code If-Match}.
   *
   * @param header null when it says nothing
   * @throws InvalidDocumentException when it is no version
   */
  static Expected expected(String header) {
    if (header == null || header.isBlank()) {
      return new Expected.Anything();
    }
    if (header.strip().equals("*")) {
      return new Expected.Present();
    }
    Matcher tag = TAG.matcher(header.strip());
    if (!tag.matches()) {
      throw new InvalidDocumentException(
          List.of(new Problem("/If-Match", "If-Match must be a version such as \"3\", or *")));
    }
    String number = tag.group(1) == null ? tag.group(2) : tag.group(1);
    return new Expected.Version(Integer.parseInt(number));
  }
}

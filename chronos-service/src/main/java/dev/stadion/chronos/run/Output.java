package dev.stadion.chronos.run;

import java.util.Locale;
import java.util.Optional;

/** What a task writes, as the files in its sandbox are called. */
public enum Output {
  STDOUT,
  STDERR;

  /** The file's name, which is also the stream's name in the API. */
  public String file() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Output> of(String file) {
    return switch (file) {
      case "stdout" -> Optional.of(STDOUT);
      case "stderr" -> Optional.of(STDERR);
      default -> Optional.empty();
    };
  }
}

package dev.stadion.mesos.wire;

import java.util.Locale;
import java.util.Optional;

/** Which format an {@code Accept} header allows (mesos-v1.md §1.2). */
public final class Accepts {
  private Accepts() {}

  /**
   * JSON when it is allowed, or else protobuf.
   *
   * @param header may be null, which allows everything
   */
  public static Optional<WireFormat> format(String header) {
    if (header == null || header.isBlank()) {
      return Optional.of(WireFormat.JSON);
    }
    boolean protobuf = false;
    for (String range : header.split(",", -1)) {
      String[] parts = range.strip().toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
      if (refused(parts)) {
        continue;
      }
      switch (parts[0]) {
        case "application/json", "application/*", "*/*" -> {
          return Optional.of(WireFormat.JSON);
        }
        case "application/x-protobuf" -> protobuf = true;
        default -> {
          // some other type, which we cannot give
        }
      }
    }
    return protobuf ? Optional.of(WireFormat.PROTOBUF) : Optional.empty();
  }

  private static boolean refused(String[] parts) {
    for (String part : parts) {
      if (part.matches("q\\s*=\\s*0(\\.0*)?")) {
        return true;
      }
    }
    return false;
  }
}

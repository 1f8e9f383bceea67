package dev.stadion.mesos.wire;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which format an {@code Accept} header allows (mesos-v1.md §1.2). */
public final class Accepts {
  private static final Pattern PARAMETERS = Pattern.compile("\\s*;\\s*");
  private static final Pattern REFUSING = Pattern.compile("q\\s*=\\s*0(\\.0*)?");

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
      String[] parts = PARAMETERS.split(range.strip().toLowerCase(Locale.ROOT), -1);
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
      if (REFUSING.matcher(part).matches()) {
        return true;
      }
    }
    return false;
  }
}

package dev.stadion.chronos.run;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the process of an attempt ended, as far as its executor told (chronos.md B-45).
 *
 * @param code 0–255, when it exited by itself
 * @param signal such as {@code Killed}, when a signal ended it
 */
public record Exit(OptionalInt code, Optional<String> signal) {
  private static final Exit UNKNOWN = new Exit(OptionalInt.empty(), Optional.empty());
  private static final Exit ZERO = new Exit(OptionalInt.of(0), Optional.empty());
  private static final int MAX_CODE = 255;

  private static final Pattern CODE = Pattern.compile("exited with status ([0-9]{1,3})\\s*$");
  private static final Pattern SIGNAL =
      Pattern.compile("terminated with signal ([A-Za-z][A-Za-z0-9 +-]{0,40})");

  /**
   * @param message of the executor
   */
  public static Exit of(AttemptState state, String message) {
    Matcher code = CODE.matcher(message);
    if (code.find() && Integer.parseInt(code.group(1)) <= MAX_CODE) {
      return new Exit(OptionalInt.of(Integer.parseInt(code.group(1))), Optional.empty());
    }
    Matcher signal = SIGNAL.matcher(message);
    if (signal.find()) {
      return new Exit(OptionalInt.empty(), Optional.of(signal.group(1).strip()));
    }
    return state == AttemptState.SUCCEEDED ? ZERO : UNKNOWN;
  }
}

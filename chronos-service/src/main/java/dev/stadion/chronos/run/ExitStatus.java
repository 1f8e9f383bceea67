package dev.stadion.chronos.run;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a process ended, as far as the executor's message says (chronos.md B-45).
 *
 * @param code 0 to 255
 * @param signal as the executor calls it, such as {@code Killed}
 */
public record ExitStatus(OptionalInt code, Optional<String> signal) {
  private static final Pattern EXITED =
      Pattern.compile("exited with (?:status|code) (\\d{1,3})\\b");
  private static final Pattern SIGNALLED = Pattern.compile("terminated with signal ([^\\n]{1,60})");

  public static ExitStatus of(String message) {
    Matcher exited = EXITED.matcher(message);
    int code = exited.find() ? Integer.parseInt(exited.group(1)) : -1;
    Matcher signalled = SIGNALLED.matcher(message);
    return new ExitStatus(
        code < 0 || code > 255 ? OptionalInt.empty() : OptionalInt.of(code),
        signalled.find() ? Optional.of(signalled.group(1).strip()) : Optional.empty());
  }
}

package dev.stadion.agent.fetch;

import java.util.Locale;
import java.util.regex.Pattern;

/** How things are written into logs and messages: no secrets, no control characters. Pure. */
final class Shown {
  private static final Pattern USER = Pattern.compile("(?<=//)[^/@]*@");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)([?&;][^=&;]*(?:pass|secret|token|key|credential|signature|sig)[^=&;]*=)[^&;#]*");
  private static final int LONGEST = 200;

  private Shown() {}

  static String text(String text) {
    String printable = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
    return printable.length() > LONGEST ? printable.substring(0, LONGEST) + "…" : printable;
  }

  static String uri(String uri) {
    return text(SECRET.matcher(USER.matcher(uri).replaceAll("***@")).replaceAll("$1***"));
  }

  /** As in 5.3 MiB. */
  static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " bytes";
    }
    String[] units = {"KiB", "MiB", "GiB"};
    double value = bytes / 1024.0;
    int unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, units[unit]);
  }
}

package dev.stadion.offerclient;

import java.util.regex.Pattern;

/** A peer's words, fit for a log line. */
final class Text {
  private static final int MAX = 200;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");

  private Text() {}

  static String excerpt(String text) {
    String line =
        UNPRINTABLE
            .matcher(text.length() > MAX ? text.substring(0, MAX) + "…" : text)
            .replaceAll(" ");
    return line.strip();
  }
}

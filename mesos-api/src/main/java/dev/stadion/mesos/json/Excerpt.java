package dev.stadion.mesos.json;

/** A peer's text, fit to be shown: short, and on one line. */
final class Excerpt {
  private Excerpt() {}

  /** At most {@code limit} characters of {@code text}, anything unprintable escaped. */
  static String of(String text, int limit) {
    var shown = new StringBuilder();
    for (int i = 0; i < Math.min(limit, text.length()); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)
          || Character.isSurrogate(c)
          || Character.getType(c) == Character.FORMAT
          || Character.getType(c) == Character.LINE_SEPARATOR
          || Character.getType(c) == Character.PARAGRAPH_SEPARATOR) {
        shown.append("\\u%04x".formatted((int) c));
      } else {
        shown.append(c);
      }
    }
    return text.length() > limit ? shown + "…" : shown.toString();
  }
}

package dev.stadion.scheduling.id;

/**
 * What a Mesos identifier may look like. Identifiers become directory names, so the rules keep them
 * from being anything else (mesos-v1.md §6.1).
 */
public final class IdRules {
  private static final int MAX_LENGTH = 255;

  /** By character; all others are allowed. */
  private static final boolean[] FORBIDDEN = new boolean[0xA0];

  static {
    for (char c = 0; c < FORBIDDEN.length; c++) {
      FORBIDDEN[c] = c == '/' || c == '\\' || Character.isISOControl(c);
    }
  }

  private IdRules() {}

  /**
   * @throws IllegalArgumentException naming {@code what} and the broken rule
   */
  static void check(String what, String value) {
    String problem = problemWith(value);
    if (problem != null) {
      throw new IllegalArgumentException(what + " " + problem);
    }
  }

  /** Returns the broken rule in words, or null when {@code value} is a legal identifier. */
  public static String problemWith(String value) {
    if (value == null || value.isEmpty()) {
      return "must not be empty";
    }
    if (value.length() > MAX_LENGTH) {
      return "must not be longer than " + MAX_LENGTH + " characters";
    }
    if (value.equals(".") || value.equals("..")) {
      return "must not be '.' or '..'";
    }
    // Ids are read by the hundred thousand: a stream, or a question per rule, would be felt.
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < FORBIDDEN.length && FORBIDDEN[c]) {
        return "must not contain a slash, a backslash or a control character";
      }
    }
    return null;
  }
}

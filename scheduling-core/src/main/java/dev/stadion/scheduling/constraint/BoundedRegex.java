package dev.stadion.scheduling.constraint;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A user's regular expression that cannot keep us busy: matching gives up after a bounded number of
 * steps, since a backtracking pattern may need exponentially many (promises.md §6).
 *
 * @param source at most {@value #MAX_SOURCE} characters
 */
public record BoundedRegex(String source, Pattern pattern) {
  static final int MAX_SOURCE = 4096;

  /** Generous: an ordinary match of a hostname takes a few hundred. */
  static final int MAX_STEPS = 50_000;

  /** What came of a match. */
  public enum Result {
    MATCHES,
    DIFFERS,
    /** Nobody knows; whoever asked must take the careful branch. */
    TOO_COSTLY
  }

  /**
   * @throws IllegalArgumentException when {@code source} is not a regular expression
   */
  public static BoundedRegex of(String source) {
    if (source.length() > MAX_SOURCE) {
      throw new IllegalArgumentException(
          "a regular expression must not be longer than " + MAX_SOURCE);
    }
    try {
      return new BoundedRegex(source, Pattern.compile(source));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (StackOverflowError e) {
      // The compiler descends once for each parenthesis.
      throw new IllegalArgumentException("a regular expression must not be nested so deep", e);
    }
  }

  /** Holds the whole of {@code text} against the pattern. */
  public Result match(String text) {
    try {
      return pattern.matcher(new Metered(text, new Meter())).matches()
          ? Result.MATCHES
          : Result.DIFFERS;
    } catch (TooManySteps | StackOverflowError e) {
      // Java's matcher recurses for each turn of a group, so a long text may also end the stack.
      return Result.TOO_COSTLY;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BoundedRegex r && source.equals(r.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }

  private static final class Meter {
    private int steps;

    void step() {
      if (++steps > MAX_STEPS) {
        throw new TooManySteps();
      }
    }
  }

  /** Every step of the matcher reads a character, so reading is what gets counted. */
  private record Metered(CharSequence text, Meter meter) implements CharSequence {
    @Override
    public char charAt(int index) {
      meter.step();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Metered(text.subSequence(start, end), meter);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManySteps() {
      super("too many steps", null, false, false);
    }
  }
}

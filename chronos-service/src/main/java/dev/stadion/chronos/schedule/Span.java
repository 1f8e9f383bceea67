package dev.stadion.chronos.schedule;

import java.time.Duration;

/**
 * A length of time in a document (chronos.md §12.0): {@code PT5M}, or a bare number of seconds.
 *
 * @param text as the user wrote it; what a reader gets back
 * @param length months and years count with their average length; never negative, at most {@link
 *     #LONGEST}
 */
public record Span(String text, Duration length) {
  /** Beyond this a limit is none, and moments beyond it are no times a database keeps. */
  public static final Duration LONGEST = Duration.ofDays(36_525);

  /**
   * @throws UnparsableScheduleException when it is neither, or longer than {@link #LONGEST}
   */
  public static Span parse(String text) {
    String iso = text.matches("[0-9]{1,9}([.][0-9]{1,3})?") ? "PT" + text + "S" : text;
    Step step = Step.parse(iso);
    if (step == null || iso.equals("P") || iso.endsWith("T")) {
      throw new UnparsableScheduleException(
          "must be a duration such as PT5M or a number of seconds, got '" + text + "'");
    }
    if (step.averageSeconds() > LONGEST.toSeconds()) {
      throw new UnparsableScheduleException("must not be longer than a hundred years");
    }
    return new Span(text, Duration.ofMillis((long) (step.averageSeconds() * 1000)));
  }
}

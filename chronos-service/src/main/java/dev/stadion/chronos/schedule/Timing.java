package dev.stadion.chronos.schedule;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What bends the ticks of a schedule, whatever kind it is (chronos.md §12.1, §12.3). Nothing of it
 * need be said.
 *
 * @param notBefore earlier ticks do not exist
 * @param notAfter later ticks do not exist
 * @param jitter each tick comes later by less than this, always by the same amount
 * @param calendars the names of those whose excluded times are kept free
 */
public record Timing(
    Optional<Moment> notBefore,
    Optional<Moment> notAfter,
    Optional<Span> jitter,
    List<String> calendars,
    Optional<CalendarPolicy> calendarPolicy) {
  public static final Timing PLAIN =
      new Timing(Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.empty());

  /** What becomes of a tick on an excluded time. */
  public enum CalendarPolicy {
    /** It is skipped. */
    SKIP,
    /** It moves to the same time on the next day that is not excluded. */
    NEXT,
    /** It moves to the same time on the last day before that is not excluded. */
    PREVIOUS
  }

  public Timing {
    requireNonNull(notBefore, "notBefore");
    requireNonNull(notAfter, "notAfter");
    requireNonNull(jitter, "jitter");
    calendars = List.copyOf(calendars);
    requireNonNull(calendarPolicy, "calendarPolicy");
  }
}

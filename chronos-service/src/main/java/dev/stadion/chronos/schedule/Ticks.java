package dev.stadion.chronos.schedule;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Moments in ascending order, each once, up to year 9999. Immutable; computing one never depends on
 * those computed before.
 */
public sealed interface Ticks permits Recurrence, CronTicks, Ticks.None, Ticks.At, Ticks.Union {
  /** After this moment nothing ever fires. */
  Instant END = Instant.parse("9999-12-31T23:59:59.999Z");

  /** The first tick strictly after {@code time}, or empty when there is none. */
  Optional<Instant> after(Instant time);

  /** What elapsed time is counted from, where it is. */
  default Optional<Instant> origin() {
    return Optional.empty();
  }

  /** How many ticks lie after {@code time}, up to and including {@code last}. */
  default long count(Instant time, Instant last) {
    long count = 0;
    Optional<Instant> tick = after(time);
    while (tick.isPresent() && !tick.get().isAfter(last)) {
      count++;
      tick = after(tick.get());
    }
    return count;
  }

  /** No tick at all: runs are asked for by hand. */
  record None() implements Ticks {
    @Override
    public Optional<Instant> after(Instant time) {
      return Optional.empty();
    }
  }

  /** One tick. */
  record At(Instant only) implements Ticks {
    @Override
    public Optional<Instant> after(Instant time) {
      return Optional.of(only).filter(tick -> tick.isAfter(time));
    }
  }

  /** The ticks of all parts; where several have one at the same moment it counts once. */
  record Union(List<Ticks> parts) implements Ticks {
    public Union {
      parts = List.copyOf(parts);
    }

    @Override
    public Optional<Instant> origin() {
      return parts.stream().flatMap(part -> part.origin().stream()).findFirst();
    }

    @Override
    public Optional<Instant> after(Instant time) {
      Instant first = null;
      for (Ticks part : parts) {
        Instant tick = part.after(time).orElse(null);
        if (tick != null && (first == null || tick.isBefore(first))) {
          first = tick;
        }
      }
      return Optional.ofNullable(first);
    }
  }

  /** The ticks of all parts, as plainly as it can be said. */
  static Ticks of(List<Ticks> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Union(parts);
  }

  /** All ticks after {@code time}, lazily. */
  default Stream<Instant> stream(Instant time) {
    return Stream.iterate(after(time).orElse(null), Objects::nonNull, t -> after(t).orElse(null));
  }
}

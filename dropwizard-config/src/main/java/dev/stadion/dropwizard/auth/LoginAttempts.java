package dev.stadion.dropwizard.auth;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ten wrong secrets a minute from one source for one principal, and no more are looked at until
 * some of them are a minute old (promises.md §7.2): guessing must be slow, and what is right must
 * not shine through once it has become guessing. Thread-safe; remembers a bounded number of
 * guessers, of which the one that has been quiet longest is forgotten first.
 */
final class LoginAttempts {
  static final int ALLOWED = 10;
  static final Duration WITHIN = Duration.ofMinutes(1);
  private static final int REMEMBERED = 10_000;

  private record Guesser(String source, String principal) {}

  private final MonotonicClock clock;
  private final Map<Guesser, Deque<Long>> failures = new LinkedHashMap<>(16, 0.75f, true);

  LoginAttempts(MonotonicClock clock) {
    this.clock = requireNonNull(clock, "clock");
  }

  /** How long the next attempt has to wait; empty when it may be made now. */
  synchronized Optional<Duration> mustWait(String source, String principal) {
    Deque<Long> recent = failures.get(new Guesser(source, principal));
    if (recent == null) {
      return Optional.empty();
    }
    long now = clock.nanos();
    while (!recent.isEmpty() && now - recent.getFirst() >= WITHIN.toNanos()) {
      recent.removeFirst();
    }
    return recent.size() < ALLOWED
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(WITHIN.toNanos() - (now - recent.getFirst())));
  }

  synchronized void failed(String source, String principal) {
    failures
        .computeIfAbsent(new Guesser(source, principal), _ -> new ArrayDeque<>())
        .addLast(clock.nanos());
    if (failures.size() > REMEMBERED) {
      failures.remove(failures.keySet().iterator().next());
    }
  }

  synchronized void succeeded(String source, String principal) {
    failures.remove(new Guesser(source, principal));
  }
}

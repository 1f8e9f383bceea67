package dev.stadion.offerclient;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** A master is there, cannot serve yet, and says when it is worth asking again. */
final class ComeAgainException extends IOException {
  private static final long serialVersionUID = 1;
  private static final long LONGEST_SECONDS = 60;

  private final Duration after;

  ComeAgainException(String message, Duration after) {
    super(message);
    this.after = after;
  }

  Duration after() {
    return after;
  }

  /** What a 503 with {@code Retry-After} in seconds says; masters of Mesos send none. */
  static Optional<Duration> saidBy(HttpResponse<?> answer) {
    return answer.statusCode() == 503
        ? answer
            .headers()
            .firstValue("Retry-After")
            .filter(seconds -> seconds.matches("\\d{1,2}"))
            .map(Long::parseLong)
            .filter(seconds -> seconds > 0 && seconds <= LONGEST_SECONDS)
            .map(Duration::ofSeconds)
        : Optional.empty();
  }
}

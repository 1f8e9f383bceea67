package dev.stadion.chronos.scheduler;

import java.util.Optional;

/** What a user takes for granted about a job that shall be changed (chronos.md B-67). */
public sealed interface Expected {
  /** Nothing. */
  record Anything() implements Expected {}

  /** There is no such job yet. */
  record Absent() implements Expected {}

  /** There is one, whatever it says. */
  record Present() implements Expected {}

  /** It is still what it was when the user last looked. */
  record Version(int number) implements Expected {}

  /** Says what is not as expected; empty when all is. */
  default Optional<String> refuted(String name, Optional<JobState> job) {
    return switch (this) {
      case Anything _ -> Optional.empty();
      case Absent _ -> job.map(_ -> "job '%s' exists".formatted(name));
      case Present _ ->
          job.isPresent()
              ? Optional.empty()
              : Optional.of("job '%s' does not exist".formatted(name));
      case Version(var number) ->
          job.isEmpty()
              ? new Present().refuted(name, job)
              : Optional.of(job.get().life().version())
                  .filter(now -> now != number)
                  .map(now -> "job '%s' is version %d, not %d".formatted(name, now, number));
    };
  }
}

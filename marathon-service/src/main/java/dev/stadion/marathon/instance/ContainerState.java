package dev.stadion.marathon.instance;

import java.time.Instant;
import java.util.Optional;

/**
 * What has become of one task of a pod's instance.
 *
 * @param since when the condition began
 * @param startedAt when it was first seen running
 * @param message what was said of it last, for people
 */
public record ContainerState(
    Condition condition, Instant since, Optional<Instant> startedAt, String message) {

  ContainerState reported(Condition next, Instant at, String said) {
    return new ContainerState(
        next,
        condition == next ? since : at,
        next == Condition.RUNNING ? startedAt.or(() -> Optional.of(at)) : startedAt,
        said);
  }
}

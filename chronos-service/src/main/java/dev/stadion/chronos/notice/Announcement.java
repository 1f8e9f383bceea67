package dev.stadion.chronos.notice;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened, for everybody who listens (chronos.md B-72). It is remembered in the
 * commit of the change it tells of.
 *
 * @param id above those of all that was announced before; its time is part of it (see RunIds)
 * @param type such as {@code run.failed}
 * @param job whom it concerns, if a single one
 * @param run of that job
 * @param facts what else is told, in this order: texts and whole numbers
 */
public record Announcement(
    long id,
    Instant at,
    String type,
    Optional<String> job,
    Optional<Long> run,
    Map<String, Object> facts) {
  public Announcement {
    requireNonNull(at, "at");
    requireNonNull(type, "type");
    requireNonNull(job, "job");
    requireNonNull(run, "run");
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
  }
}

package dev.stadion.chronos.notice;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that somebody is to be told. It is remembered in the commit of what it tells of, and
 * delivered at least once, always under the same id (chronos.md B-71).
 *
 * @param type as in events, such as {@code run.failed}
 * @param to where it goes
 * @param message empty when the subject says it all
 * @param fields of the original's HTTP notification; empty for those that jobs ask for
 */
public record Notice(
    long id,
    Instant at,
    String type,
    String job,
    Optional<Long> run,
    Notification to,
    String subject,
    Optional<String> message,
    Map<String, String> fields) {
  public Notice {
    requireNonNull(at, "at");
    requireNonNull(type, "type");
    requireNonNull(job, "job");
    requireNonNull(run, "run");
    requireNonNull(to, "to");
    requireNonNull(subject, "subject");
    requireNonNull(message, "message");
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}

package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a user says when asking for a run (chronos.md §12.7); all of it may be left out.
 *
 * @param scheduledAt the moment the run is to be for, if not now
 * @param digest of all that was said, to tell a repeated request from another one
 * @param withChildren whether a root brings its whole graph along
 * @param force whether it runs though others do and the job forbids it
 */
public record RunOrder(
    Optional<String> arguments,
    SortedMap<String, String> parameters,
    Optional<Instant> scheduledAt,
    Optional<String> key,
    String digest,
    OptionalInt priority,
    Optional<String> note,
    Optional<String> payload,
    boolean withChildren,
    boolean force) {
  public RunOrder {
    requireNonNull(arguments, "arguments");
    requireNonNull(scheduledAt, "scheduledAt");
    requireNonNull(key, "key");
    requireNonNull(digest, "digest");
    requireNonNull(priority, "priority");
    requireNonNull(note, "note");
    requireNonNull(payload, "payload");
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }
}

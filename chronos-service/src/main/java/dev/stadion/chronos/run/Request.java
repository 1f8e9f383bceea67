package dev.stadion.chronos.run;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run was told when it was made; most were told nothing and share {@link #NONE}.
 *
 * @param arguments empty when there were none
 * @param parameters by name, those of the job's defaults included (chronos.md §12.7)
 * @param key what makes a repeated request one (B-34)
 * @param note why somebody wanted it
 * @param payload a file for the sandbox, in base64 (B-36)
 * @param parentRuns the runs whose end made it, ascending
 * @param origin the backfill or the run that this one belongs to or repeats
 */
public record Request(
    Optional<String> arguments,
    SortedMap<String, String> parameters,
    Optional<String> key,
    Optional<String> note,
    Optional<String> payload,
    List<Long> parentRuns,
    Optional<Long> origin) {
  public static final Request NONE =
      new Request(
          Optional.empty(),
          new TreeMap<>(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty());

  public Request {
    requireNonNull(arguments, "arguments");
    requireNonNull(key, "key");
    requireNonNull(note, "note");
    requireNonNull(payload, "payload");
    requireNonNull(origin, "origin");
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
    parentRuns = List.copyOf(parentRuns);
  }

  public static Request of(Optional<String> arguments) {
    return arguments.isEmpty()
        ? NONE
        : new Request(
            arguments,
            NONE.parameters,
            NONE.key,
            NONE.note,
            NONE.payload,
            NONE.parentRuns,
            NONE.origin);
  }

  public static Request after(List<Long> parentRuns) {
    return parentRuns.isEmpty() ? NONE : NONE.withParentRuns(parentRuns);
  }

  public Request withArguments(Optional<String> text) {
    return text.equals(arguments)
        ? this
        : new Request(text, parameters, key, note, payload, parentRuns, origin);
  }

  public Request withParentRuns(List<Long> runs) {
    return new Request(arguments, parameters, key, note, payload, runs, origin);
  }

  public Request withParameters(Map<String, String> told) {
    return told.equals(parameters)
        ? this
        : new Request(arguments, new TreeMap<>(told), key, note, payload, parentRuns, origin);
  }

  /** The same, as part of a backfill. */
  public Request from(long backfill) {
    return new Request(
        arguments, parameters, key, note, payload, parentRuns, Optional.of(backfill));
  }

  /** The same once more: a key names one run only, and nobody's parents made the other. */
  public Request again(long run) {
    return new Request(
        arguments, parameters, NONE.key, NONE.note, payload, List.of(), Optional.of(run));
  }
}

package dev.stadion.agent.check;

import java.util.Optional;

/**
 * What a check has found last; empty before its first result, and while it finds out nothing.
 *
 * @param found never {@link ProbeResult.Failed}
 */
public record CheckState(Optional<ProbeResult> found) {
  public static final CheckState FRESH = new CheckState(Optional.empty());

  /** A check only reports; what differs from this has to be told (mesos-v1.md §6.10). */
  public CheckState after(ProbeResult result) {
    return new CheckState(
        switch (result) {
          case ProbeResult.Exited _, ProbeResult.Answered _, ProbeResult.Connected _ ->
              Optional.of(result);
          case ProbeResult.Failed _ -> Optional.empty();
        });
  }
}

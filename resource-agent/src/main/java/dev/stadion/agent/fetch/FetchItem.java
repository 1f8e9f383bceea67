package dev.stadion.agent.fetch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * One thing to fetch, as a {@code CommandInfo.URI} says it (mesos-v1.md §6.7).
 *
 * @param executable whether it may be executed; then it is never unpacked
 * @param extract whether it is unpacked when its name ends like an archive's
 * @param cache whether a copy is kept for the next task that wants the same
 * @param outputFile where to put it in the sandbox, instead of the name it has at its source
 */
public record FetchItem(
    String uri, boolean executable, boolean extract, boolean cache, Optional<String> outputFile) {
  public FetchItem {
    requireNonNull(uri, "uri");
    requireNonNull(outputFile, "outputFile");
  }
}

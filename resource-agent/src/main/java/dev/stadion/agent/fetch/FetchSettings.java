package dev.stadion.agent.fetch;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.net.Cidr;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the operator lets the fetcher do.
 *
 * @param allowed loopback and private networks that may be asked all the same
 * @param localRoots directories of this machine of which files may be taken; absolute
 * @param mavenRepository where {@code maven:} artifacts come from
 * @param pypiIndex where {@code pypi:} files come from: a "simple" index
 * @param cacheBytes how much the cache may hold; 0 for no cache
 */
public record FetchSettings(
    List<Cidr> allowed,
    List<Path> localRoots,
    Optional<URI> mavenRepository,
    Optional<URI> pypiIndex,
    long cacheBytes,
    FetchLimits limits) {
  public static final FetchSettings DEFAULTS =
      new FetchSettings(
          List.of(), List.of(), Optional.empty(), Optional.empty(), 2L << 30, FetchLimits.DEFAULTS);

  public FetchSettings {
    allowed = List.copyOf(allowed);
    localRoots = localRoots.stream().map(root -> root.toAbsolutePath().normalize()).toList();
    requireNonNull(mavenRepository, "mavenRepository");
    requireNonNull(pypiIndex, "pypiIndex");
    requireNonNull(limits, "limits");
  }
}

package dev.stadion.agent.fetch;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much one artifact may cost (promises.md §7.8).
 *
 * @param bytes of one download
 * @param within how long one download may take altogether
 * @param stall how long it may make no progress
 * @param redirects how many answers may point elsewhere
 * @param unpackedBytes of one archive
 * @param entries of one archive
 * @param ratio how many times its own size an archive may unpack to; small ones are let through
 */
public record FetchLimits(
    long bytes,
    Duration within,
    Duration stall,
    int redirects,
    long unpackedBytes,
    int entries,
    int ratio) {
  public static final FetchLimits DEFAULTS =
      new FetchLimits(
          1L << 30, Duration.ofMinutes(5), Duration.ofMinutes(1), 3, 4L << 30, 100_000, 100);

  public FetchLimits {
    requireNonNull(within, "within");
    requireNonNull(stall, "stall");
    if (bytes < 1 || redirects < 0 || unpackedBytes < 1 || entries < 1 || ratio < 1) {
      throw new IllegalArgumentException("a limit of a fetch is too small to fetch anything");
    }
  }
}

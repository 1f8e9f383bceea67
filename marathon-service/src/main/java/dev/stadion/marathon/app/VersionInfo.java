package dev.stadion.marathon.app;

import java.time.Instant;

/**
 * When a definition was made and when its two halves last changed (marathon.md §11).
 *
 * @param version names the definition; milliseconds
 * @param lastScalingAt when the number of instances was last set
 * @param lastConfigChangeAt when anything that tasks can feel was last set, or a restart asked for
 */
public record VersionInfo(Instant version, Instant lastScalingAt, Instant lastConfigChangeAt) {

  static VersionInfo created(Instant now) {
    return new VersionInfo(now, now, now);
  }

  VersionInfo scaled(Instant now) {
    return new VersionInfo(now, now, lastConfigChangeAt);
  }

  VersionInfo restarted(Instant now) {
    return new VersionInfo(now, lastScalingAt, now);
  }
}

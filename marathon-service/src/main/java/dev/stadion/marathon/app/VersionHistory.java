package dev.stadion.marathon.app;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The versions apps had (marathon.md §11). Read by request threads; what was committed is seen. */
public interface VersionHistory {
  /** The versions of an app, the newest first; empty when there is no such app. */
  List<Instant> versions(PathId app);

  /** The app as it was in one of its versions. */
  Optional<App> version(PathId app, Instant version);
}

package dev.stadion.marathon.group;

import dev.stadion.marathon.app.PathId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The versions the tree had (marathon.md §11). Read by request threads; commits are seen. */
public interface GroupHistory {
  /** The versions of the tree in which {@code group} existed, the newest first. */
  List<Instant> treeVersions(PathId group);

  /** The tree in one of its versions; empty when it never had that version. */
  Optional<GroupTree> treeAt(Instant version);
}

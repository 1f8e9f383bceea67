package dev.stadion.marathon.runtime;

import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.MarathonState;
import java.util.OptionalLong;

/** Where announcements go after the commit. Must not block. */
@FunctionalInterface
public interface EventSink {
  /**
   * @param id under which it can be found later; empty when it cannot
   */
  void publish(OptionalLong id, Announcement announcement, MarathonState committed);
}

package dev.stadion.marathon.runtime;

import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.MarathonState;

/** Where announcements go after the commit. Must not block. */
@FunctionalInterface
public interface EventSink {
  void publish(Announcement announcement, MarathonState committed);
}

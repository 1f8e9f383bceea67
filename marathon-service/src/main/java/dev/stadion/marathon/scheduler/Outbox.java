package dev.stadion.marathon.scheduler;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What follows from one decision, in the order in which it was decided. */
final class Outbox {
  private final List<MarathonChange> changes = new ArrayList<>();
  private final List<MarathonEffect> effects = new ArrayList<>();
  private final List<Announcement> lasting = new ArrayList<>();
  private final long before;

  /**
   * @param before the number of the last event that was told before
   */
  Outbox(long before) {
    this.before = before;
  }

  void change(MarathonChange change) {
    changes.add(change);
  }

  void effect(MarathonEffect effect) {
    effects.add(effect);
  }

  /** Tells watchers; what lasts is numbered, and kept for those who come back. */
  void announce(Announcement announcement) {
    OptionalLong id = OptionalLong.empty();
    if (announcement.isLasting()) {
      lasting.add(announcement);
      id = OptionalLong.of(lastEvent());
    }
    effects.add(new MarathonEffect.Publish(id, announcement));
  }

  long lastEvent() {
    return before + lasting.size();
  }

  /** The events that last come after what they tell of. */
  List<MarathonChange> changes() {
    var all = new ArrayList<>(changes);
    if (!lasting.isEmpty()) {
      all.add(new MarathonChange.SaveEvents(before + 1, lasting));
    }
    return all;
  }

  List<MarathonEffect> effects() {
    return effects;
  }
}

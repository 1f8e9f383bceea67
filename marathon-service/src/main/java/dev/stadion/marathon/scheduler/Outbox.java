package dev.stadion.marathon.scheduler;

import dev.stadion.scheduling.id.AgentId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/** What follows from one decision, in the order in which it was decided. */
final class Outbox {
  private static final Comparator<MarathonEffect.Kill> BY_AGENT =
      Comparator.comparing(kill -> kill.agent().map(AgentId::value).orElse(""));

  private final List<MarathonChange> changes = new ArrayList<>();
  private final List<MarathonEffect> effects = new ArrayList<>();
  private final List<MarathonEffect.Kill> kills = new ArrayList<>();
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
    if (effect instanceof MarathonEffect.Kill kill) {
      kills.add(kill);
    } else {
      effects.add(effect);
    }
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

  /**
   * Tasks are ended when all else is done, those of one agent one after the other: master and agent
   * then tell each other of many in one message. The tasks of a group that is deleted are
   * everywhere.
   */
  List<MarathonEffect> effects() {
    var all = new ArrayList<>(effects);
    kills.stream().sorted(BY_AGENT).forEach(all::add);
    return all;
  }
}

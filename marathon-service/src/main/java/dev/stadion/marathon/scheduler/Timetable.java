package dev.stadion.marathon.scheduler;

import java.time.Instant;
import java.util.Optional;
import org.pcollections.TreePSet;

/** When something is to be looked at again, the next first. Lives for one decision. */
final class Timetable {
  private TreePSet<Alarm> alarms;

  Timetable(TreePSet<Alarm> alarms) {
    this.alarms = alarms;
  }

  TreePSet<Alarm> alarms() {
    return alarms;
  }

  void add(Alarm alarm) {
    alarms = alarms.plus(alarm);
  }

  void cancel(Alarm alarm) {
    alarms = alarms.minus(alarm);
  }

  /** Takes the next alarm that is due off the list. */
  Optional<Alarm> nextDue(Instant now) {
    if (alarms.isEmpty() || alarms.first().at().isAfter(now)) {
      return Optional.empty();
    }
    Alarm due = alarms.first();
    cancel(due);
    return Optional.of(due);
  }
}

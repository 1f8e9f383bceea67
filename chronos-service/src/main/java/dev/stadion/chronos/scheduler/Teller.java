package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.notice.Announcement;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a turn tells to the outside, in order; remembered with what it changed. */
final class Teller {
  private final Turn turn;
  private final List<Announcement> told = new ArrayList<>();

  Teller(Turn turn) {
    this.turn = turn;
  }

  /** What was announced so far. */
  List<Announcement> told() {
    return List.copyOf(told);
  }

  void announce(String type, Map<String, Object> facts) {
    announce(type, Optional.empty(), Optional.empty(), facts);
  }

  void announce(String type, String job, Map<String, Object> facts) {
    announce(type, Optional.of(job), Optional.empty(), facts);
  }

  void announce(String type, Run run, Map<String, Object> facts) {
    announce(type, Optional.of(run.job()), Optional.of(run.id()), facts);
  }

  private void announce(
      String type, Optional<String> job, Optional<Long> run, Map<String, Object> facts) {
    var announcement = new Announcement(turn.newId(), turn.now, type, job, run, facts);
    told.add(announcement);
    turn.remember(List.of("event", announcement.id()), new ChronosChange.Announced(announcement));
    turn.effect(new ChronosEffect.Announced(announcement));
  }

  /**
   * @param fields of the original's HTTP notification, if it is one
   */
  void notice(
      String type,
      String job,
      Optional<Long> run,
      Notification to,
      String subject,
      Optional<String> message,
      Map<String, String> fields) {
    var notice = new Notice(turn.newId(), turn.now, type, job, run, to, subject, message, fields);
    turn.remember(List.of("notice", notice.id()), new ChronosChange.Noticed(notice));
    turn.effect(new ChronosEffect.Noticed(notice));
  }
}

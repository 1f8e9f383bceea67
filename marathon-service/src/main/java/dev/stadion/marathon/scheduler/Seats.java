package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.launch.OfferLog;
import dev.stadion.scheduling.matching.Match;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tables at which a guest looks for a place, one after the other. Guests who want the same
 * share one: what has nothing for one of them has nothing for the others, and each begins where the
 * one before has stopped.
 */
final class Seats {
  private final List<Table> tables;

  /** What spoke against tables when they were looked at last. */
  private final Map<Table, List<Match.Refusal>> refused = new LinkedHashMap<>();

  /**
   * By what was remembered before: of a thousand guests who wait for the same and get nothing, all
   * remember the same.
   */
  private final IdentityHashMap<OfferLog, OfferLog> unused = new IdentityHashMap<>();

  private int next;

  private Seats(List<Table> tables) {
    this.tables = tables;
  }

  /** Offers to other roles would only blur what a guest waits for. */
  static Seats of(List<Table> all, String role) {
    List<Table> tables = new ArrayList<>(all.size());
    for (Table table : all) {
      if (table.rest().role().equals(role)) {
        tables.add(table);
      }
    }
    return new Seats(tables);
  }

  /** Those that are not out of the question. */
  List<Table> tables() {
    return tables;
  }

  /** Where to look next. There must be a table. */
  Table look() {
    next %= tables.size();
    return tables.get(next);
  }

  /** The next look is at another table. */
  void goOn() {
    next++;
  }

  /** Nobody looks at this table again. */
  void leave() {
    tables.remove(next);
  }

  void refuse(Table table, List<Match.Refusal> why) {
    refused.put(table, why);
  }

  /**
   * What a guest remembers of these tables when it leaves.
   *
   * @param before what it remembered when it came
   * @param used the tables at which it got something
   */
  OfferLog log(OfferLog before, Set<Table> used, Instant now) {
    return used.isEmpty()
        ? unused.computeIfAbsent(before, known -> logged(known, used, now))
        : logged(before, used, now);
  }

  private OfferLog logged(OfferLog before, Set<Table> used, Instant now) {
    OfferLog log = before;
    for (Table table : used) {
      log = log.used(table.rest().agent(), now);
    }
    for (var entry : refused.entrySet()) {
      if (!used.contains(entry.getKey())) {
        log = log.unused(new OfferLog.Unused(entry.getKey().rest(), entry.getValue(), now));
      }
    }
    return log;
  }
}

package dev.stadion.marathon.scheduler;

import dev.stadion.scheduling.matching.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables at which a guest looks for a place, one after the other. Guests who want the same
 * share one: what has nothing for one of them has nothing for the others, and each begins where the
 * one before has stopped.
 */
final class Seats {
  private final List<Table> tables;
  private final Map<Table, List<Match.Refusal>> refused = new LinkedHashMap<>();
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

  /** What spoke against tables when they were looked at last. */
  Map<Table, List<Match.Refusal>> refused() {
    return refused;
  }
}

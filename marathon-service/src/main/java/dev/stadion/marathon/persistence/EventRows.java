package dev.stadion.marathon.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.marathon.scheduler.Announcement;
import dev.stadion.marathon.scheduler.EventHistory;
import dev.stadion.marathon.scheduler.EventHistory.Told;
import dev.stadion.marathon.scheduler.MarathonChange.SaveEvents;
import dev.stadion.marathon.wire.EventWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The log of announcements. What one commit announced is one row, or a few. */
final class EventRows {
  private static final int EVENTS_IN_A_ROW = 1_000;

  /** How many more than promised may be kept, so that not every commit has to forget some. */
  private static final int SLACK = 10_000;

  /** What is longer is stored packed: to pack less would cost more than it saves. */
  private static final int LONGEST_PLAIN = 4_000;

  private static final String SAVE =
      """
      WITH saved AS (INSERT INTO event_log (first_id, last_id, events, packed) VALUES (?, ?, ?, ?))
      UPDATE framework SET last_event = ?
      """;

  private static final String FORGET = "DELETE FROM event_log WHERE last_id <= ?";

  private static final String AFTER =
      "SELECT first_id, events, packed FROM event_log WHERE last_id > ? ORDER BY last_id LIMIT 4";

  private static final String FORGOTTEN =
      """
      SELECT coalesce((SELECT min(first_id) - 1 FROM event_log), (SELECT last_event FROM framework))
      """;

  private EventRows() {}

  /**
   * @param events a line for each
   */
  private record Row(long firstId, long lastId, String events) {
    void save(Pipeline pipeline) throws SQLException {
      boolean few = events.length() <= LONGEST_PLAIN;
      pipeline.add(
          SAVE, firstId, lastId, few ? events : null, few ? null : PackedText.pack(events), lastId);
    }
  }

  /**
   * @param told in the order of their ids, and without a gap
   */
  static void save(Pipeline pipeline, List<SaveEvents> told) throws SQLException {
    if (told.isEmpty()) {
      return;
    }
    long last = told.getLast().lastId();
    // Few and large, so that quoting them as elements of an array would cost more than it saves.
    for (Row row : rows(told)) {
      row.save(pipeline);
    }
    if (last / SLACK > (told.getFirst().firstId() - 1) / SLACK) {
      pipeline.add(FORGET, last - EventHistory.KEPT);
    }
  }

  private static List<Row> rows(List<SaveEvents> told) {
    var rows = new ArrayList<Row>();
    var events = new StringBuilder();
    long first = told.getFirst().firstId();
    long next = first;
    for (SaveEvents some : told) {
      for (Announcement event : some.events()) {
        events.append(EventWriter.type(event)).append(' ').append(EventWriter.line(event));
        events.append('\n');
        next++;
        if (next - first == EVENTS_IN_A_ROW) {
          rows.add(new Row(first, next - 1, events.toString()));
          events.setLength(0);
          first = next;
        }
      }
    }
    if (next > first) {
      rows.add(new Row(first, next - 1, events.toString()));
    }
    return rows;
  }

  static List<Told> after(Connection connection, long id) throws SQLException {
    var told = new ArrayList<Told>();
    try (PreparedStatement statement = connection.prepareStatement(AFTER)) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          long next = row.getLong("first_id");
          for (String line : lines(row).split("\n", -1)) {
            if (next > id && !line.isEmpty()) {
              int blank = line.indexOf(' ');
              told.add(new Told(next, line.substring(0, blank), line.substring(blank + 1)));
            }
            next++;
          }
        }
      }
    }
    return told;
  }

  private static String lines(ResultSet row) throws SQLException {
    byte[] packed = row.getBytes("packed");
    return packed == null ? row.getString("events") : PackedText.unpack(packed);
  }

  static long forgottenUpTo(Connection connection) throws SQLException {
    return number(connection, FORGOTTEN);
  }

  static long last(Connection connection) throws SQLException {
    return number(connection, "SELECT last_event FROM framework");
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}

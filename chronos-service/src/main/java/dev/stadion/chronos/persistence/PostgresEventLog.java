package dev.stadion.chronos.persistence;

import dev.stadion.chronos.notice.EventLog;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.dropwizard.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/**
 * Reads and forgets what the leader has announced. The ids carry the time, so neither needs another
 * index.
 */
public final class PostgresEventLog implements EventLog {
  private static final int MOST_AT_ONCE = 5_000;

  private static final String FIND =
      """
      SELECT id, type, job, document FROM event
       WHERE id > :after
         AND (CAST(:job AS text) IS NULL OR job = :job)
         AND (CAST(:types AS text) IS NULL OR type ~ :types)
       ORDER BY id LIMIT :limit\
      """;

  private static final String FORGET =
      """
      DELETE FROM event WHERE id IN
        (SELECT id FROM event WHERE id < :before ORDER BY id LIMIT :most)\
      """;

  private final Database database;

  public PostgresEventLog(Database database) {
    this.database = database;
  }

  @Override
  public List<Told> find(Query query) {
    return database.read(session -> find(session, query));
  }

  private static List<Told> find(Session session, Query query) {
    return session
        .createNativeQuery(FIND, Object[].class)
        .setParameter("after", query.after())
        .setParameter("job", query.job().orElse(null), String.class)
        .setParameter("types", types(query), String.class)
        .setParameter("limit", query.limit())
        .getResultStream()
        .map(row ->
            new Told(
                ((Number) row[0]).longValue(),
                (String) row[1],
                Optional.ofNullable((String) row[2]),
                (String) row[3]))
        .toList();
  }

  /** A pattern of what is wanted; letters and dots are all that types have. */
  private static String types(Query query) {
    if (query.types().isEmpty()) {
      return null;
    }
    List<String> patterns =
        query.types().stream()
            .map(type -> type.replace(".", "[.]") + (type.endsWith(".") ? ".*" : ""))
            .toList();
    return "^(" + String.join("|", patterns) + ")$";
  }

  @Override
  public int forget(Instant before) {
    return database.write(session ->
        session
            .createNativeMutationQuery(FORGET)
            .setParameter("before", RunIds.first(before))
            .setParameter("most", MOST_AT_ONCE)
            .executeUpdate());
  }
}

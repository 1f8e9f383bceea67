package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunHistory;
import dev.stadion.dropwizard.database.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers from the rows of runs that are over. */
public final class PostgresRunHistory implements RunHistory {
  /** The entities that the session factory must know. */
  public static List<Class<?>> entities() {
    return List.of(RunRow.class, AttemptRow.class);
  }

  /**
   * Of the runs since the job was last posted (chronos.md B-50): numbers grow with time. An earlier
   * version did not write when that was. What they are counted from, {@link Run#countedFrom} says.
   */
  private static final String DURATIONS =
      """
      SELECT job, count(*), avg(took),
             percentile_cont(ARRAY[0.5, 0.75, 0.95, 0.98, 0.99]) WITHIN GROUP (ORDER BY took)
        FROM (SELECT r.job,
                     (extract(epoch FROM r.finished_at) * 1000
                       - CASE WHEN r.trigger = 'SCHEDULE' THEN r.due
                              WHEN r.trigger = 'BACKFILL' OR r.dag_run IS NOT NULL
                              THEN extract(epoch FROM coalesce(r.queued_at, r.created_at)) * 1000
                              ELSE extract(epoch FROM r.created_at) * 1000 END)::float8 AS took
                FROM run r JOIN job j ON j.name = r.job AND r.id > coalesce(j.posted, j.generation)
               WHERE r.state = 'SUCCEEDED' %s) runs
       GROUP BY job\
      """;

  private final Database database;

  public PostgresRunHistory(Database database) {
    this.database = database;
  }

  @Override
  public Map<String, Durations> durations(Collection<String> jobs) {
    return jobs.isEmpty() ? Map.of() : read(DURATIONS.formatted("AND r.job = ANY (?)"), jobs);
  }

  @Override
  public Map<String, Durations> durations() {
    return read(DURATIONS.formatted(""), List.of());
  }

  private Map<String, Durations> read(String sql, Collection<String> jobs) {
    return database.read(session ->
        session.doReturningWork(connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (!jobs.isEmpty()) {
              statement.setArray(1, connection.createArrayOf("text", jobs.toArray()));
            }
            Map<String, Durations> durations = new HashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
              while (rows.next()) {
                durations.put(
                    rows.getString(1),
                    new Durations(
                        rows.getLong(2),
                        rows.getDouble(3),
                        List.of((Double[]) rows.getArray(4).getArray())));
              }
            }
            return durations;
          }
        }));
  }

  @Override
  public List<TaskRecord> latest(String job, int limit) {
    return database.read(session ->
        session
            .createQuery(
                """
                select a from AttemptRow a join RunRow r on r.id = a.run
                 where r.job = :job
                 order by a.launchedAt desc, a.run desc, a.number desc\
                """,
                AttemptRow.class)
            .setParameter("job", job)
            .setMaxResults(limit)
            .getResultStream()
            .map(row -> record(job, row))
            .toList());
  }

  private static TaskRecord record(String job, AttemptRow row) {
    return new TaskRecord(
        row.task(),
        job,
        row.agent(),
        Optional.ofNullable(row.startedAt()),
        Optional.ofNullable(row.finishedAt()),
        AttemptState.valueOf(row.state()),
        row.elements());
  }

  @Override
  public boolean addElements(String job, String task, long more) {
    return database.write(session ->
        session
                .createNativeMutationQuery(
                    """
                    UPDATE run_attempt a SET elements = a.elements + :more
                      FROM run r WHERE r.id = a.run AND r.job = :job AND a.task = :task\
                    """)
                .setParameter("more", more)
                .setParameter("job", job)
                .setParameter("task", task)
                .executeUpdate()
            > 0);
  }
}

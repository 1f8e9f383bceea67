package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.AttemptState;
import dev.stadion.chronos.run.RunHistory;
import dev.stadion.dropwizard.database.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Answers from the rows of runs that are over. */
public final class PostgresRunHistory implements RunHistory {
  /** The entities that the session factory must know. */
  public static List<Class<?>> entities() {
    return List.of(RunRow.class, AttemptRow.class);
  }

  /** Of the runs since the job was last posted (chronos.md B-50): numbers grow with time. */
  private static final String DURATIONS =
      """
      SELECT r.job, count(*), avg(extract(epoch FROM r.finished_at) * 1000 - r.due),
             percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at) * 1000 - r.due),
             percentile_cont(0.75) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at) * 1000 - r.due),
             percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at) * 1000 - r.due),
             percentile_cont(0.98) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at) * 1000 - r.due),
             percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM r.finished_at) * 1000 - r.due)
        FROM run r JOIN job j ON j.name = r.job AND r.id > j.generation
       WHERE r.state = 'SUCCEEDED' %s
       GROUP BY r.job\
      """;

  private final Database database;

  public PostgresRunHistory(Database database) {
    this.database = database;
  }

  @Override
  public Durations durations(String job) {
    return database.read(session ->
        rows(session
                .createNativeQuery(DURATIONS.formatted("AND r.job = :job"), Object[].class)
                .setParameter("job", job)
                .getResultStream())
            .getOrDefault(job, Durations.NONE));
  }

  @Override
  public Map<String, Durations> durations() {
    return database.read(session ->
        rows(session.createNativeQuery(DURATIONS.formatted(""), Object[].class).getResultStream()));
  }

  private static Map<String, Durations> rows(Stream<Object[]> rows) {
    Map<String, Durations> durations = new HashMap<>();
    rows.forEach(row -> {
      List<Double> percentiles =
          Stream.of(row).skip(3).map(v -> ((Number) v).doubleValue()).toList();
      durations.put(
          (String) row[0],
          new Durations(
              ((Number) row[1]).longValue(), ((Number) row[2]).doubleValue(), percentiles));
    });
    return durations;
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

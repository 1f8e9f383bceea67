package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.RunArchive;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.dropwizard.database.Database;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.hibernate.query.MutationQuery;

/**
 * Deletes rows of runs, whose attempts and outputs go with them, of ticks, and of what held runs
 * together. A statement deletes a bounded number of rows and is a transaction of its own.
 */
public final class PostgresRunArchive implements RunArchive {
  /** Many deletions at once would hold up the leader's commits. */
  private static final int MOST_AT_ONCE = 5_000;

  private static final int NAMES_AT_ONCE = 500;

  /** Nothing in the database ties an attempt to its run: that would be checked at every launch. */
  private static final String DELETE_CHOSEN =
      """
      attempts AS (DELETE FROM run_attempt WHERE run IN (SELECT id FROM chosen))
      DELETE FROM run WHERE id IN (SELECT id FROM chosen)\
      """;

  /** A graph run that is not over is put together again from its ended runs by a new leader. */
  private static final String TRIM =
      """
      WITH chosen AS MATERIALIZED (
        SELECT id FROM run
         WHERE job = :job AND finished_at IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM dag_run d WHERE d.id = run.dag_run
                             AND d.state IN ('QUEUED', 'RUNNING'))
           AND (:kind = 'ALL' OR (state = 'SUCCEEDED') = (:kind = 'SUCCESSES'))
         ORDER BY scheduled_at DESC, id DESC OFFSET :newest LIMIT :most),
      """
          + DELETE_CHOSEN;

  private static final String TRIM_TICKS =
      """
      DELETE FROM tick WHERE (job, generation, first_tick) IN (
        SELECT t.job, t.generation, t.first_tick FROM tick t
         WHERE t.job = :job
           AND NOT EXISTS (SELECT 1 FROM job j WHERE j.name = t.job
                             AND j.generation = t.generation AND j.handled < t.last_tick)
           AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = t.run AND r.finished_at IS NULL)
         ORDER BY t.generation DESC, t.first_tick DESC OFFSET :newest LIMIT :most)\
      """;

  private static final String TRIM_GRAPHS =
      """
      DELETE FROM dag_run WHERE id IN (
        SELECT d.id FROM dag_run d
         WHERE d.root = :job AND d.state NOT IN ('QUEUED', 'RUNNING')
           AND NOT EXISTS (SELECT 1 FROM run r WHERE r.dag_run = d.id)
         LIMIT :most)
        AND state NOT IN ('QUEUED', 'RUNNING')\
      """;

  private static final String TRIM_BACKFILLS =
      """
      DELETE FROM backfill WHERE id IN (
        SELECT id FROM (SELECT b.*, row_number() OVER (ORDER BY b.id DESC) AS place
                          FROM backfill b WHERE b.job = :job AND b.ended) b
         WHERE place > :newest
            OR b.total > 0
               AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id > b.id AND r.id <= b.last_run
                                 AND r.job = b.job AND r.trigger = 'BACKFILL')
         LIMIT :most)\
      """;

  /** From one name to the next through the index: there may be a thousand rows of each. */
  private static final String WITHOUT_JOB =
      """
      WITH RECURSIVE
        of_runs(name) AS ((SELECT min(job) FROM run) UNION ALL
          SELECT (SELECT min(job) FROM run WHERE job > name) FROM of_runs WHERE name IS NOT NULL),
        of_ticks(name) AS ((SELECT min(job) FROM tick) UNION ALL
          SELECT (SELECT min(job) FROM tick WHERE job > name) FROM of_ticks WHERE name IS NOT NULL),
        of_graphs(name) AS ((SELECT min(root) FROM dag_run) UNION ALL
          SELECT (SELECT min(root) FROM dag_run WHERE root > name) FROM of_graphs
           WHERE name IS NOT NULL),
        of_backfills(name) AS ((SELECT min(job) FROM backfill) UNION ALL
          SELECT (SELECT min(job) FROM backfill WHERE job > name) FROM of_backfills
           WHERE name IS NOT NULL)
      SELECT name
        FROM (SELECT name FROM of_runs UNION SELECT name FROM of_ticks
               UNION SELECT name FROM of_graphs UNION SELECT name FROM of_backfills) AS known
       WHERE name IS NOT NULL AND NOT EXISTS (SELECT 1 FROM job WHERE job.name = known.name)\
      """;

  private static final String FORGET_RUNS =
      """
      WITH chosen AS MATERIALIZED (
        SELECT r.id FROM run r
         WHERE r.job IN (:names) AND r.finished_at < :before
           AND NOT EXISTS (SELECT 1 FROM job j WHERE j.name = r.job)
           AND NOT EXISTS (SELECT 1 FROM dag_run d WHERE d.id = r.dag_run
                             AND d.state IN ('QUEUED', 'RUNNING'))
         LIMIT :most),
      """
          + DELETE_CHOSEN;

  private static final String FORGET_TICKS =
      """
      DELETE FROM tick WHERE (job, generation, first_tick) IN (
        SELECT t.job, t.generation, t.first_tick FROM tick t
         WHERE t.job IN (:names) AND t.last_tick < :before
           AND NOT EXISTS (SELECT 1 FROM job j WHERE j.name = t.job)
           AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id = t.run)
         LIMIT :most)\
      """;

  private static final String FORGET_GRAPHS =
      """
      DELETE FROM dag_run WHERE id IN (
        SELECT d.id FROM dag_run d
         WHERE d.root IN (:names) AND d.finished_at < :before
           AND NOT EXISTS (SELECT 1 FROM job j WHERE j.name = d.root)
           AND NOT EXISTS (SELECT 1 FROM run r WHERE r.dag_run = d.id)
         LIMIT :most)
        AND state NOT IN ('QUEUED', 'RUNNING')\
      """;

  private static final String FORGET_BACKFILLS =
      """
      DELETE FROM backfill WHERE id IN (
        SELECT b.id FROM backfill b
         WHERE b.job IN (:names) AND b.ended AND b.id < :before
           AND NOT EXISTS (SELECT 1 FROM job j WHERE j.name = b.job)
           AND NOT EXISTS (SELECT 1 FROM run r WHERE r.id > b.id AND r.id <= b.last_run
                             AND r.job = b.job AND r.trigger = 'BACKFILL')
         LIMIT :most)\
      """;

  private static final String LONGER_THAN =
      """
      SELECT job FROM run GROUP BY job HAVING count(*) > :most
       UNION SELECT job FROM tick GROUP BY job HAVING count(*) > :most
       UNION SELECT root FROM dag_run GROUP BY root HAVING count(*) > :most
       UNION SELECT job FROM backfill GROUP BY job HAVING count(*) > :most\
      """;

  private final Database database;

  public PostgresRunArchive(Database database) {
    this.database = database;
  }

  @Override
  public int trim(String job, Kind kind, int newest) {
    return untilDone(
        TRIM,
        query ->
            query
                .setParameter("kind", kind.name())
                .setParameter("job", job)
                .setParameter("newest", newest));
  }

  @Override
  public int trimTicks(String job, int newest) {
    return untilDone(
        TRIM_TICKS, query -> query.setParameter("job", job).setParameter("newest", newest));
  }

  @Override
  public int trimGroups(String job, int newest) {
    return untilDone(TRIM_GRAPHS, query -> query.setParameter("job", job))
        + untilDone(
            TRIM_BACKFILLS, query -> query.setParameter("job", job).setParameter("newest", newest));
  }

  @Override
  public Set<String> withoutJob() {
    return database.read(session ->
        session
            .createNativeQuery(WITHOUT_JOB, String.class)
            .getResultStream()
            .collect(Collectors.toSet()));
  }

  @Override
  public int forgetRemoved(Collection<String> names, Instant before) {
    List<String> all = List.copyOf(names);
    int gone = 0;
    for (int from = 0; from < all.size(); from += NAMES_AT_ONCE) {
      List<String> some = all.subList(from, Math.min(all.size(), from + NAMES_AT_ONCE));
      for (String sql : List.of(FORGET_RUNS, FORGET_TICKS, FORGET_GRAPHS)) {
        gone += untilDone(sql, query -> of(query, some).setParameter("before", before));
      }
      gone +=
          untilDone(
              FORGET_BACKFILLS,
              query -> of(query, some).setParameter("before", RunIds.first(before)));
    }
    return gone;
  }

  private static MutationQuery of(MutationQuery query, List<String> names) {
    return query.setParameterList("names", names);
  }

  private int untilDone(String sql, UnaryOperator<MutationQuery> filled) {
    int all = 0;
    int gone;
    do {
      gone =
          database.write(session ->
              filled
                  .apply(session.createNativeMutationQuery(sql))
                  .setParameter("most", MOST_AT_ONCE)
                  .executeUpdate());
      all += gone;
    } while (gone == MOST_AT_ONCE);
    return all;
  }

  @Override
  public Set<String> longerThan(int runs) {
    return database.read(session ->
        session
            .createNativeQuery(LONGER_THAN, String.class)
            .setParameter("most", runs)
            .getResultStream()
            .collect(Collectors.toSet()));
  }
}

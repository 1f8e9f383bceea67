package dev.stadion.chronos.persistence;

import dev.stadion.chronos.run.RunArchive;
import dev.stadion.dropwizard.database.Database;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes rows of runs; attempts and outputs go with them. */
public final class PostgresRunArchive implements RunArchive {
  /** Many deletions at once would hold up the leader's commits. */
  private static final int MOST_AT_ONCE = 5_000;

  private static final String TRIM =
      """
      DELETE FROM run WHERE id IN (
        SELECT id FROM run
         WHERE job = :job AND finished_at IS NOT NULL
           AND (:kind = 'ALL' OR (state = 'SUCCEEDED') = (:kind = 'SUCCESSES'))
         ORDER BY scheduled_at DESC, id DESC OFFSET :newest LIMIT :most)\
      """;

  private final Database database;

  public PostgresRunArchive(Database database) {
    this.database = database;
  }

  @Override
  public int trim(String job, Kind kind, int newest) {
    int all = 0;
    int gone;
    do {
      gone =
          database.write(session ->
              session
                  .createNativeMutationQuery(TRIM)
                  .setParameter("job", job)
                  .setParameter("kind", kind.name())
                  .setParameter("newest", newest)
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
            .createNativeQuery(
                "SELECT job FROM run GROUP BY job HAVING count(*) > :runs", String.class)
            .setParameter("runs", runs)
            .getResultStream()
            .collect(Collectors.toSet()));
  }
}

package dev.stadion.chronos.persistence;

import dev.stadion.chronos.persistence.Tables.EdgeRow;
import dev.stadion.chronos.schedule.Calendar;
import dev.stadion.chronos.scheduler.Alarms;
import dev.stadion.chronos.scheduler.ChronosChange;
import dev.stadion.chronos.scheduler.ChronosChange.JobSaved;
import dev.stadion.chronos.scheduler.ChronosChange.VersionReplaced;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.Clause;
import dev.stadion.chronos.scheduler.Edges;
import dev.stadion.chronos.scheduler.Edges.Edge;
import dev.stadion.chronos.scheduler.JobState;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.scheduling.heart.Extent;
import dev.stadion.scheduling.id.FrameworkId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scheduler's memory in PostgreSQL. A batch is a handful of statements, however many jobs and
 * runs it changes. A job whose row cannot be read is put aside and reported; the others go on.
 */
public final class PostgresChronosStore implements StateStore<ChronosState, ChronosChange> {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresChronosStore.class);
  private static final int FETCH_SIZE = 5_000;

  private static final String OPEN_RUNS =
      RowReader.RUN_WITH_ATTEMPT
          + """
           FROM run r LEFT JOIN run_attempt a ON a.run = r.id AND a.number = r.attempts - 1
          WHERE r.finished_at IS NULL
          ORDER BY r.id\
          """;

  private static final String HIGHEST_ID =
      """
      SELECT greatest((SELECT max(id) FROM run), (SELECT max(id) FROM dag_run),
                      (SELECT max(generation) FROM job),
                      (SELECT max(incarnation) FROM job), (SELECT max(id) FROM event),
                      (SELECT max(id) FROM notice), (SELECT max(last_run) FROM backfill), 0)\
      """;

  private static final String FORGET_NAMES = "DELETE FROM retired_name WHERE name = ANY (?)";

  private static final String TAKEN_BACK =
      """
      old.job = new.job AND old.generation = new.generation AND old.outcome = 'SKIPPED'
        AND old.reason = new.reason
        AND old.first_tick > new.after_tick AND old.last_tick <= new.up_to_tick\
      """;

  /** So many earlier versions of a job are kept. */
  private static final String TRIM_VERSIONS =
      "DELETE FROM job_version v USING job j"
          + " WHERE v.job = j.name AND j.name = ANY (?) AND v.version < j.version - 100";

  private final Database database;

  public PostgresChronosStore(Database database) {
    this.database = database;
  }

  @Override
  public ChronosState load(long epoch) {
    ChronosState.Stored stored =
        database.fencedAlone(epoch, session -> session.doReturningWork(PostgresChronosStore::read));
    return ChronosState.of(stored);
  }

  @Override
  public void commit(long epoch, List<ChronosChange> changes) {
    ChangeSet set = ChangeSet.of(changes);
    database.fenced(epoch, pipeline -> write(pipeline, set));
  }

  // ---- reading -------------------------------------------------------------------------------

  private static ChronosState.Stored read(Connection pooled) throws SQLException {
    // There may be a million rows, and the pool would look at every value that is read.
    Connection connection = pooled.unwrap(PgConnection.class);
    Map<String, Map<String, Edge>> edges = edges(connection);
    Map<String, String> unreadable = new HashMap<>();
    Map<String, Calendar> calendars = calendars(connection, unreadable);
    return new ChronosState.Stored(
        jobs(connection, edges, calendars, unreadable),
        query(connection, OPEN_RUNS, RowReader::run),
        retired(connection),
        unreadable,
        calendars,
        query(connection, "SELECT * FROM backfill WHERE NOT ended", RowReader::backfill),
        framework(connection),
        told(connection),
        CommonRows.read(connection),
        query(connection, HIGHEST_ID, row -> row.getLong(1)).getFirst() + 1);
  }

  private static Collection<JobState> jobs(
      Connection connection,
      Map<String, Map<String, Edge>> edges,
      Map<String, Calendar> calendars,
      Map<String, String> unreadable)
      throws SQLException {
    List<Optional<JobState>> read =
        query(
            connection,
            "SELECT * FROM job ORDER BY name",
            row -> {
              String name = row.getString("name");
              try {
                return Optional.of(
                    RowReader.job(
                        row,
                        Edges.of(edges.getOrDefault(name, Map.of())),
                        calendar -> Optional.ofNullable(calendars.get(calendar))));
              } catch (RuntimeException e) {
                LOG.error("job {} cannot be read and is put aside", name, e);
                unreadable.put(name, String.valueOf(e.getMessage()));
                return Optional.empty();
              }
            });
    return read.stream().flatMap(Optional::stream).toList();
  }

  /** Jobs that name one that cannot be read are put aside, too: they would fire on free days. */
  private static Map<String, Calendar> calendars(
      Connection connection, Map<String, String> unreadable) throws SQLException {
    Map<String, Calendar> calendars = new HashMap<>();
    query(
        connection,
        "SELECT name, document FROM calendar",
        row -> {
          String name = row.getString(1);
          try {
            return calendars.put(name, CalendarDocuments.read(name, row.getString(2)));
          } catch (RuntimeException e) {
            LOG.error("calendar {} cannot be read and is put aside", name, e);
            return unreadable.put("calendar " + name, String.valueOf(e.getMessage()));
          }
        });
    return calendars;
  }

  private static Map<String, Map<String, Edge>> edges(Connection connection) throws SQLException {
    Map<String, Map<String, Edge>> edges = new HashMap<>();
    List<EdgeRow> rows =
        query(
            connection,
            "SELECT child, parent, count, run FROM job_edge",
            row ->
                new EdgeRow(
                    row.getString("child"),
                    row.getString("parent"),
                    new Edge(row.getLong("count"), RowReader.number(row, "run"))));
    for (EdgeRow row : rows) {
      edges.computeIfAbsent(row.child(), child -> new HashMap<>()).put(row.parent(), row.edge());
    }
    return edges;
  }

  private static Map<String, Long> retired(Connection connection) throws SQLException {
    Map<String, Long> retired = new HashMap<>();
    query(
            connection,
            "SELECT name, last_due FROM retired_name",
            row -> Map.entry(row.getString(1), row.getLong(2)))
        .forEach(entry -> retired.put(entry.getKey(), entry.getValue()));
    return retired;
  }

  /** Which broken agreements were told, of runs that are not over. */
  private static Alarms told(Connection connection) throws SQLException {
    Alarms told = Alarms.NONE;
    String raised =
        "SELECT a.run, a.clause FROM run_alarm a JOIN run r ON r.id = a.run"
            + " WHERE r.finished_at IS NULL";
    for (var alarm :
        query(
            connection,
            raised,
            row -> Map.entry(row.getLong(1), Clause.valueOf(row.getString(2))))) {
      told = told.raise(alarm.getKey(), alarm.getValue());
    }
    for (var stale :
        query(
            connection,
            "SELECT job, since FROM job_stale",
            row -> Map.entry(row.getString(1), RowReader.time(row, "since").orElseThrow()))) {
      told = told.stale(stale.getKey(), stale.getValue());
    }
    return told;
  }

  private static Optional<FrameworkId> framework(Connection connection) throws SQLException {
    return query(connection, "SELECT id FROM framework", row -> new FrameworkId(row.getString(1)))
        .stream()
        .findFirst();
  }

  interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  static <T> List<T> query(Connection connection, String sql, RowMapper<T> mapper)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = statement.executeQuery()) {
        List<T> read = new ArrayList<>();
        while (rows.next()) {
          read.add(mapper.map(rows));
        }
        return read;
      }
    }
  }

  // ---- writing -------------------------------------------------------------------------------

  private static void write(Pipeline pipeline, ChangeSet set) throws SQLException {
    delete(pipeline, "DELETE FROM job WHERE name = ANY (?)", set.removed());
    delete(pipeline, FORGET_NAMES, set.forgotten());
    Tables.RETIRED.upsert(pipeline, List.copyOf(set.retired().entrySet()));
    writeJobs(pipeline, set.jobs());
    write(pipeline, set.versions());
    Tables.RUN.append(pipeline, set.runs(Extent.NEW));
    Tables.RUN.upsert(pipeline, set.runs(Extent.ANYTHING));
    Tables.RUN_PROGRESS.update(pipeline, set.runs(Extent.PROGRESS));
    Tables.ATTEMPT.append(pipeline, set.attempts(Extent.NEW));
    Tables.ATTEMPT.upsert(pipeline, set.attempts(Extent.ANYTHING));
    Tables.ATTEMPT_PROGRESS.update(pipeline, set.attempts(Extent.PROGRESS));
    Tables.TICKS_TAKEN_BACK.delete(pipeline, set.takenBack(), TAKEN_BACK);
    Tables.TICK.upsert(pipeline, set.ticks());
    Tables.EVENT.append(pipeline, set.told());
    write(pipeline, set.calendars());
    Tables.BACKFILL.upsert(pipeline, set.backfills());
    Tables.NOTICE.upsert(pipeline, set.notices());
    Tables.ALARM.upsert(pipeline, set.alarms());
    Tables.STALE.upsert(pipeline, set.stale());
    CommonRows.write(pipeline, set);
    if (set.framework().isPresent()) {
      write(pipeline, set.framework().get().framework());
    }
  }

  private static void write(Pipeline pipeline, List<VersionReplaced> versions) throws SQLException {
    Tables.VERSION.upsert(pipeline, versions);
    Set<String> names = new TreeSet<>();
    versions.forEach(version -> names.add(version.job().name()));
    delete(pipeline, TRIM_VERSIONS, names);
  }

  private static void write(Pipeline pipeline, Map<String, Optional<Calendar>> calendars)
      throws SQLException {
    Set<String> gone = new TreeSet<>(calendars.keySet());
    List<Calendar> kept = calendars.values().stream().flatMap(Optional::stream).toList();
    kept.forEach(calendar -> gone.remove(calendar.name()));
    delete(pipeline, "DELETE FROM calendar WHERE name = ANY (?)", gone);
    Tables.CALENDAR.upsert(pipeline, kept);
  }

  private static void writeJobs(Pipeline pipeline, List<JobSaved> jobs) throws SQLException {
    List<JobState> declared =
        jobs.stream().filter(JobSaved::definition).map(JobSaved::job).toList();
    List<JobState> moved =
        jobs.stream().filter(job -> !job.definition()).map(JobSaved::job).toList();
    List<String> names = declared.stream().map(JobState::name).toList();
    Tables.JOB.upsert(pipeline, declared);
    Tables.JOB_POSITION.update(pipeline, moved);
    delete(pipeline, FORGET_NAMES, names);
    delete(pipeline, "DELETE FROM job_edge WHERE child = ANY (?)", names);
    List<EdgeRow> edges = new ArrayList<>();
    for (JobSaved saved : jobs) {
      Edges all = saved.job().edges();
      for (String parent : saved.definition() ? all.byParent().keySet() : saved.edges()) {
        edges.add(new EdgeRow(saved.job().name(), parent, all.of(parent)));
      }
    }
    Tables.EDGE.upsert(pipeline, edges);
  }

  private static void delete(Pipeline pipeline, String sql, Collection<String> names)
      throws SQLException {
    pipeline.add(sql, List.copyOf(names), columns -> columns.text(name -> name));
  }

  private static void write(Pipeline pipeline, Optional<FrameworkId> framework)
      throws SQLException {
    if (framework.isPresent()) {
      pipeline.add(
          "INSERT INTO framework (id) VALUES (?) ON CONFLICT (only_one) DO UPDATE SET id ="
              + " EXCLUDED.id",
          framework.get().value());
    } else {
      pipeline.add("DELETE FROM framework");
    }
  }
}

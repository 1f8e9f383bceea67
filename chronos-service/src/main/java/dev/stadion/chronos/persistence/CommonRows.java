package dev.stadion.chronos.persistence;

import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.run.DagRun;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.scheduler.Commons;
import dev.stadion.chronos.scheduler.Commons.KeptKey;
import dev.stadion.chronos.scheduler.Commons.KeyName;
import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.dropwizard.database.Table;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows of what belongs to no single job: pools, keys, the pause, runs of graphs. */
final class CommonRows {
  private static final Table<Pool> POOL =
      new Table<Pool>("pool", "name")
          .with("name", "text", Pool::name)
          .with("slots", "integer", Pool::slots)
          .with("description", "text", Pool::description);

  private static final Table<Map.Entry<KeyName, KeptKey>> KEY =
      new Table<Map.Entry<KeyName, KeptKey>>("run_key", "job", "key")
          .with("job", "text", e -> e.getKey().job())
          .with("key", "text", e -> e.getKey().key())
          .with("run", "bigint", e -> e.getValue().run())
          .with("digest", "text", e -> e.getValue().digest())
          .with("until", "timestamptz", e -> e.getValue().until());

  private static final Table<DagRun> DAG =
      new Table<DagRun>("dag_run", "id")
          .with("id", "bigint", DagRun::id)
          .with("root", "text", DagRun::root)
          .with("scheduled_at", "timestamptz", DagRun::scheduledAt)
          .with("trigger", "text", DagRun::trigger)
          .with("state", "text", DagRun::state)
          .with("generation", "integer", DagRun::generation)
          .with("created_at", "timestamptz", DagRun::createdAt)
          .with("finished_at", "timestamptz", DagRun::finishedAt)
          .with("graph", "jsonb", DagGraphs::write);

  static final String ENDS =
      """
      SELECT DISTINCT ON (dag_run, job) dag_run, job, id, state
        FROM run WHERE dag_run = ANY (?) ORDER BY dag_run, job, id DESC\
      """;

  /** The newest ended run of each job that depends on its past; see {@link Commons.Past}. */
  private static final String PAST =
      """
      SELECT DISTINCT ON (r.job) r.job, r.scheduled_at, r.id, r.state
        FROM run r JOIN dag_run d ON d.id = r.dag_run
       WHERE (d.graph -> 'nodes' -> r.job ->> 'onPast')::boolean
         AND r.state NOT IN ('WAITING', 'QUEUED', 'STAGING', 'RUNNING', 'RETRY_WAIT')
       ORDER BY r.job, r.scheduled_at DESC, r.id DESC\
      """;

  private CommonRows() {}

  // ---- writing -------------------------------------------------------------------------------

  static void write(Pipeline pipeline, ChangeSet set) throws SQLException {
    List<Pool> pools = set.pools().values().stream().flatMap(Optional::stream).toList();
    POOL.upsert(pipeline, pools);
    for (Map.Entry<String, Optional<Pool>> pool : set.pools().entrySet()) {
      if (pool.getValue().isEmpty()) {
        pipeline.add("DELETE FROM pool WHERE name = ?", pool.getKey());
      }
    }
    List<Map.Entry<KeyName, KeptKey>> keys = new ArrayList<>();
    for (Map.Entry<KeyName, Optional<KeptKey>> key : set.keys().entrySet()) {
      if (key.getValue().isPresent()) {
        keys.add(Map.entry(key.getKey(), key.getValue().get()));
      } else {
        pipeline.add(
            "DELETE FROM run_key WHERE job = ? AND key = ?",
            key.getKey().job(),
            key.getKey().key());
      }
    }
    KEY.upsert(pipeline, keys);
    DAG.upsert(pipeline, set.dags());
    if (set.pause().isPresent()) {
      pipeline.add("DELETE FROM standstill");
      if (set.pause().get().since().isPresent()) {
        pipeline.add("INSERT INTO standstill (since) VALUES (?)", set.pause().get().since().get());
      }
    }
  }

  // ---- reading -------------------------------------------------------------------------------

  static Commons.Kept read(Connection connection) throws SQLException {
    Map<KeyName, KeptKey> keys = new HashMap<>();
    PostgresChronosStore.query(
            connection,
            "SELECT * FROM run_key",
            row ->
                Map.entry(
                    new KeyName(row.getString("job"), row.getString("key")),
                    new KeptKey(
                        row.getLong("run"),
                        row.getString("digest"),
                        RowReader.time(row, "until").orElseThrow())))
        .forEach(entry -> keys.put(entry.getKey(), entry.getValue()));
    Map<String, Commons.Past> past = new HashMap<>();
    PostgresChronosStore.query(
            connection,
            PAST,
            row ->
                Map.entry(
                    row.getString("job"),
                    new Commons.Past(
                        RowReader.time(row, "scheduled_at").orElseThrow(),
                        row.getLong("id"),
                        RunState.valueOf(row.getString("state")))))
        .forEach(entry -> past.put(entry.getKey(), entry.getValue()));
    List<Instant> pauses =
        PostgresChronosStore.query(
            connection,
            "SELECT since FROM standstill",
            row -> RowReader.time(row, "since").orElseThrow());
    return new Commons.Kept(
        PostgresChronosStore.query(
            connection,
            "SELECT * FROM pool ORDER BY name",
            row ->
                new Pool(row.getString("name"), row.getInt("slots"), row.getString("description"))),
        pauses.stream().findFirst(),
        keys,
        withRuns(
            connection,
            PostgresChronosStore.query(
                connection,
                "SELECT * FROM dag_run WHERE state IN ('QUEUED', 'RUNNING') ORDER BY id",
                CommonRows::dag)),
        past);
  }

  static DagRun dag(ResultSet row) throws SQLException {
    DagGraphs.Graph graph = DagGraphs.read(row.getString("graph"));
    return new DagRun(
        row.getLong("id"),
        row.getString("root"),
        RowReader.time(row, "scheduled_at").orElseThrow(),
        Trigger.valueOf(row.getString("trigger")),
        DagRun.State.valueOf(row.getString("state")),
        row.getInt("generation"),
        RowReader.time(row, "created_at").orElseThrow(),
        RowReader.time(row, "finished_at"),
        graph.failFast(),
        graph.nodes());
  }

  /** The last run of each job in these runs of graphs. */
  static List<Commons.StoredDag> withRuns(Connection connection, Collection<DagRun> dags)
      throws SQLException {
    Map<Long, Map<String, Long>> runs = new HashMap<>();
    Map<Long, Map<String, RunState>> ends = new HashMap<>();
    if (!dags.isEmpty()) {
      try (PreparedStatement statement = connection.prepareStatement(ENDS)) {
        statement.setArray(
            1, connection.createArrayOf("bigint", dags.stream().map(DagRun::id).toArray()));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            long dag = rows.getLong("dag_run");
            String job = rows.getString("job");
            RunState state = RunState.valueOf(rows.getString("state"));
            runs.computeIfAbsent(dag, id -> new HashMap<>()).put(job, rows.getLong("id"));
            if (state.isTerminal()) {
              ends.computeIfAbsent(dag, id -> new HashMap<>()).put(job, state);
            }
          }
        }
      }
    }
    return dags.stream()
        .map(dag ->
            new Commons.StoredDag(
                dag, runs.getOrDefault(dag.id(), Map.of()), ends.getOrDefault(dag.id(), Map.of())))
        .toList();
  }
}

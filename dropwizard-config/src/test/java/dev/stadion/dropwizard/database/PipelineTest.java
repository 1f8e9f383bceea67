package dev.stadion.dropwizard.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Statements that travel together do what they would do one by one. */
@Timeout(60)
class PipelineTest {
  private static final String INSERT = "INSERT INTO thing (id) SELECT * FROM unnest(?::bigint[])";
  private static final String UPDATE =
      "UPDATE thing SET word = 'found' FROM unnest(?::bigint[]) AS given (id) WHERE thing.id ="
          + " given.id";

  private static Database database;

  @BeforeAll
  static void open() {
    database =
        Database.open(
            TestDatabase.fresh().configuration(), "chronos", List.of(), new MetricRegistry());
    execute("CREATE TABLE thing (id bigint PRIMARY KEY, word text, at timestamptz)");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @BeforeEach
  void epochSeven() {
    execute("DELETE FROM thing");
    execute("DELETE FROM leader_epoch");
    execute("INSERT INTO leader_epoch VALUES ('chronos', 7, 'me')");
  }

  @Test
  void whatWasAddedFirstHappensFirst() {
    database.fenced(
        7,
        pipeline -> {
          pipeline.add("INSERT INTO thing VALUES (?, ?, ?)", 1, "a; b", Instant.EPOCH);
          pipeline.add("UPDATE thing SET id = ?", 2L);
          pipeline.add("INSERT INTO thing VALUES (?, ?::text, ?)", 1, null, Instant.EPOCH);
        });

    assertThat(query("SELECT id || '=' || coalesce(word, '-') FROM thing ORDER BY id"))
        .containsExactly("1=-", "2=a; b");
    assertThat(query("SELECT DISTINCT extract(epoch FROM at)::integer::text FROM thing"))
        .containsExactly("0");
  }

  @Test
  void whatGoesAnotherWayFindsWhatWasAddedBefore() {
    List<String> seen = new ArrayList<>();

    database.fenced(
        7,
        pipeline -> {
          add(pipeline, List.of(5L));
          try (var statement = pipeline.connection().createStatement();
              var rows = statement.executeQuery("SELECT id FROM thing")) {
            while (rows.next()) {
              seen.add(rows.getString(1));
            }
          }
          add(pipeline, List.of(6L));
        });

    assertThat(seen).containsExactly("5");
    assertThat(query("SELECT id::text FROM thing ORDER BY id")).containsExactly("5", "6");
  }

  @Test
  void veryManyRowsAreSeveralStatementsOfWhichEachTellsItsCount() {
    List<Long> rows =
        IntStream.rangeClosed(1, 2 * Pipeline.MOST_ROWS + 1).asLongStream().boxed().toList();
    List<String> told = new ArrayList<>();

    database.fenced(
        7,
        pipeline -> {
          add(pipeline, rows.subList(0, rows.size() - 1));
          pipeline.add(
              UPDATE,
              rows,
              columns -> columns.bigint(id -> id),
              (some, found) -> told.add(found + " of " + some.size()));
        });

    assertThat(told).containsExactly("5000 of 5000", "5000 of 5000", "0 of 1");
  }

  @Test
  void whatACountLeadsToIsInTheSameTransaction() {
    database.fenced(
        7,
        pipeline ->
            pipeline.add(
                UPDATE,
                List.of(1L, 2L),
                columns -> columns.bigint(id -> id),
                (some, found) -> {
                  if (found < some.size()) {
                    add(pipeline, some);
                  }
                }));

    assertThat(query("SELECT id::text FROM thing ORDER BY id")).containsExactly("1", "2");
  }

  @Test
  void noRowsAreNoStatement() {
    List<Integer> told = new ArrayList<>();

    database.fenced(
        7,
        pipeline ->
            pipeline.add(
                "this is no SQL",
                List.<Long>of(),
                columns -> columns.bigint(id -> id),
                (some, found) -> told.add(found)));

    assertThat(told).isEmpty();
  }

  @Test
  void oneThatFailsUndoesTheOthers() {
    assertThatThrownBy(() ->
            database.fenced(
                7,
                pipeline -> {
                  add(pipeline, List.of(1L));
                  add(pipeline, List.of(1L));
                }))
        .hasMessageContaining("thing_pkey");

    assertThat(query("SELECT id::text FROM thing")).isEmpty();
  }

  /** What such a leader takes for free is taken: that is not its mistake. */
  @Test
  void aLeaderThatIsOverHearsThatAlsoWhenItsStatementsFail() {
    execute("INSERT INTO thing (id) VALUES (1)");

    assertThatThrownBy(() -> database.fenced(6, pipeline -> add(pipeline, List.of(1L))))
        .isInstanceOf(StaleEpochException.class);
    assertThatThrownBy(() -> database.fenced(6, pipeline -> add(pipeline, List.of(2L))))
        .isInstanceOf(StaleEpochException.class);

    assertThat(query("SELECT id::text FROM thing")).containsExactly("1");
  }

  private static void add(Pipeline pipeline, List<Long> ids) throws SQLException {
    pipeline.add(INSERT, ids, columns -> columns.bigint(id -> id));
  }

  private static void execute(String sql) {
    database.write(session -> session.createNativeMutationQuery(sql).executeUpdate());
  }

  private static List<String> query(String sql) {
    return database.read(session -> session.createNativeQuery(sql, String.class).getResultList());
  }
}

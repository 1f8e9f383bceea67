package dev.stadion.dropwizard.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes to the server as it is kept there is what the server understands. */
@Timeout(60)
class ColumnsTest {
  private static final String PRINTED =
      """
      SELECT s, b, i, d, f, convert_from(r, 'UTF8'), u::text,
             to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        FROM unnest(?::text[], ?::bigint[], ?::integer[], ?::double precision[], ?::boolean[],
                    ?::bytea[], ?::uuid[], ?::timestamptz[]) AS given (s, b, i, d, f, r, u, t)
      """;

  private static Database database;

  @BeforeAll
  static void open() {
    database =
        Database.open(
            TestDatabase.fresh().configuration(), "chronos", List.of(), new MetricRegistry());
  }

  @AfterAll
  static void close() {
    database.close();
  }

  private record Row(
      String text,
      Long big,
      Integer small,
      Double real,
      Boolean flag,
      String bytes,
      UUID uuid,
      Optional<Instant> moment) {}

  @Test
  void everyKindOfValueArrivesAndSoDoesWhatIsMissing() {
    var id = UUID.fromString("8f14e45f-ceea-467f-a0e6-b3a9c1d2e3f4");
    var moment = Instant.parse("2026-02-28T23:59:59.123456Z");
    var full = new Row("a\"\\{},é", Long.MIN_VALUE, -1, 0.5, true, "ü", id, Optional.of(moment));
    var none = new Row(null, null, null, null, null, null, null, Optional.empty());

    assertThat(printed(List.of(full, none, full)))
        .containsExactly(
            List.of("a\"\\{},é", "" + Long.MIN_VALUE, "-1", "0.5", "t", "ü", "" + id, "" + moment),
            List.of("null", "null", "null", "null", "null", "null", "null", "null"),
            List.of("a\"\\{},é", "" + Long.MIN_VALUE, "-1", "0.5", "t", "ü", "" + id, "" + moment));
    assertThat(printed(List.of())).isEmpty();
  }

  @Test
  void momentsKeepTheirMicrosecondsFarFromNowAndBeforeTheServersOwnEpoch() {
    List<Instant> moments =
        List.of(
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.EPOCH,
            Instant.parse("1999-12-31T23:59:59.000001Z"),
            Instant.parse("2000-01-01T00:00:00.500000Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"));
    List<Row> rows =
        moments.stream()
            .map(at ->
                new Row(null, null, null, null, null, null, null, Optional.of(at.plusNanos(999))))
            .toList();

    assertThat(printed(rows).stream().map(row -> Instant.parse(row.getLast())))
        .containsExactlyElementsOf(moments);
    var never = new Row(null, null, null, null, null, null, null, Optional.of(Instant.MAX));
    assertThatThrownBy(() -> printed(List.of(never))).isInstanceOf(ArithmeticException.class);
    assertThat(moments).allMatch(at -> at.equals(at.truncatedTo(ChronoUnit.MICROS)));
  }

  private static List<List<String>> printed(List<Row> rows) {
    return database.write(
        session -> session.doReturningWork(connection -> printed(connection, rows)));
  }

  private static List<List<String>> printed(Connection connection, List<Row> rows)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(PRINTED)) {
      new Columns<>(connection, statement, rows)
          .text(Row::text)
          .bigint(Row::big)
          .integer(Row::small)
          .real(Row::real)
          .bool(Row::flag)
          .bytes(row -> row.bytes() == null ? null : row.bytes().getBytes(StandardCharsets.UTF_8))
          .uuid(Row::uuid)
          .instant(Row::moment);
      List<List<String>> printed = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= 8; i++) {
            values.add(String.valueOf(row.getString(i)));
          }
          printed.add(values);
        }
      }
      return printed;
    }
  }
}

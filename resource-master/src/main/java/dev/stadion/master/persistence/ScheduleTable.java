package dev.stadion.master.persistence;

import dev.stadion.dropwizard.database.Pipeline;
import dev.stadion.master.heart.Machine;
import dev.stadion.master.heart.MachineId;
import dev.stadion.master.heart.Unavailability;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The maintenance schedule in PostgreSQL: few rows, always written as a whole. */
final class ScheduleTable {
  private static final String CLEAR = "DELETE FROM maintenance_machine";

  private static final String SAVE =
      """
      INSERT INTO maintenance_machine
             (position, hostname, ip, mode, window_number, start_nanos, duration_nanos)
      SELECT * FROM unnest(?::integer[], ?::text[], ?::text[], ?::text[], ?::integer[],
                           ?::bigint[], ?::bigint[])
      """;

  private static final String READ =
      """
      SELECT hostname, ip, mode, window_number, start_nanos, duration_nanos
        FROM maintenance_machine ORDER BY position
      """;

  private ScheduleTable() {}

  static void replace(Pipeline pipeline, List<Machine> machines) throws SQLException {
    pipeline.add(CLEAR);
    List<Integer> positions = IntStream.range(0, machines.size()).boxed().toList();
    pipeline.add(
        SAVE,
        positions,
        columns ->
            columns
                .integer(position -> position)
                .text(position -> machines.get(position).id().hostname())
                .text(position -> machines.get(position).id().ip())
                .text(position -> machines.get(position).mode().name())
                .integer(position -> machines.get(position).window())
                .bigint(position -> machines.get(position).unavailability().startNanos())
                .bigint(position ->
                    machines.get(position).unavailability().durationNanos().orElse(null)));
  }

  static List<Machine> read(Connection connection) throws SQLException {
    var machines = new ArrayList<Machine>();
    try (PreparedStatement statement = connection.prepareStatement(READ);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        machines.add(
            new Machine(
                new MachineId(row.getString("hostname"), row.getString("ip")),
                Machine.Mode.valueOf(row.getString("mode")),
                new Unavailability(
                    row.getLong("start_nanos"),
                    Optional.ofNullable(row.getObject("duration_nanos", Long.class))),
                row.getInt("window_number")));
      }
    }
    return machines;
  }
}

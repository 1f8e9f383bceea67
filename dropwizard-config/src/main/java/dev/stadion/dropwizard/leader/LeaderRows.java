package dev.stadion.dropwizard.leader;

import dev.stadion.dropwizard.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The rows of one role, on the connection that is kept for them. */
final class LeaderRows {
  /** The first half of the advisory lock that says "my session is alive"; the other is the role. */
  private static final int ATTENDANCE = 0x57ad;

  private final Database database;
  private final String role;

  LeaderRows(Database database) {
    this.database = database;
    this.role = database.schema();
  }

  Optional<LeaderRow> look() {
    return database.lease(this::look);
  }

  private Optional<LeaderRow> look(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT e.epoch, e.holder, coalesce(b.beat, -1), EXISTS (
              SELECT 1 FROM pg_locks l
              WHERE l.locktype = 'advisory' AND l.classid = ? AND l.objid = ? AND l.objsubid = 2
                AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            FROM leader_epoch e LEFT JOIN leader_beat b ON b.role = e.role AND b.epoch = e.epoch
            WHERE e.role = ?
            """)) {
      query.setInt(1, ATTENDANCE);
      query.setInt(2, key());
      query.setString(3, role);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new LeaderRow(
                    rows.getLong(1),
                    Holder.parse(rows.getString(2)),
                    rows.getLong(3),
                    rows.getBoolean(4)))
            : Optional.empty();
      }
    }
  }

  /**
   * Makes {@code holder} the leader after the one that was seen. One of several candidates wins.
   * Waits for the open transactions of the old leader.
   *
   * @return the new epoch; empty when somebody else was faster
   */
  Optional<Long> takeOver(Optional<LeaderRow> seen, Holder holder) {
    attend(); // before anybody can see that we lead, or it might look as if we were gone
    return database.lease(connection -> {
      Optional<Long> epoch =
          seen.isPresent()
              ? raise(connection, seen.get().epoch(), holder)
              : begin(connection, holder);
      if (epoch.isPresent()) {
        firstBeat(connection, epoch.get());
      } else {
        leave(connection);
      }
      return epoch;
    });
  }

  private Optional<Long> begin(Connection connection, Holder holder) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO leader_epoch (role, epoch, holder) VALUES (?, 1, ?)"
                + " ON CONFLICT (role) DO NOTHING")) {
      insert.setString(1, role);
      insert.setString(2, holder.text());
      return insert.executeUpdate() == 1 ? Optional.of(1L) : Optional.empty();
    }
  }

  private Optional<Long> raise(Connection connection, long seen, Holder holder)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE leader_epoch SET epoch = epoch + 1, holder = ? WHERE role = ? AND epoch = ?")) {
      update.setString(1, holder.text());
      update.setString(2, role);
      update.setLong(3, seen);
      return update.executeUpdate() == 1 ? Optional.of(seen + 1) : Optional.empty();
    }
  }

  private void firstBeat(Connection connection, long epoch) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement(
            "INSERT INTO leader_beat (role, epoch, beat) VALUES (?, ?, 0)"
                + " ON CONFLICT (role) DO UPDATE SET epoch = excluded.epoch, beat = 0")) {
      upsert.setString(1, role);
      upsert.setLong(2, epoch);
      upsert.executeUpdate();
    }
  }

  /** Answers whether {@code epoch} is still the current one. */
  boolean beat(long epoch) {
    boolean ours =
        update("UPDATE leader_beat SET beat = beat + 1 WHERE role = ? AND epoch = ?", epoch);
    if (ours) {
      attend();
    }
    return ours;
  }

  /**
   * Keeps a lock that PostgreSQL drops with this session, so that candidates on other machines see
   * a killed process at once. It is a hint and never leadership: a paused holder keeps it for ever,
   * and then somebody else has it, or nobody.
   */
  private void attend() {
    database.lease(connection -> {
      try (PreparedStatement lock =
          connection.prepareStatement(
              """
              SELECT pg_try_advisory_lock(?, ?) WHERE NOT EXISTS (
                SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = ? AND objid = ?
                  AND objsubid = 2 AND pid = pg_backend_pid())
              """)) {
        lock.setInt(1, ATTENDANCE);
        lock.setInt(2, key());
        lock.setInt(3, ATTENDANCE);
        lock.setInt(4, key());
        return lock.execute();
      }
    });
  }

  private void leave(Connection connection) throws SQLException {
    try (PreparedStatement unlock =
        connection.prepareStatement("SELECT pg_advisory_unlock(?, ?)")) {
      unlock.setInt(1, ATTENDANCE);
      unlock.setInt(2, key());
      unlock.execute();
    }
  }

  private int key() {
    return role.hashCode() & Integer.MAX_VALUE;
  }

  /** Lets the next candidate in without waiting. */
  void release(long epoch) {
    update("UPDATE leader_beat SET beat = -1 WHERE role = ? AND epoch = ?", epoch);
  }

  private boolean update(String sql, long epoch) {
    return database.lease(connection -> {
      try (PreparedStatement update = connection.prepareStatement(sql)) {
        update.setString(1, role);
        update.setLong(2, epoch);
        return update.executeUpdate() == 1;
      }
    });
  }
}

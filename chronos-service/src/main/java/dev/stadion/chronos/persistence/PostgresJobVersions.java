package dev.stadion.chronos.persistence;

import dev.stadion.chronos.job.JobVersions;
import dev.stadion.dropwizard.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads earlier versions of jobs; one that cannot be read is left out and reported. */
public final class PostgresJobVersions implements JobVersions {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresJobVersions.class);

  private static final String VERSIONS =
      "SELECT version, replaced_at, definition FROM job_version WHERE job = ?"
          + " ORDER BY version DESC";

  private final Database database;

  public PostgresJobVersions(Database database) {
    this.database = database;
  }

  @Override
  public List<Earlier> of(String job) {
    return database.read(session -> session.doReturningWork(connection -> of(connection, job)));
  }

  private static List<Earlier> of(Connection connection, String job) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(VERSIONS)) {
      statement.setString(1, job);
      try (ResultSet rows = statement.executeQuery()) {
        List<Earlier> versions = new ArrayList<>();
        while (rows.next()) {
          read(versions, job, rows);
        }
        return versions;
      }
    }
  }

  private static void read(List<Earlier> versions, String job, ResultSet row) throws SQLException {
    int version = row.getInt(1);
    try {
      versions.add(
          new Earlier(
              version,
              RowReader.time(row, "replaced_at").orElseThrow(),
              JobDocuments.read(row.getString("definition"))));
    } catch (RuntimeException e) {
      LOG.error("version {} of job {} cannot be read and is left out", version, job, e);
    }
  }
}

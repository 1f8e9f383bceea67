package dev.stadion.master.persistence;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All rows of a table, read once and then kept up: only what was written since is read again. A row
 * that cannot be understood is reported and left out, and stays in the database: it must not keep a
 * master from leading (promises.md P15). For one thread.
 */
final class TableCopy<T> {
  private static final Logger log = LoggerFactory.getLogger(TableCopy.class);
  private static final int FETCH_SIZE = 2_000;

  private final Table<T> table;

  /** By key; empty when the row cannot be understood. */
  private final Map<List<String>, Optional<T>> rows = new HashMap<>();

  private record Unread<T>(List<String> key, Table.Stored<T> stored) {}

  TableCopy(Table<T> table) {
    this.table = table;
  }

  /**
   * Makes the copy as the table is for this transaction.
   *
   * @param since everything that transactions before this one wrote is in the copy already; empty
   *     when nothing is
   */
  void refresh(Connection connection, Optional<String> since) throws SQLException {
    read(connection, since);
    // All that is in the table is in the copy; as many are the same, then.
    if (count(connection) != rows.size()) {
      rows.keySet().retainAll(keys(connection));
    }
  }

  /** Every row that was understood, in no order. */
  Collection<T> all() {
    return rows.values().stream().flatMap(Optional::stream).toList();
  }

  /**
   * Reads here and understands on other processors, chunk by chunk: with a hundred thousand rows
   * that takes half the time.
   */
  private void read(Connection connection, Optional<String> since) throws SQLException {
    var chunks = new ArrayList<CompletableFuture<Map<List<String>, Optional<T>>>>();
    try (PreparedStatement statement =
        connection.prepareStatement(since.isPresent() ? table.selectYoung() : table.selectAll())) {
      if (since.isPresent()) {
        statement.setString(1, since.get());
      }
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet row = statement.executeQuery()) {
        List<Unread<T>> chunk = new ArrayList<>();
        while (row.next()) {
          chunk.add(new Unread<>(table.keyOf(row), table.row().read(row)));
          if (chunk.size() == FETCH_SIZE) {
            chunks.add(understood(chunk));
            chunk = new ArrayList<>();
          }
        }
        chunks.add(understood(chunk));
      }
    }
    chunks.forEach(chunk -> rows.putAll(chunk.join()));
  }

  private CompletableFuture<Map<List<String>, Optional<T>>> understood(List<Unread<T>> chunk) {
    return CompletableFuture.supplyAsync(() -> {
      var understood = new HashMap<List<String>, Optional<T>>();
      for (Unread<T> row : chunk) {
        understood.put(row.key(), understood(row));
      }
      return understood;
    });
  }

  private Optional<T> understood(Unread<T> row) {
    try {
      return Optional.of(row.stored().understand());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      log.error("{} {} cannot be read and is left out", table.name(), row.key(), e);
      return Optional.empty();
    }
  }

  private long count(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(table.count());
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private Set<List<String>> keys(Connection connection) throws SQLException {
    var keys = new HashSet<List<String>>();
    try (PreparedStatement statement = connection.prepareStatement(table.selectKeys())) {
      statement.setFetchSize(FETCH_SIZE);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          keys.add(table.keyOf(row));
        }
      }
    }
    return keys;
  }
}

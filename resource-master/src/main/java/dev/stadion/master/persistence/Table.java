package dev.stadion.master.persistence;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A table of the registry, and how a row of it is read.
 *
 * @param name in the schema of the master
 * @param key the columns of its primary key, all of them text; read as the first columns
 * @param columns the others
 */
record Table<T>(String name, List<String> key, String columns, Row<T> row) {

  /** Takes what it needs out of a row; what is left to do needs no database. */
  interface Row<T> {
    Stored<T> read(ResultSet row) throws SQLException;
  }

  /** A row that has been read and not yet understood. */
  interface Stored<T> {
    /**
     * @throws InvalidProtocolBufferException or {@link IllegalArgumentException} when nobody can
     */
    T understand() throws InvalidProtocolBufferException;
  }

  /** Every row. */
  String selectAll() {
    return "SELECT " + keyColumns() + ", " + columns + " FROM " + name;
  }

  /**
   * The rows whose present version was written by the transaction of the parameter or a younger
   * one. A version that is older than two billion transactions may be among them as well.
   */
  String selectYoung() {
    return selectAll() + " WHERE age(xmin) <= age(?::xid)";
  }

  String selectKeys() {
    return "SELECT " + keyColumns() + " FROM " + name;
  }

  String count() {
    return "SELECT count(*) FROM " + name;
  }

  /** The key of the row that {@code row} stands at. */
  List<String> keyOf(ResultSet row) throws SQLException {
    return switch (key.size()) {
      case 1 -> List.of(row.getString(1));
      case 2 -> List.of(row.getString(1), row.getString(2));
      default -> throw new IllegalStateException("a key of " + key.size() + " columns");
    };
  }

  private String keyColumns() {
    return String.join(", ", key);
  }
}

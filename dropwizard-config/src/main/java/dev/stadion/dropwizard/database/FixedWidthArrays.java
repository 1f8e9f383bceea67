package dev.stadion.dropwizard.database;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Array parameters in the form in which PostgreSQL keeps them, of types for which the driver makes
 * text only. To print and read again a moment costs both sides more than anything else that is done
 * to it.
 */
final class FixedWidthArrays {
  /**
   * Dimensions, whether there are nulls, the type, and of the one dimension size and first index.
   */
  private static final int HEAD = 5 * Integer.BYTES;

  private static final int NULL = -1;
  private static final long MICROS = 1_000_000;

  /** The server counts from the year 2000. */
  private static final long EPOCH_SECOND = 946_684_800;

  private FixedWidthArrays() {}

  /**
   * @param moments null for those that are not known; rounded down to microseconds
   * @throws ArithmeticException when one is so far away that the server could not hold it either
   */
  static Array ofMoments(Connection connection, List<Instant> moments) throws SQLException {
    byte[] form =
        form(
            Oid.TIMESTAMPTZ,
            Long.BYTES,
            moments,
            (to, moment) ->
                to.putLong(
                    Math.addExact(
                        Math.multiplyExact(moment.getEpochSecond() - EPOCH_SECOND, MICROS),
                        moment.getNano() / 1_000)));
    return new PgArray(connection.unwrap(BaseConnection.class), Oid.TIMESTAMPTZ_ARRAY, form);
  }

  /**
   * @param ids null for those that are not known
   */
  static Array ofUuids(Connection connection, List<UUID> ids) throws SQLException {
    byte[] form =
        form(
            Oid.UUID,
            2 * Long.BYTES,
            ids,
            (to, id) ->
                to.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
    return new PgArray(connection.unwrap(BaseConnection.class), Oid.UUID_ARRAY, form);
  }

  private static <T> byte[] form(
      int element, int width, List<T> values, BiConsumer<ByteBuffer, T> write) {
    int known = (int) values.stream().filter(value -> value != null).count();
    var form = ByteBuffer.allocate(HEAD + values.size() * Integer.BYTES + known * width);
    form.putInt(1).putInt(known < values.size() ? 1 : 0).putInt(element);
    form.putInt(values.size()).putInt(1);
    for (T value : values) {
      if (value == null) {
        form.putInt(NULL);
      } else {
        form.putInt(width);
        write.accept(form, value);
      }
    }
    return form.array();
  }
}

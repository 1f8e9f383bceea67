package dev.stadion.dropwizard.database;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.postgresql.core.Oid;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/**
 * An array parameter in the form in which PostgreSQL keeps it, of types for which the driver knows
 * text only. To print and read again a moment costs both sides more than anything else that is done
 * to it. The connection must have been told so: see {@link Pool}.
 */
final class FixedWidthArray extends PGobject implements PGBinaryObject {
  @Serial private static final long serialVersionUID = 1;

  /** Dimensions, whether there are nulls, the type, and of the one dimension size and first index. */
  private static final int HEAD = 5 * Integer.BYTES;

  private static final int NULL = -1;
  private static final long MICROS = 1_000_000;

  /** The server counts from the year 2000. */
  private static final long EPOCH_SECOND = 946_684_800;

  private final byte[] form;

  private FixedWidthArray(String type, byte[] form) {
    this.type = requireNonNull(type, "type");
    this.form = form;
  }

  /**
   * @param moments null for those that are not known; rounded down to microseconds
   * @throws ArithmeticException when one is so far away that the server could not hold it either
   */
  static FixedWidthArray ofMoments(List<Instant> moments) {
    return of(
        "_timestamptz",
        Oid.TIMESTAMPTZ,
        Long.BYTES,
        moments,
        (form, moment) -> form.putLong(micros(moment)));
  }

  /**
   * @param ids null for those that are not known
   */
  static FixedWidthArray ofUuids(List<UUID> ids) {
    return of(
        "_uuid",
        Oid.UUID,
        2 * Long.BYTES,
        ids,
        (form, id) ->
            form.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits()));
  }

  private static long micros(Instant moment) {
    return Math.addExact(
        Math.multiplyExact(moment.getEpochSecond() - EPOCH_SECOND, MICROS),
        moment.getNano() / 1_000);
  }

  private static <T> FixedWidthArray of(
      String type, int element, int width, List<T> values, BiConsumer<ByteBuffer, T> write) {
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
    return new FixedWidthArray(type, form.array());
  }

  @Override
  public void setByteValue(byte[] value, int offset) throws SQLException {
    throw new SQLException("only sent, never read");
  }

  @Override
  public int lengthInBytes() {
    return form.length;
  }

  @Override
  public void toBytes(byte[] bytes, int offset) {
    System.arraycopy(form, 0, bytes, offset, form.length);
  }

  /** The text would be sent if the driver were not told that the server reads this form. */
  @Override
  public String getValue() {
    throw new IllegalStateException("the connection does not send " + type + " as it is kept");
  }
}

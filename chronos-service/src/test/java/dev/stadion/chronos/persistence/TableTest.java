package dev.stadion.chronos.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many rows go with one statement. */
class TableTest {
  private final Table<Integer> table =
      new Table<Integer>("t", "id")
          .with("id", "integer", n -> n)
          .with("twice", "integer", n -> 2 * n);
  private final List<Integer> sizes = new ArrayList<>();
  private int statements;

  private <T> T played(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private Connection connection() {
    PreparedStatement statement =
        played(
            PreparedStatement.class,
            (self, method, arguments) -> {
              statements += method.getName().equals("executeUpdate") ? 1 : 0;
              return method.getReturnType() == int.class ? 0 : null;
            });
    Array array = played(Array.class, (self, method, arguments) -> null);
    return played(
        Connection.class,
        (self, method, arguments) -> {
          if (method.getName().equals("createArrayOf")) {
            sizes.add(((Object[]) arguments[1]).length);
            return array;
          }
          return statement;
        });
  }

  private static List<Integer> rows(int n) {
    return IntStream.range(0, n).boxed().toList();
  }

  @Test
  void theRowsOfAnOrdinaryCommitGoTogether() throws SQLException {
    table.upsert(connection(), rows(Table.MOST_ROWS));

    assertThat(statements).isEqualTo(1);
    assertThat(sizes).containsExactly(Table.MOST_ROWS, Table.MOST_ROWS);
  }

  @Test
  void manyRowsGoWithSeveralStatementsOfBoundedSize() throws SQLException {
    table.update(connection(), rows(2 * Table.MOST_ROWS + 1));

    assertThat(statements).isEqualTo(3);
    assertThat(sizes).hasSize(6).allMatch(size -> size <= Table.MOST_ROWS).endsWith(1, 1);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(2 * (2 * Table.MOST_ROWS + 1));
  }

  @Test
  void nothingNeedsNoStatement() throws SQLException {
    table.upsert(connection(), List.of());

    assertThat(statements).isZero();
  }
}

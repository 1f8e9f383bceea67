package dev.stadion.dropwizard.database;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.config.DatabaseConfiguration;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import io.dropwizard.db.ManagedDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.hibernate.JDBCException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.Transaction;

/**
 * A service's own schema in PostgreSQL. Each method opens one transaction, which is committed when
 * the function returns and rolled back when it throws. No lazily loaded thing may leave the
 * function, and nothing in it may wait for the network.
 *
 * <p>All methods may be called from any thread. They throw {@link StoreUnavailableException} when
 * the database is away, overloaded or full; after that exception out of a commit it is unknown
 * whether the transaction was committed. Deadlocks are retried, so a function may run more than
 * once. Anything else, such as a broken constraint, is thrown as it is.
 */
public final class Database implements AutoCloseable {
  /**
   * For the rest of a transaction. A table that was empty when the server looked at it last is
   * thought to be empty until it looks again: it would be read from end to end for each of
   * thousands of rows that are changed at once, for minutes in place of milliseconds.
   */
  private static final String BY_KEY = "set_config('enable_seqscan', 'off', true)";

  /**
   * For the rest of a transaction. Who finds rows by their keys has one plan for any number of
   * them; to look for a better one each time takes as long as to change a row.
   */
  private static final String ONE_PLAN =
      "set_config('plan_cache_mode', 'force_generic_plan', true)";

  private static final int ATTEMPTS = 5;

  private final String schema;
  private final ManagedDataSource lease;
  private final ManagedDataSource core;
  private final ManagedDataSource api;
  private final SessionFactory sessions;

  private Database(
      String schema,
      ManagedDataSource lease,
      ManagedDataSource core,
      ManagedDataSource api,
      SessionFactory sessions) {
    this.schema = schema;
    this.lease = lease;
    this.core = core;
    this.api = api;
    this.sessions = sessions;
  }

  /**
   * Checks the server, migrates the schema with the scripts in {@code db/migration/<schema>}, and
   * validates the entities against it.
   *
   * @param schema the service's schema, named like its role
   * @param entities the Hibernate entities of the service
   * @throws UnsuitableDatabaseException when the server must not be used as it is configured
   * @throws StoreUnavailableException when it cannot be reached
   */
  public static Database open(
      DatabaseConfiguration configuration,
      String schema,
      List<Class<?>> entities,
      MetricRegistry metrics) {
    try {
      prepare(configuration, schema);
      ManagedDataSource api = Pool.API.open(configuration, schema, metrics);
      return new Database(
          schema,
          Pool.LEASE.open(configuration, schema, metrics),
          Pool.CORE.open(configuration, schema, metrics),
          api,
          Sessions.open(api, schema, entities));
    } catch (SQLException e) {
      throw new StoreUnavailableException(
          "the database at " + describe(configuration.getUrl()) + " cannot be opened", e);
    }
  }

  private static void prepare(DatabaseConfiguration configuration, String schema)
      throws SQLException {
    ManagedDataSource migration = Pool.MIGRATION.open(configuration, schema, new MetricRegistry());
    try {
      try (Connection connection = migration.getConnection()) {
        ServerCheck.check(connection, configuration.isAllowUnsafeSettings());
      }
      Migrations.migrate(migration, schema);
    } finally {
      stop(migration);
    }
  }

  /** The URL without what might be secret in it. */
  private static String describe(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  /** The service's schema, which is also its role. */
  public String schema() {
    return schema;
  }

  /** Reads in a read-only transaction of a request. */
  public <T> T read(Function<Session, T> work) {
    return retrying(() -> {
      try (Session session = sessions.openSession()) {
        session.setDefaultReadOnly(true);
        return inTransaction(session, work);
      }
    });
  }

  /** Writes something that no leader decides about. */
  public <T> T write(Function<Session, T> work) {
    return retrying(() -> {
      try (Session session = sessions.openSession()) {
        return inTransaction(session, work);
      }
    });
  }

  /** Adds the statements of a transaction. It may be asked again, after a deadlock. */
  public interface Writing {
    void into(Pipeline pipeline) throws SQLException;
  }

  /**
   * A transaction of the leader: its first statement makes sure that {@code epoch} is still the
   * current one, and makes a takeover wait for the commit. It finds rows by their keys: the server
   * reads no whole table where it has an index.
   *
   * @throws StaleEpochException when another leader has taken over; nothing is written
   */
  public void fenced(long epoch, Writing work) {
    retrying(() -> {
      try (Connection connection = connection(core)) {
        return write(connection, epoch, work);
      } catch (SQLException e) {
        throw new JDBCException(e.getMessage(), e);
      }
    });
  }

  /** What is not committed is undone when the connection goes back. */
  private boolean write(Connection connection, long epoch, Writing work) throws SQLException {
    var pipeline = new Pipeline(connection);
    pipeline.ask(
        fence(BY_KEY + ", " + ONE_PLAN, "FOR SHARE"),
        statement -> requireCurrent(statement.getResultSet(), epoch),
        schema,
        epoch);
    try {
      work.into(pipeline);
      pipeline.send();
    } catch (SQLException e) {
      requireCurrent(connection, epoch, e);
      throw e;
    }
    connection.commit();
    return true;
  }

  /**
   * The answer about the epoch comes with those of other statements. When one of them fails, it may
   * be because another leader has written meanwhile; that is then the thing to say.
   */
  private void requireCurrent(Connection connection, long epoch, SQLException failure) {
    try {
      connection.rollback();
      fence(connection, epoch, "1", "");
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * Reads what a loop starts from, as the leader of {@code epoch}, and waits until no other
   * transaction of that epoch is open: a commit whose answer was lost has then either happened or
   * never will.
   *
   * @throws StaleEpochException when another leader has taken over
   */
  public <T> T fencedAlone(long epoch, Function<Session, T> work) {
    return onCore(raw -> fence(raw, epoch, "1", "FOR UPDATE"), work);
  }

  /**
   * Reads one moment of what the leader writes, for a process that does not lead and may have to:
   * it sees what is committed and holds nobody up.
   */
  public <T> T glimpse(Function<Session, T> work) {
    return onCore(Database::oneMoment, work);
  }

  private interface Opening {
    void first(Connection connection) throws SQLException;
  }

  private <T> T onCore(Opening opening, Function<Session, T> work) {
    return retrying(() -> {
      try (Connection connection = connection(core);
          Session session = sessions.withOptions().connection(connection).openSession()) {
        return inTransaction(
            session,
            open -> {
              open.doWork(opening::first);
              return work.apply(open);
            });
      } catch (SQLException e) {
        throw new StoreUnavailableException("database: " + e.getMessage(), e);
      }
    });
  }

  private static void oneMoment(Connection connection) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")) {
      statement.execute();
    }
  }

  private void fence(Connection connection, long epoch, String what, String lock)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(fence(what, lock))) {
      statement.setString(1, schema);
      statement.setLong(2, epoch);
      try (ResultSet rows = statement.executeQuery()) {
        requireCurrent(rows, epoch);
      }
    }
  }

  private static String fence(String what, String lock) {
    return "SELECT " + what + " FROM leader_epoch WHERE role = ? AND epoch = ? " + lock;
  }

  private void requireCurrent(ResultSet rows, long epoch) throws SQLException {
    if (!rows.next()) {
      throw new StaleEpochException(schema, epoch);
    }
  }

  private static Connection connection(ManagedDataSource pool) {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw new StoreUnavailableException("no connection: " + e.getMessage(), e);
    }
  }

  private static <T> T inTransaction(Session session, Function<Session, T> work) {
    Transaction transaction = session.beginTransaction();
    try {
      T result = work.apply(session);
      transaction.commit();
      return result;
    } catch (RuntimeException | Error e) {
      rollback(transaction, e);
      throw e;
    }
  }

  private static void rollback(Transaction transaction, Throwable because) {
    try {
      if (transaction.isActive() || transaction.getStatus().canRollback()) {
        transaction.rollback();
      }
    } catch (RuntimeException e) {
      because.addSuppressed(e);
    }
  }

  private static <T> T retrying(java.util.function.Supplier<T> attempt) {
    for (int left = ATTEMPTS; ; left--) {
      try {
        return attempt.get();
      } catch (RuntimeException e) {
        if (left <= 1 || !DatabaseFailures.isWorthRetrying(e)) {
          throw DatabaseFailures.translate(e);
        }
      }
    }
  }

  /** Work on the one connection that is kept for the election; autocommit is off. */
  public interface LeaseWork<T> {
    T with(Connection connection) throws SQLException;
  }

  /** A transaction of the election, on its own connection. */
  public <T> T lease(LeaseWork<T> work) {
    try (Connection connection = connection(lease)) {
      try {
        T result = work.with(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      throw new StoreUnavailableException("database: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    sessions.close();
    stop(api);
    stop(core);
    stop(lease);
  }

  static void stop(ManagedDataSource pool) {
    try {
      pool.stop();
    } catch (Exception e) {
      throw new IllegalStateException("a pool does not close", e);
    }
  }
}

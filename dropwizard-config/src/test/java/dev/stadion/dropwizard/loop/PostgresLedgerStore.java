package dev.stadion.dropwizard.loop;

import dev.stadion.dropwizard.database.Database;
import java.util.List;
import java.util.Optional;
import org.hibernate.Session;

/** The ledger on PostgreSQL: how the services' stores look, in the smallest size. */
final class PostgresLedgerStore implements StateStore<Ledger.Book, String> {
  private final Database database;

  PostgresLedgerStore(Database database) {
    this.database = database;
  }

  static void createTable(Database database) {
    database.write(session ->
        session
            .createNativeMutationQuery(
                "CREATE TABLE IF NOT EXISTS ledger"
                    + " (line bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL UNIQUE)")
            .executeUpdate());
  }

  @Override
  public Ledger.Book load(long epoch) {
    return database.fencedAlone(
        epoch, session -> new Ledger.Book(lines(session).size(), Optional.empty()));
  }

  @Override
  public void commit(long epoch, List<String> changes) {
    database.fenced(
        epoch,
        pipeline ->
            pipeline.add(
                "INSERT INTO ledger (text)"
                    + " SELECT text FROM unnest(?) WITH ORDINALITY AS given (text, place)"
                    + " ORDER BY place",
                changes,
                columns -> columns.text(line -> line)));
  }

  List<String> lines() {
    return database.read(PostgresLedgerStore::lines);
  }

  private static List<String> lines(Session session) {
    return session
        .createNativeQuery("SELECT text FROM ledger ORDER BY line", String.class)
        .getResultList();
  }
}

package dev.stadion.dropwizard.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.leader.Holder;
import dev.stadion.dropwizard.leader.LeaderDuty;
import dev.stadion.dropwizard.leader.LeaderElection;
import dev.stadion.dropwizard.leader.LeadershipSettings;
import dev.stadion.dropwizard.loop.Ledger.Entry;
import dev.stadion.dropwizard.metrics.RegistryLoopMetrics;
import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loop, election and a real database together, as in every service. */
@Timeout(90)
class LeaderServiceTest {
  private static final int WRITERS = 8;
  private static final int WRITES = 60;

  /** Nobody falls silent in these tests unless the clock says so, however busy the machine is. */
  private static final LeadershipSettings SETTINGS =
      new LeadershipSettings(Duration.ofMillis(50), Duration.ofSeconds(7), Duration.ofSeconds(10));

  private final AtomicLong nanos = new AtomicLong();
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestDatabase where;

  @BeforeEach
  void freshDatabase() {
    where = TestDatabase.fresh();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void nothingAcknowledgedIsLostAlthoughTheServerCutsSessionsAllTheTime() throws Exception {
    Service service = start("a");
    assertThat(service.calls.poll(20, TimeUnit.SECONDS)).isEqualTo("takes over 1");
    Database saboteur = database();
    Set<String> acknowledged = Collections.synchronizedSet(new HashSet<>());

    try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        all.add(writers.submit(() -> write(service, saboteur, writer, acknowledged)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    service.loop.stop();

    List<String> lines = service.store.lines();
    assertThat(lines).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(acknowledged).hasSizeGreaterThan(WRITES);
    assertThat(lines).containsSubsequence(service.told);
  }

  @Test
  void theNextLeaderKnowsWhatTheLastOneAcknowledgedAndTheLastOneCannotCommit() throws Exception {
    Service first = start("a");
    assertThat(first.calls.poll(20, TimeUnit.SECONDS)).isEqualTo("takes over 1");
    first.loop.submit(new Entry.Write("kept")).join();
    Service second = start("b");

    first.election.stop();

    assertThat(second.calls.poll(20, TimeUnit.SECONDS)).isEqualTo("takes over 2");
    assertThat(second.loop.snapshot().lines()).isEqualTo(1);
    assertThatThrownBy(() -> first.store.commit(1, List.of("too late")))
        .isInstanceOf(StaleEpochException.class);
    assertThat(second.store.lines()).containsExactly("kept");
  }

  @Test
  void aLeaderWaitsForItsDatabaseAndGoesOnFromWhatIsStored(@TempDir Path directory)
      throws Exception {
    EmbeddedPostgres server = EmbeddedPostgres.start(directory, TestDatabase.PROGRAMS);
    where = new TestDatabase(server.database("stadion"), EmbeddedPostgres.USER, server.password());
    Service service = start("a");
    assertThat(service.calls.poll(20, TimeUnit.SECONDS)).isEqualTo("takes over 1");
    service.loop.submit(new Entry.Write("before")).join();

    server.close();
    nanos.addAndGet(SETTINGS.actWithin().toNanos() + 1);

    assertThat(service.calls.poll(20, TimeUnit.SECONDS)).isEqualTo("stands down");
    assertThat(service.election.epoch()).isEmpty();
    assertThatThrownBy(() -> service.loop.snapshot()).isInstanceOf(NotLeadingException.class);
    assertThatThrownBy(service.store::lines).isInstanceOf(StoreUnavailableException.class);

    try (EmbeddedPostgres again = EmbeddedPostgres.start(directory, TestDatabase.PROGRAMS)) {
      assertThat(again.port()).isEqualTo(server.port());
      // The first attempts may still meet a server that recovers.
      String next = "stands down";
      while (next.equals("stands down")) {
        next = service.calls.poll(20, TimeUnit.SECONDS);
      }
      assertThat(next).isEqualTo("takes over 1");
      assertThat(service.loop.submit(new Entry.Write("after")).join()).isEqualTo(2);
      assertThat(service.store.lines()).containsExactly("before", "after");
      close();
      open.clear();
    }
  }

  private static void write(
      Service service, Database saboteur, int writer, Set<String> acknowledged) {
    var random = new Random(writer);
    for (int i = 0; i < WRITES; i++) {
      if (random.nextInt(50) == 0) {
        cutSessions(saboteur);
      }
      String text = writer + "-" + i;
      try {
        service.loop.submit(new Entry.Write(text)).join();
        acknowledged.add(text);
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(StoreUnavailableException.class);
        service.awaitReload();
      }
    }
  }

  private static void cutSessions(Database saboteur) {
    saboteur.write(session ->
        session
            .createNativeQuery(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE datname = current_database()"
                    + " AND application_name = 'stadion-chronos-core'",
                Long.class)
            .getSingleResult());
  }

  private Service start(String name) {
    var service = new Service(name, database(), nanos);
    open.add(service.loop::stop);
    open.add(service.election::stop);
    return service;
  }

  private Database database() {
    Database database =
        Database.open(where.configuration(), "chronos", List.of(), new MetricRegistry());
    open.add(database);
    PostgresLedgerStore.createTable(database);
    return database;
  }

  /** Wired as a service wires itself. */
  private static final class Service implements LeaderDuty {
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final LinkedBlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final PostgresLedgerStore store;
    private final LeaderElection election;
    private final EventLoop<Ledger.Book, Entry, String, String, Long> loop;

    Service(String name, Database database, AtomicLong nanos) {
      store = new PostgresLedgerStore(database);
      election =
          new LeaderElection(
              database,
              Holder.thisProcess(name),
              SETTINGS,
              nanos::get,
              (code, why) -> calls.add("exits with " + code));
      loop =
          new EventLoop<>(
              name,
              new Ledger(),
              store,
              (effects, committed) ->
                  effects.forEach(effect -> told.add(effect.substring("tell ".length()))),
              election.supervise(() -> {}),
              InstantSource.system(),
              MonotonicClock.system(),
              LoopSettings.DEFAULTS,
              new RegistryLoopMetrics(new MetricRegistry()));
      election.setDuty(this);
      election.start();
    }

    @Override
    public void takeOver(long epoch) {
      loop.start(epoch);
      calls.add("takes over " + epoch);
    }

    @Override
    public void standDown() {
      loop.stop();
      calls.add("stands down");
    }

    /** A question that is answered shows that the loop decides again. */
    void awaitReload() {
      boolean answered = false;
      while (!answered) {
        answered = loop.submit(new Entry.Count()).handle((count, away) -> away == null).join();
      }
    }
  }
}

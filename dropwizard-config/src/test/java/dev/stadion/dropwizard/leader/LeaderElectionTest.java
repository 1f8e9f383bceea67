package dev.stadion.dropwizard.leader;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.MetricRegistry;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeaderElectionTest {
  /** Beats every 40 ms; nobody takes over within the time of a test but by a rule. */
  private static final LeadershipSettings PATIENT =
      new LeadershipSettings(Duration.ofMillis(40), Duration.ofSeconds(50), Duration.ofMinutes(2));

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
  void theFirstOfAllLeadsAtOnce() throws Exception {
    Member first = member("a", PATIENT);

    assertThat(first.duty.next()).isEqualTo("takes over 1");
    assertThat(first.election.mayActIn(1)).as("while it takes over, too").isTrue();
    assertThat(first.election.mayActIn(2)).isFalse();
    assertThat(first.election.leaderAddress()).contains("a");
    assertThat(first.election.healthCheck().execute().isHealthy()).isTrue();
  }

  @Test
  void aLeaderThatStopsInGoodOrderIsFollowedAtOnce() throws Exception {
    Member first = member("a", PATIENT);
    assertThat(first.duty.next()).isEqualTo("takes over 1");
    Member second = member("b", PATIENT);

    first.election.stop();

    assertThat(first.duty.next()).isEqualTo("stands down");
    assertThat(second.duty.next()).isEqualTo("takes over 2");
    assertThat(first.exited).isNotDone();
  }

  @Test
  void aLeaderThatFallsSilentIsTakenOverAndEndsItsProcess() throws Exception {
    var seldom =
        new LeadershipSettings(Duration.ofSeconds(1), PATIENT.actWithin(), PATIENT.takeOverAfter());
    Member first = member("a", seldom);
    assertThat(first.duty.next()).isEqualTo("takes over 1");
    var nanos = new AtomicLong();
    Member second = member("b", PATIENT, nanos::get);
    // For the second, ages pass between two beats of the first.
    while (!second.election.leaderAddress().equals(Optional.of("b"))) {
      nanos.addAndGet(PATIENT.takeOverAfter().toNanos());
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }

    assertThat(second.duty.next()).isEqualTo("takes over 2");
    assertThat(first.duty.next()).isEqualTo("stands down");
    assertThat(first.exited.get(20, TimeUnit.SECONDS)).isEqualTo(ExitHandler.LOST_LEADERSHIP);
    assertThat(first.election.mayAct()).isFalse();
  }

  @Test
  void aLeaderWhoseDatabaseIsAwayStopsActingAndGoesOnWhenItIsBack() throws Exception {
    var nanos = new AtomicLong();
    Member only = member("a", PATIENT, nanos::get);
    assertThat(only.duty.next()).isEqualTo("takes over 1");
    database().write(session -> rename(session, "leader_beat", "gone"));

    nanos.addAndGet(PATIENT.actWithin().toNanos() + 1);

    assertThat(only.election.mayAct()).isFalse();
    assertThat(only.duty.next()).isEqualTo("stands down");
    database().write(session -> rename(session, "gone", "leader_beat"));
    assertThat(only.duty.next()).isEqualTo("takes over 1");
    assertThat(only.election.mayAct()).isTrue();
    assertThat(only.exited).isNotDone();
  }

  @Test
  void aLeaderOfAnotherMachineWhoseSessionIsGoneIsFollowedSoon() throws Exception {
    try (Database elsewhere = database()) {
      var rows = new LeaderRows(elsewhere);
      assertThat(rows.takeOver(Optional.empty(), new Holder("elsewhere:1", ""))).contains(1L);
      assertThat(rows.beat(1)).isTrue();
      assertThat(rows.look().orElseThrow().attended()).isTrue();
    }

    Member second = member("b", PATIENT);

    assertThat(second.duty.next()).isEqualTo("takes over 2");
  }

  @Test
  void whoLosesTheRaceDoesNotLookLikeTheLeader() {
    var winner = new LeaderRows(database());
    var loser = new LeaderRows(database());
    winner.takeOver(Optional.empty(), new Holder("a:1", ""));
    winner.beat(1);

    assertThat(loser.takeOver(Optional.empty(), new Holder("b:1", ""))).isEmpty();

    assertThat(winner.look().orElseThrow().attended()).isTrue();
  }

  @Test
  void ofManyCandidatesOneLeads() throws Exception {
    List<Member> all = new ArrayList<>();
    for (String name : List.of("a", "b", "c", "d")) {
      all.add(member(name, PATIENT));
    }
    var winners = new LinkedBlockingQueue<String>();
    all.forEach(one -> Thread.ofVirtual().start(() -> one.duty.forward(winners)));
    String winner = winners.poll(20, TimeUnit.SECONDS);

    assertThat(winner).isEqualTo("takes over 1");
    assertThat(all.stream().filter(one -> one.election.mayAct())).hasSize(1);
  }

  @Test
  void whoAsksWhileAnElectedProcessMakesReadyWaitsForIt() throws Exception {
    var ready = new CompletableFuture<Void>();
    var election =
        new LeaderElection(
            database(),
            Holder.thisProcess("a"),
            PATIENT,
            MonotonicClock.system(),
            (code, why) -> {});
    var begun = new CompletableFuture<Long>();
    election.setDuty(
        new LeaderDuty() {
          @Override
          public void takeOver(long epoch) {
            begun.complete(epoch);
            ready.join();
          }

          @Override
          public void standDown() {}
        });
    open.add(election::stop);
    election.start();
    begun.get(20, TimeUnit.SECONDS);

    boolean actsWhileItMakesReady = election.awaitActing(Duration.ofMillis(1));
    var asked = new CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            asked.complete(election.awaitActing(Duration.ofSeconds(30)));
          } catch (InterruptedException e) {
            asked.completeExceptionally(e);
          }
        });
    ready.complete(null);

    assertThat(actsWhileItMakesReady).isFalse();
    assertThat(asked.get(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoAsksAProcessThatFollowsDoesNotWait() throws Exception {
    Member first = member("a", PATIENT);
    assertThat(first.duty.next()).isEqualTo("takes over 1");
    Member second = member("b", PATIENT);

    assertThat(second.election.awaitActing(Duration.ofDays(1))).isFalse();
  }

  @Test
  void aFollowerThatIsAskedLooksWhetherTheLeaderIsStillThere() throws Exception {
    Member first = member("a", PATIENT);
    assertThat(first.duty.next()).isEqualTo("takes over 1");
    var seldom =
        new LeadershipSettings(Duration.ofHours(4), Duration.ofHours(5), Duration.ofHours(6));
    var nanos = new AtomicLong();
    Member second = member("b", seldom, nanos::get);
    while (second.election.leaderAddress().isEmpty()) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
    first.election.stop();
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());

    assertThat(second.election.awaitActing(Duration.ZERO)).isFalse();

    assertThat(second.duty.next()).isEqualTo("takes over 2");
  }

  @Test
  void onlyWhoFollowsStandsBy() throws Exception {
    Member first = member("a", PATIENT);
    assertThat(first.duty.next()).isEqualTo("takes over 1");

    Member second = member("b", PATIENT);

    assertThat(second.duty.standsBy()).isTrue();
    assertThat(first.duty.stoodBy()).isFalse();
  }

  private record Member(
      LeaderElection election, RecordingDuty duty, CompletableFuture<Integer> exited) {}

  private Member member(String address, LeadershipSettings settings) {
    return member(address, settings, MonotonicClock.system());
  }

  private Member member(String address, LeadershipSettings settings, MonotonicClock clock) {
    var exited = new CompletableFuture<Integer>();
    var election =
        new LeaderElection(
            database(),
            Holder.thisProcess(address),
            settings,
            clock,
            (code, why) -> exited.complete(code));
    var duty = new RecordingDuty();
    election.setDuty(duty);
    election.start();
    open.add(election::stop);
    return new Member(election, duty, exited);
  }

  private Database database() {
    Database database =
        Database.open(where.configuration(), "marathon", List.of(), new MetricRegistry());
    open.add(database);
    return database;
  }

  private static int rename(org.hibernate.Session session, String from, String to) {
    return session
        .createNativeMutationQuery("ALTER TABLE " + from + " RENAME TO " + to)
        .executeUpdate();
  }
}

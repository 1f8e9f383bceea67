package dev.stadion.dropwizard.leader;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.health.HealthCheck;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.loop.LoopSupervisor;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.dropwizard.time.MonotonicClock;
import io.dropwizard.lifecycle.Managed;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that one process per role acts (promises.md §3). Candidate → leader → candidate no
 * more: a leader that lost its epoch ends its process with {@link ExitHandler#LOST_LEADERSHIP} and
 * is started again clean. A leader whose database is away stops acting, keeps its epoch, and goes
 * on from what is stored when the database is back and the epoch is still its own.
 *
 * <p>Two threads: one beats, the other calls the {@link LeaderDuty}, so that neither a slow
 * database nor a slow duty holds the other up.
 */
public final class LeaderElection implements Managed, Leadership {
  private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);

  /** At most so much more often than usual a candidate looks because somebody has asked it. */
  private static final int LOOKS_WHEN_ASKED = 10;

  /** The epoch we hold, and when our last successful beat began. */
  private record Lease(long epoch, long beganNanos) {}

  private final LeaderRows rows;
  private final String role;
  private final Holder holder;
  private final LeadershipSettings settings;
  private final MonotonicClock clock;
  private final ExitHandler exit;
  private final Candidate candidate;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long changes;

  private volatile Optional<Lease> lease = Optional.empty();
  private volatile Optional<Long> acting = Optional.empty();
  private volatile Optional<Holder> leader = Optional.empty();
  private volatile Optional<StaleEpochException> lost = Optional.empty();
  private volatile boolean reachable;
  private volatile long lookedAt;
  private volatile boolean stopping;
  private volatile boolean abdicating;
  private volatile Optional<Long> restsUntil = Optional.empty();
  private LeaderDuty duty;
  private Thread beater;
  private Thread dutyThread;

  /**
   * @param database in whose schema the rows stand; the schema's name is the role
   * @param holder this process
   * @param exit ends the process when leadership is lost or the duty throws what it should not
   */
  public LeaderElection(
      Database database,
      Holder holder,
      LeadershipSettings settings,
      MonotonicClock clock,
      ExitHandler exit) {
    this.rows = new LeaderRows(database);
    this.role = database.schema();
    this.holder = requireNonNull(holder, "holder");
    this.settings = requireNonNull(settings, "settings");
    this.clock = requireNonNull(clock, "clock");
    this.exit = requireNonNull(exit, "exit");
    this.candidate = new Candidate(settings.takeOverAfter(), settings.unattendedAfter());
  }

  /** What to do while leading. Set before the start. */
  public void setDuty(LeaderDuty duty) {
    this.duty = requireNonNull(duty, "duty");
  }

  /**
   * Connects a service's loop with this election.
   *
   * @param reloaded see {@link LoopSupervisor#reloaded}
   */
  public LoopSupervisor supervise(Runnable reloaded) {
    return new LoopSupervisor() {
      @Override
      public boolean mayAct() {
        return LeaderElection.this.mayAct();
      }

      @Override
      public void reloaded() {
        reloaded.run();
      }

      @Override
      public void lostLeadership(StaleEpochException why) {
        lose(why);
      }

      @Override
      public void bug(Throwable cause) {
        exit.exit(ExitHandler.BUG, role + ": " + cause);
      }
    };
  }

  /** The epoch in which this process acts at this moment; empty when it must not. */
  public Optional<Long> epoch() {
    return acting.filter(epoch -> mayAct());
  }

  /** Whether our last successful beat began recently enough. */
  public boolean mayAct() {
    return lost.isEmpty() && lease.filter(this::isFresh).isPresent();
  }

  /** Whether that is so in this epoch: also while the duty is still taking over. */
  public boolean mayActIn(long epoch) {
    return mayAct() && lease.filter(held -> held.epoch() == epoch).isPresent();
  }

  private boolean isFresh(Lease held) {
    return clock.nanos() - held.beganNanos() <= settings.actWithin().toNanos();
  }

  @Override
  public boolean awaitActing(Duration atMost) throws InterruptedException {
    if (lease.isEmpty()) {
      lookAgain();
    }
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (left > 0 && acting.isEmpty() && lease.isPresent() && !stopping && lost.isEmpty()) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
    return epoch().isPresent();
  }

  /** Who asks here perhaps does so because the leader is gone: have a look before it is time to. */
  private void lookAgain() {
    if (clock.nanos() - lookedAt >= settings.lookEvery().dividedBy(LOOKS_WHEN_ASKED).toNanos()) {
      signal();
    }
  }

  /**
   * Gives leadership up in good order, once what is being done is done. Another candidate may take
   * over at once; this one stands again only when it had the time to.
   */
  public void abdicate() {
    if (lease.isPresent()) {
      log.info("{}: this process abdicates", role);
      abdicating = true;
      signal();
    }
  }

  @Override
  public Optional<String> leaderAddress() {
    return leader.map(Holder::address);
  }

  /** Healthy while the rows can be read: to follow another leader is as good as to lead. */
  public HealthCheck healthCheck() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        if (!reachable) {
          return Result.unhealthy("the database does not answer");
        }
        return epoch()
            .map(epoch -> Result.healthy("leading in epoch %d", epoch))
            .orElseGet(() -> Result.healthy("following %s", leaderAddress().orElse("nobody yet")));
      }
    };
  }

  @Override
  public void start() {
    requireNonNull(duty, "duty");
    beater = Thread.ofPlatform().daemon().name(role + "-beat").start(this::beatForEver);
    dutyThread = Thread.ofPlatform().daemon().name(role + "-election").start(this::serveForEver);
  }

  /** Stops acting, and lets the next leader in at once. */
  @Override
  public void stop() {
    stopping = true;
    signal();
    join(dutyThread);
    join(beater);
    lease.ifPresent(held -> {
      try {
        rows.release(held.epoch());
      } catch (StoreUnavailableException e) {
        log.warn("{}: the next leader has to wait for our silence: {}", role, e.getMessage());
      }
    });
    lease = Optional.empty();
  }

  private static void join(Thread thread) {
    try {
      if (thread != null) {
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- the beating thread ----

  private void beatForEver() {
    while (!stopping && lost.isEmpty()) {
      try {
        if (lease.isPresent() && abdicating && acting.isEmpty()) {
          resign(lease.get().epoch());
        } else if (lease.isPresent()) {
          beat(lease.get().epoch());
        } else {
          stand();
        }
      } catch (StoreUnavailableException e) {
        if (reachable) {
          log.warn("{}: no beat: {}", role, e.getMessage());
        }
        reachable = false;
      } catch (RuntimeException e) {
        exit.exit(ExitHandler.BUG, role + ": the election failed: " + e);
        return;
      }
      pause(lease.isPresent() ? settings.beatEvery() : settings.lookEvery());
    }
  }

  private void beat(long epoch) {
    long begun = clock.nanos();
    boolean ours = rows.beat(epoch);
    reachable = true;
    if (ours) {
      lease = Optional.of(new Lease(epoch, begun));
      signal();
    } else {
      lose(new StaleEpochException(role, epoch));
    }
  }

  private void resign(long epoch) {
    rows.release(epoch);
    lease = Optional.empty();
    leader = Optional.empty();
    restsUntil = Optional.of(clock.nanos() + settings.takeOverAfter().toNanos());
    abdicating = false;
  }

  private void stand() {
    long begun = clock.nanos();
    lookedAt = begun;
    Optional<LeaderRow> row = rows.look();
    reachable = true;
    leader = row.filter(seen -> !seen.isReleased()).map(LeaderRow::holder);
    boolean rests = restsUntil.filter(until -> clock.nanos() - until < 0).isPresent();
    if (!candidate.mayTakeOver(row, clock.nanos()) || rests) {
      return;
    }
    Optional<Long> won = rows.takeOver(row, holder);
    if (won.isPresent()) {
      log.info("{}: this process leads in epoch {}", role, won.get());
      leader = Optional.of(holder);
      abdicating = false;
      lease = Optional.of(new Lease(won.get(), begun));
      signal();
    }
  }

  private void lose(StaleEpochException why) {
    if (!stopping) {
      lost = Optional.of(why);
      signal();
    }
  }

  // ---- the thread of the duty ----

  private void serveForEver() {
    try {
      while (!stopping && lost.isEmpty()) {
        Optional<Long> wanted =
            mayAct() && !abdicating ? lease.map(Lease::epoch) : Optional.empty();
        if (acting.isPresent() && !acting.equals(wanted)) {
          if (!abdicating) {
            log.warn("{}: stops acting, its last beat is too old", role);
          }
          standDown();
          signal();
        } else if (acting.isEmpty() && wanted.isPresent()) {
          takeOver(wanted.get());
        } else if (acting.isEmpty() && leader.filter(other -> !other.equals(holder)).isPresent()) {
          standBy();
        }
        pause(settings.beatEvery().dividedBy(4));
      }
      standDown();
    } catch (RuntimeException e) {
      log.error("{}: a bug in the duty of the leader", role, e);
      exit.exit(ExitHandler.BUG, role + ": " + e);
    }
    lost.filter(why -> !stopping)
        .ifPresent(why -> exit.exit(ExitHandler.LOST_LEADERSHIP, why.getMessage()));
  }

  private void takeOver(long epoch) {
    try {
      duty.takeOver(epoch);
      acting = Optional.of(epoch);
      signal();
    } catch (StoreUnavailableException e) {
      log.warn("{}: cannot act yet: {}", role, e.getMessage());
      duty.standDown();
    } catch (StaleEpochException e) {
      duty.standDown();
      lose(e);
    }
  }

  private void standBy() {
    try {
      duty.standBy();
    } catch (StoreUnavailableException e) {
      log.debug("{}: cannot get ready: {}", role, e.getMessage());
    }
  }

  private void standDown() {
    if (acting.isPresent()) {
      acting = Optional.empty();
      duty.standDown();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changes++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends early when something changes. */
  private void pause(Duration time) {
    lock.lock();
    try {
      long before = changes;
      long left = time.toNanos();
      while (left > 0 && changes == before && !stopping && lost.isEmpty()) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    } finally {
      lock.unlock();
    }
  }
}

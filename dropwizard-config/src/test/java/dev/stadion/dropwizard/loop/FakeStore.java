package dev.stadion.dropwizard.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** A store whose commits the test can hold up, refuse and lose the answer of. */
final class FakeStore implements StateStore<Ledger.Book, String> {
  enum Fate {
    COMMIT,
    REFUSE,
    COMMIT_BUT_LOSE_THE_ANSWER,
    STALE,
    BUG
  }

  private final List<String> lines = new ArrayList<>();
  private final List<Integer> commits = new ArrayList<>();
  private final Semaphore permits;
  private final Semaphore entered = new Semaphore(0);
  private Fate next = Fate.COMMIT;
  private int refusedLoads;
  private int inFlight;

  private FakeStore(int permits) {
    this.permits = new Semaphore(permits);
  }

  static FakeStore open() {
    return new FakeStore(Integer.MAX_VALUE / 2);
  }

  /** Each commit waits for a {@link #release}. */
  static FakeStore gated() {
    return new FakeStore(0);
  }

  @Override
  public synchronized Ledger.Book load(long epoch) {
    if (next == Fate.STALE) {
      throw new StaleEpochException("ledger", epoch);
    }
    if (refusedLoads > 0) {
      refusedLoads--;
      throw new StoreUnavailableException("away", null);
    }
    return new Ledger.Book(lines.size(), Optional.empty());
  }

  @Override
  public void commit(long epoch, List<String> changes) {
    begin();
    try {
      permits.acquireUninterruptibly();
    } finally {
      end(epoch, changes);
    }
  }

  private synchronized void begin() {
    inFlight++;
    if (inFlight > 1) {
      throw new IllegalStateException("two commits in flight");
    }
    entered.release();
  }

  private synchronized void end(long epoch, List<String> changes) {
    inFlight--;
    Fate fate = next;
    if (fate != Fate.STALE) {
      next = Fate.COMMIT;
    }
    switch (fate) {
      case COMMIT -> write(changes);
      case REFUSE -> throw new StoreUnavailableException("refused", null);
      case COMMIT_BUT_LOSE_THE_ANSWER -> {
        write(changes);
        throw new StoreUnavailableException("unknown", null);
      }
      case STALE -> throw new StaleEpochException("ledger", epoch);
      case BUG -> throw new IllegalArgumentException("no such column");
    }
  }

  private void write(List<String> changes) {
    lines.addAll(changes);
    commits.add(changes.size());
  }

  void awaitCommit() {
    entered.acquireUninterruptibly();
  }

  void release() {
    permits.release();
  }

  synchronized void next(Fate fate) {
    next = fate;
  }

  synchronized void refuseLoads(int times) {
    refusedLoads = times;
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** How many changes each commit had. */
  synchronized List<Integer> commits() {
    return List.copyOf(commits);
  }
}

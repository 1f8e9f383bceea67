package dev.stadion.chronos.notice;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The notices that were committed, and what became of them. May be asked from any thread. */
public interface Outbox {
  enum State {
    PENDING,
    DELIVERED,
    /** Nobody took it, however often it was tried. */
    DEAD
  }

  /**
   * A notice and its fate.
   *
   * @param tries how often it was tried
   * @param body what was sent by HTTP, once something was
   * @param nextAt when it is tried next
   * @param error of the last try
   */
  record Sending(
      Notice notice,
      State state,
      int tries,
      Optional<String> body,
      Optional<Instant> nextAt,
      Optional<String> error,
      Optional<Instant> doneAt) {}

  /** Those whose time has come, the longest due first. */
  List<Sending> due(Instant now, int limit);

  /** When the next one is due. */
  Optional<Instant> nextDue();

  /** Remembers what is sent, so that a second try sends the same. */
  void keepBody(long notice, String body);

  void delivered(long notice, Instant at);

  /**
   * @param again when to try next; empty when it is given up
   */
  void failed(long notice, String error, Instant at, Optional<Instant> again);

  /** Gives a dead one all its tries again; false when it is not dead. */
  boolean retry(long notice, Instant at);

  /**
   * The newest first.
   *
   * @param before the ids below this one
   */
  List<Sending> list(Optional<State> state, Optional<String> job, long before, int limit);

  /** Forgets those that were done before that moment. */
  int forget(Instant before);
}

package dev.stadion.master.api;

import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.wire.MasterIdentity;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the HTTP face needs of the rest of the master. */
public interface Master {
  /** Whether this process leads and decides now. */
  boolean leads();

  /**
   * Waits, at most so long, while this process was elected and is not yet ready to decide.
   *
   * @return whether it leads now
   */
  boolean awaitLeading(Duration atMost) throws InterruptedException;

  /** Where the leader is reached, {@code host:port}, perhaps this process; empty when unknown. */
  Optional<String> leader();

  MasterIdentity identity();

  /** Completes when the decision is durable; see the loop for its failures. */
  CompletableFuture<MasterOutcome> submit(MasterEvent event);

  /** A fact that nobody waits for. */
  void post(MasterEvent event);

  /**
   * The last committed state.
   *
   * @throws dev.stadion.dropwizard.loop.NotLeadingException when this process does not lead
   * @throws dev.stadion.dropwizard.loop.StoreUnavailableException while the database is away
   */
  MasterState snapshot();
}

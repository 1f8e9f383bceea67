package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.notice.Reporting;
import java.time.Duration;
import java.util.Set;

/**
 * The figures the heart decides with; flags of chronos.md §11.3 unless said otherwise.
 *
 * @param failureRetry delay before the next attempt after a failure
 * @param retryRequiresRecentSuccess Chronos's own rule: no retries after a final failure until a
 *     success
 * @param disableAfterFailures consecutive final failures that disable a job; 0 means never
 * @param unreachableDeadline how long a cut-off attempt blocks its job before it counts as lost
 *     (promises.md P5)
 * @param reconciliationInterval between explicit reconciliations
 * @param minReviveInterval between two requests for offers
 * @param declineFor how long the master shall keep a declined offer
 * @param watchdog how long after its tick a job is fired even though no clock rang; zero where no
 *     clock rings at all
 * @param roles whose resources may be used
 * @param firingsPerTurn bound on one decision; what is left follows at once. So small that a batch
 *     has room for what else comes: were it full of ticks, no offer would be seen before the last
 *     of many ticks
 * @param reporting what is told of every job
 * @param runKeyTtl how long the key of a request is remembered (chronos.md B-34)
 */
public record HeartSettings(
    Duration failureRetry,
    boolean retryRequiresRecentSuccess,
    int disableAfterFailures,
    Duration unreachableDeadline,
    Duration reconciliationInterval,
    Duration minReviveInterval,
    Duration declineFor,
    Duration watchdog,
    Set<String> roles,
    int firingsPerTurn,
    Reporting reporting,
    Duration runKeyTtl) {
  public static final HeartSettings DEFAULTS =
      new HeartSettings(
          Duration.ofSeconds(60),
          false,
          0,
          Duration.ofMinutes(20),
          Duration.ofMinutes(10),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ZERO,
          Set.of("*"),
          500,
          Reporting.NONE,
          Duration.ofDays(7));

  public HeartSettings {
    roles = Set.copyOf(roles);
  }

  /** Nobody is told of every job. */
  public HeartSettings(
      Duration failureRetry,
      boolean retryRequiresRecentSuccess,
      int disableAfterFailures,
      Duration unreachableDeadline,
      Duration reconciliationInterval,
      Duration minReviveInterval,
      Duration declineFor,
      Duration watchdog,
      Set<String> roles,
      int firingsPerTurn) {
    this(
        failureRetry,
        retryRequiresRecentSuccess,
        disableAfterFailures,
        unreachableDeadline,
        reconciliationInterval,
        minReviveInterval,
        declineFor,
        watchdog,
        roles,
        firingsPerTurn,
        Reporting.NONE,
        Duration.ofDays(7));
  }

  public HeartSettings with(Reporting told) {
    return new HeartSettings(
        failureRetry,
        retryRequiresRecentSuccess,
        disableAfterFailures,
        unreachableDeadline,
        reconciliationInterval,
        minReviveInterval,
        declineFor,
        watchdog,
        roles,
        firingsPerTurn,
        told,
        runKeyTtl);
  }

  public HeartSettings withRunKeyTtl(Duration ttl) {
    return new HeartSettings(
        failureRetry,
        retryRequiresRecentSuccess,
        disableAfterFailures,
        unreachableDeadline,
        reconciliationInterval,
        minReviveInterval,
        declineFor,
        watchdog,
        roles,
        firingsPerTurn,
        reporting,
        ttl);
  }
}

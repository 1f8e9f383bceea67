package dev.stadion.offerclient;

import java.util.Map;

/**
 * What a client has counted since it was started.
 *
 * @param subscriptions how often a subscription stood
 * @param failedAttempts how often none came about
 * @param events records received, heartbeats included
 * @param unusable events and offers that could not be understood
 * @param callsAccepted calls the master understood
 * @param callsDropped calls made while there was no subscription, or lost with one
 * @param refusals answers that were no success, by HTTP status code
 */
public record ClientStatistics(
    long subscriptions,
    long failedAttempts,
    long events,
    long unusable,
    long callsAccepted,
    long callsDropped,
    Map<Integer, Long> refusals) {
  public ClientStatistics {
    refusals = Map.copyOf(refusals);
  }
}

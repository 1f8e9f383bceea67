package dev.stadion.master.heart;

import java.time.Duration;

/**
 * The numbers of mesos-v1.md §16 that the master decides by.
 *
 * @param pingInterval how often every agent is asked for a sign of life
 * @param unansweredPings after this many in a row an agent is unreachable
 * @param agentReregisterTimeout how long a disconnected or recovered agent may stay away
 * @param allocationInterval shortest pause before resources are offered again to a framework that
 *     just declined them
 * @param completedFrameworks how many removed frameworks are remembered
 * @param offerIdBlock how many offer ids are reserved by one durable change
 * @param offers how resources are offered
 * @param upkeep how long it remembers, and how fast it gives up
 * @param acls what frameworks may do
 */
public record MasterSettings(
    Duration pingInterval,
    int unansweredPings,
    Duration agentReregisterTimeout,
    Duration allocationInterval,
    int completedFrameworks,
    int offerIdBlock,
    OfferSettings offers,
    UpkeepSettings upkeep,
    Acls acls) {
  public static final MasterSettings DEFAULT =
      new MasterSettings(
          Duration.ofSeconds(15),
          5,
          Duration.ofMinutes(10),
          Duration.ofSeconds(1),
          50,
          10_000,
          OfferSettings.DEFAULT,
          UpkeepSettings.DEFAULT);

  public MasterSettings {
    if (!pingInterval.isPositive() || unansweredPings < 1 || !allocationInterval.isPositive()) {
      throw new IllegalArgumentException("pings and allocations need positive intervals");
    }
    if (completedFrameworks < 1 || offerIdBlock < 1) {
      throw new IllegalArgumentException("memory and id blocks must be positive");
    }
  }

  /** Where everybody may do everything. */
  public MasterSettings(
      Duration pingInterval,
      int unansweredPings,
      Duration agentReregisterTimeout,
      Duration allocationInterval,
      int completedFrameworks,
      int offerIdBlock,
      OfferSettings offers,
      UpkeepSettings upkeep) {
    this(
        pingInterval,
        unansweredPings,
        agentReregisterTimeout,
        allocationInterval,
        completedFrameworks,
        offerIdBlock,
        offers,
        upkeep,
        Acls.NONE);
  }

  /** The same with these rights. */
  public MasterSettings with(Acls rights) {
    return new MasterSettings(
        pingInterval,
        unansweredPings,
        agentReregisterTimeout,
        allocationInterval,
        completedFrameworks,
        offerIdBlock,
        offers,
        upkeep,
        rights);
  }

  /** An agent that is silent for this long is unreachable. */
  public Duration pingTimeout() {
    return pingInterval.multipliedBy(unansweredPings);
  }
}

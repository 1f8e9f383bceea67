package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterState.Counters;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import java.util.function.Consumer;

/** The part of a {@link Draft} that gives out ids: none of them comes twice, over any restart. */
final class FreshIds {
  private static final int DIGITS = 4;

  private final String masterId;
  private final MasterSettings settings;
  private final Consumer<MasterChange> remember;
  private Counters counters;

  FreshIds(MasterState before, MasterSettings settings, Consumer<MasterChange> remember) {
    this.masterId = before.masterId();
    this.settings = settings;
    this.remember = remember;
    this.counters = before.counters();
  }

  Counters counters() {
    return counters;
  }

  FrameworkId newFrameworkId() {
    long n = counters.nextFramework();
    save(
        new Counters(
            n + 1, counters.nextAgent(), counters.nextOffer(), counters.offerIdsReserved()));
    String digits = Long.toString(n);
    return new FrameworkId(
        masterId + "-" + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits);
  }

  AgentId newAgentId() {
    long n = counters.nextAgent();
    save(
        new Counters(
            counters.nextFramework(), n + 1, counters.nextOffer(), counters.offerIdsReserved()));
    return new AgentId(masterId + "-S" + n);
  }

  /**
   * Offers are not durable, but their ids must not come twice: a whole block is used up at once.
   */
  OfferId newOfferId() {
    long n = counters.nextOffer();
    boolean exhausted = n >= counters.offerIdsReserved();
    long reserved = exhausted ? n + settings.offerIdBlock() : counters.offerIdsReserved();
    counters = new Counters(counters.nextFramework(), counters.nextAgent(), n + 1, reserved);
    if (exhausted) {
      save(counters);
    }
    return new OfferId(masterId + "-O" + n);
  }

  private void save(Counters next) {
    counters = next;
    remember.accept(new MasterChange.CountersSaved(next));
  }
}

package dev.stadion.offerclient;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The running numbers behind {@link ClientStatistics}; any thread may count. */
final class Counters {
  final LongAdder subscriptions = new LongAdder();
  final LongAdder failedAttempts = new LongAdder();
  final LongAdder events = new LongAdder();
  final LongAdder unusable = new LongAdder();
  final LongAdder callsAccepted = new LongAdder();
  final LongAdder callsDropped = new LongAdder();
  private final Map<Integer, LongAdder> refusals = new ConcurrentHashMap<>();

  void refusal(int code) {
    refusals.computeIfAbsent(code, c -> new LongAdder()).increment();
  }

  ClientStatistics snapshot() {
    var byCode = new HashMap<Integer, Long>();
    refusals.forEach((code, count) -> byCode.put(code, count.sum()));
    return new ClientStatistics(
        subscriptions.sum(),
        failedAttempts.sum(),
        events.sum(),
        unusable.sum(),
        callsAccepted.sum(),
        callsDropped.sum(),
        byCode);
  }
}

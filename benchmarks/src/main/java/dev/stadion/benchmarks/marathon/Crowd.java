package dev.stadion.benchmarks.marathon;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.net.URI;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Several connections that ask as fast as they are answered. */
final class Crowd {
  private Crowd() {}

  /**
   * @param requests what to send, by number
   * @return answers per second
   */
  static double perSecond(URI server, int connections, int count, IntFunction<byte[]> requests)
      throws Exception {
    MonotonicClock ticker = MonotonicClock.system();
    var next = new AtomicInteger();
    Callable<Void> one =
        () -> {
          try (var wire = new Wire(server)) {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              wire.exchange(requests.apply(i));
            }
          }
          return null;
        };
    long begin = ticker.nanos();
    try (var threads = Executors.newFixedThreadPool(connections)) {
      var all = new ArrayList<Future<Void>>();
      for (int i = 0; i < connections; i++) {
        all.add(threads.submit(one));
      }
      for (Future<Void> future : all) {
        future.get();
      }
    }
    return count / ((ticker.nanos() - begin) / 1e9);
  }
}

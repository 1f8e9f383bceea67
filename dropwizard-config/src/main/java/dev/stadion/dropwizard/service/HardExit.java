package dev.stadion.dropwizard.service;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Ends the process although its shutdown hangs. */
final class HardExit {
  private HardExit() {}

  static void after(Duration patience, int code) {
    Thread.ofPlatform()
        .daemon()
        .name("hard-exit")
        .start(() -> {
          long end = System.nanoTime() + patience.toNanos();
          while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
          }
          Runtime.getRuntime().halt(code);
        });
  }
}

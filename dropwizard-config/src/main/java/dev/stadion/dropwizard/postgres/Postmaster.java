package dev.stadion.dropwizard.postgres;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's process, started again whenever it ends without having been asked to: a server that
 * the kernel or somebody killed recovers from its own log, and nobody else would start it.
 */
final class Postmaster {
  private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

  /**
   * What the dead one started may hold its memory for a moment; until then the next one refuses.
   */
  private static final long FIRST_PAUSE_MILLIS = 100;

  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  /** One that ran for so long has recovered. */
  private static final long HEALTHY_MILLIS = 10_000;

  private final ProcessBuilder builder;
  private final CountDownLatch ending = new CountDownLatch(1);
  private volatile Process process;

  private Postmaster(ProcessBuilder builder) {
    this.builder = builder;
  }

  /**
   * @throws IOException when the program cannot be started; one that ends at once is another matter
   */
  static Postmaster start(ProcessBuilder builder) throws IOException {
    var postmaster = new Postmaster(builder);
    var launched = new CompletableFuture<Process>();
    // The kernel signals the server when the thread that forked it ends: this one ends after it.
    Thread.ofPlatform().daemon().name("embedded-postgres").start(() -> postmaster.keep(launched));
    try {
      launched.get();
      return postmaster;
    } catch (ExecutionException e) {
      throw new IOException("PostgreSQL cannot be started", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while starting PostgreSQL", e);
    }
  }

  /** The process that is, or last was, the server. */
  Process process() {
    return process;
  }

  /** It is not started again; whoever calls this ends the process that is returned. */
  synchronized Process give() {
    ending.countDown();
    return process;
  }

  private void keep(CompletableFuture<Process> launched) {
    try {
      process = builder.start();
      launched.complete(process);
    } catch (IOException e) {
      launched.completeExceptionally(e);
      return;
    }
    try {
      long pause = FIRST_PAUSE_MILLIS;
      boolean wasHealthy = endsHealthy();
      while (!ending.await(pause, TimeUnit.MILLISECONDS)) {
        pause = wasHealthy ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, 2 * pause);
        if (again()) {
          wasHealthy = endsHealthy();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody interrupts it
    }
  }

  /** Whether there is a new process. */
  private synchronized boolean again() {
    if (ending.getCount() == 0) {
      return false;
    }
    log.warn("PostgreSQL ended with {} and is started again", process.exitValue());
    try {
      process = builder.start();
      return true;
    } catch (IOException e) {
      log.warn("PostgreSQL cannot be started: {}", e.toString());
      return false;
    }
  }

  /** Waits for the process to end. */
  private boolean endsHealthy() throws InterruptedException {
    try {
      process.onExit().get(HEALTHY_MILLIS, TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      process.waitFor();
      return true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a process ended without an end", e);
    }
  }
}

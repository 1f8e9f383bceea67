package dev.stadion.chronos.api;

import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.chronos.run.OutputReader.Reading;
import dev.stadion.dropwizard.loop.OverloadedException;
import io.dropwizard.lifecycle.setup.LifecycleEnvironment;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.eclipse.jetty.util.component.LifeCycle;

/** Answers that follow a growing output until its task is over. Any thread; a bounded number. */
public final class Following {
  private static final int MOST = 100;

  private final Duration every;
  private final Semaphore places = new Semaphore(MOST);
  private final CountDownLatch stopping = new CountDownLatch(1);

  /**
   * @param every how often to look for more
   */
  public Following(Duration every) {
    this.every = every;
  }

  /** Ends all when the service begins to stop, which would otherwise wait for them. */
  public Following closeWith(LifecycleEnvironment lifecycle) {
    lifecycle.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStopping(LifeCycle event) {
            stopping.countDown();
          }
        });
    return this;
  }

  /**
   * Writes until the task is over and everything is written, the reader has gone, or the output can
   * be read no longer.
   *
   * @param first what was read already
   * @param read the piece that begins there
   * @param over whether the task is
   * @throws OverloadedException when there are too many already
   */
  void follow(OutputPiece first, LongFunction<Reading> read, BooleanSupplier over, OutputStream out)
      throws IOException {
    if (!places.tryAcquire()) {
      throw new OverloadedException("there are " + MOST + " readers already");
    }
    try {
      OutputPiece piece = first;
      while (true) {
        out.write(piece.bytes());
        out.flush();
        if (piece.end() >= piece.size()) {
          // Asked before the last look: what was written before the end is not left out.
          boolean last = over.getAsBoolean();
          if (!last && stopping.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
          }
          if (!(read.apply(piece.end()) instanceof Reading.Found(OutputPiece next))
              || (last && next.data().remaining() == 0)) {
            return;
          }
          piece = next;
        } else if (read.apply(piece.end()) instanceof Reading.Found(OutputPiece next)) {
          piece = next;
        } else {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }
}

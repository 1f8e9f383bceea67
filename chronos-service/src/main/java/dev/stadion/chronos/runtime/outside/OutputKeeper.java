package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.run.Output;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.OutputArchive.Source;
import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the ends of outputs into the archive when attempts are over, as long as this process
 * leads. Copies are a convenience, never a promise: when more attempts end than can be copied, the
 * oldest of the queue goes without, and the sandbox is still there to be read.
 */
public final class OutputKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(OutputKeeper.class);
  private static final int WORKERS = 4;
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_MISSING = 1_000;
  private static final Duration LOOK_BACK = Duration.ofHours(1);

  private final TaskOutput outputs;
  private final OutputArchive archive;
  private final InstantSource clock;
  private final int bytes;
  private final BlockingQueue<Source> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final AtomicLong passedOver = new AtomicLong();
  private List<Thread> workers = List.of();

  /**
   * @param bytes of each output, from its end; 0 keeps nothing
   */
  public OutputKeeper(TaskOutput outputs, OutputArchive archive, InstantSource clock, int bytes) {
    this.outputs = outputs;
    this.archive = archive;
    this.clock = clock;
    this.bytes = bytes;
  }

  /** Begins with what a leader before us did not get to. */
  public synchronized void start() {
    if (bytes == 0) {
      return;
    }
    List<Thread> started = new ArrayList<>();
    started.add(Thread.ofVirtual().name("output-catch-up").start(this::catchUp));
    for (int i = 0; i < WORKERS; i++) {
      started.add(Thread.ofVirtual().name("output-keeper-" + i).start(this::work));
    }
    workers = started;
  }

  public synchronized void stop() {
    workers.forEach(Thread::interrupt);
    workers = List.of();
    waiting.clear();
  }

  /** Never waits. */
  public void ended(Source attempt) {
    if (bytes == 0 || attempt.attempt().agentUrl().isEmpty()) {
      return;
    }
    while (!waiting.offer(attempt)) {
      if (waiting.poll() != null) {
        passedOver.incrementAndGet();
      }
    }
  }

  /** How many attempts went without a copy because too many ended at once. */
  public long passedOver() {
    return passedOver.get();
  }

  private void catchUp() {
    try {
      archive.missing(clock.instant().minus(LOOK_BACK), MOST_MISSING).forEach(waiting::offer);
    } catch (StoreUnavailableException e) {
      LOG.debug("what was not kept yet is not known", e);
    }
  }

  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        keep(waiting.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(Source source) {
    for (Output output : Output.values()) {
      try {
        Optional<OutputPiece> end = outputs.fromAgent(source, output, -bytes, bytes);
        end.ifPresent(piece ->
            archive.keep(source.run(), source.attempt().number(), output, piece, clock.instant()));
      } catch (IOException | StoreUnavailableException e) {
        LOG.debug("{} of task {} is not kept", output.file(), source.attempt().task(), e);
      }
    }
  }
}

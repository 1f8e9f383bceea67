package dev.stadion.chronos.runtime.outside;

import dev.stadion.chronos.run.Output;
import dev.stadion.chronos.run.OutputArchive;
import dev.stadion.chronos.run.OutputArchive.Source;
import dev.stadion.chronos.run.OutputPiece;
import dev.stadion.chronos.run.RunIds;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the ends of outputs into the archive when attempts are over, as long as this process
 * leads. A sandbox outlives its task by far, so there is no hurry: when many attempts end at once,
 * launches come first and copies are made at a steady, slow pace. What does not even find room to
 * wait is looked up again when the others are done.
 */
public final class OutputKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(OutputKeeper.class);
  private static final int WORKERS = 4;
  private static final int MOST_WAITING = 10_000;
  private static final int PAGE = 1_000;
  private static final Duration LOOK_BACK = Duration.ofHours(6);

  /** Between two copies of one worker while others wait: 200 attempts a second in all. */
  private static final Duration REST = Duration.ofMillis(20);

  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  private final TaskOutput outputs;
  private final OutputArchive archive;
  private final InstantSource clock;
  private final int bytes;
  private final BlockingQueue<Source> waiting;
  private final AtomicLong putOff = new AtomicLong();
  private List<Thread> workers = List.of();

  /** All attempts up to here have been looked at; empty when there is nothing to catch up with. */
  private Optional<OutputArchive.Place> behind = Optional.empty();

  /**
   * @param bytes of each output, from its end; 0 keeps nothing
   */
  public OutputKeeper(TaskOutput outputs, OutputArchive archive, InstantSource clock, int bytes) {
    this(outputs, archive, clock, bytes, MOST_WAITING);
  }

  OutputKeeper(
      TaskOutput outputs, OutputArchive archive, InstantSource clock, int bytes, int room) {
    this.outputs = outputs;
    this.archive = archive;
    this.clock = clock;
    this.bytes = bytes;
    this.waiting = new ArrayBlockingQueue<>(room);
  }

  /** Begins with what a leader before us did not get to. */
  public synchronized void start() {
    if (bytes == 0) {
      return;
    }
    behindFrom(RunIds.first(clock.instant().minus(LOOK_BACK)));
    List<Thread> started = new ArrayList<>();
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
    if (!waiting.offer(attempt)) {
      putOff.incrementAndGet();
      behindFrom(attempt.run() - 1);
    }
  }

  /** How many attempts found no room to wait and are looked up later. */
  public long putOff() {
    return putOff.get();
  }

  private synchronized void behindFrom(long run) {
    if (behind.filter(place -> place.run() <= run).isEmpty()) {
      behind = Optional.of(OutputArchive.Place.after(run));
    }
  }

  private void work() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          keep(next());
        } catch (RuntimeException e) {
          LOG.error("the output of a task is not kept", e); // the others' is
        }
        if (!waiting.isEmpty()) {
          Thread.sleep(REST);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Source next() throws InterruptedException {
    Source next = waiting.poll();
    while (next == null) {
      catchUp();
      next = waiting.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    }
    return next;
  }

  private synchronized void catchUp() {
    try {
      while (behind.isPresent() && waiting.isEmpty()) {
        OutputArchive.Look look = archive.look(behind.get(), PAGE);
        behind = look.last();
        for (Source source : look.missing()) {
          if (!waiting.offer(source)) {
            behindFrom(source.run() - 1);
          }
        }
      }
    } catch (StoreUnavailableException e) {
      LOG.debug("what was not kept yet is not known", e);
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

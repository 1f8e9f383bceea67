package dev.stadion.dropwizard.sse;

import dev.stadion.dropwizard.time.MonotonicClock;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reader's stream: its own virtual thread takes from a bounded buffer and writes. */
final class Reader implements StreamingOutput {
  private static final Logger log = LoggerFactory.getLogger(Reader.class);
  private static final byte[] HEARTBEAT = {'\r', '\n'};

  private final SseSettings settings;
  private final ArrayBlockingQueue<Frame> buffer;
  private final Subscription subscription;
  private final IntSupplier readers;
  private final Consumer<Reader> whenGone;
  private final MonotonicClock ticker = MonotonicClock.system();

  /** False while the reader still reads what it missed, and would only overflow its buffer. */
  private volatile boolean live;

  private boolean closed;
  private Optional<Thread> writer = Optional.empty();

  /**
   * @param readers how many there are
   */
  Reader(
      SseSettings settings,
      Subscription subscription,
      IntSupplier readers,
      Consumer<Reader> whenGone) {
    this.settings = settings;
    this.buffer = new ArrayBlockingQueue<>(settings.buffer());
    this.subscription = subscription;
    this.readers = readers;
    this.whenGone = whenGone;
    this.live = subscription.missed().isEmpty();
  }

  boolean wants(SseEvent event) {
    return live && subscription.wanted().test(event);
  }

  boolean isBrief() {
    return subscription.briefly();
  }

  /**
   * Never waits: a reader that is too slow is cut, and may come back for what follows the last
   * event that it got. So after one that was not taken none is, though there may be room again
   * while what is in the buffer is still written.
   */
  synchronized void offer(Frame frame) {
    if (!closed && !buffer.offer(frame)) {
      log.info("a reader of events is too slow and was cut off");
      close();
    }
  }

  /** Ends the stream, even if its thread is stuck in a write. */
  synchronized void close() {
    closed = true;
    writer.ifPresent(Thread::interrupt);
  }

  private synchronized boolean begin() {
    if (!closed) {
      writer = Optional.of(Thread.currentThread());
    }
    return !closed;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void end() {
    closed = true;
    writer = Optional.empty();
    // An interrupt that came too late must not reach whoever uses this thread next.
    Thread.interrupted();
  }

  @Override
  public void write(OutputStream out) {
    try {
      if (begin()) {
        writeAll(out);
      }
    } catch (IOException | InterruptedException e) {
      log.debug("a stream of events ended", e);
    } finally {
      end();
      whenGone.accept(this);
      subscription.whenGone().run();
    }
  }

  private void writeAll(OutputStream out) throws IOException, InterruptedException {
    for (SseEvent event : subscription.first()) {
      Frame.of(event, isBrief()).writeTo(out);
    }
    if (subscription.first().isEmpty()) {
      out.write(HEARTBEAT); // Nothing is sent before the first byte, not even the headers.
    }
    out.flush();
    long told = subscription.missed().isPresent() ? catchUp(out, subscription.missed().get()) : -1;
    long written = ticker.nanos();
    while (!isClosed()) {
      Frame frame = buffer.poll(settings.heartbeat().toNanos(), TimeUnit.NANOSECONDS);
      if (frame == null) {
        out.write(HEARTBEAT);
      } else {
        gather(written);
      }
      for (; frame != null; frame = buffer.poll()) {
        if (frame.follows(told)) {
          frame.writeTo(out);
        }
      }
      out.flush();
      written = ticker.nanos();
    }
  }

  /** Lets more events come first, unless so many wait already that there might be no room. */
  private void gather(long written) throws InterruptedException {
    long gather = settings.gather().multipliedBy(readers.getAsInt()).toNanos();
    long rest = gather - (ticker.nanos() - written);
    if (rest > 0 && buffer.size() < settings.buffer() / 2) {
      Thread.sleep(Duration.ofNanos(rest));
    }
  }

  /**
   * Writes what was missed, and joins the others without a gap: what is published from the moment
   * on at which we listen is in the buffer, what was published before is in the backlog.
   *
   * @return the id of the last event that was looked at
   */
  private long catchUp(OutputStream out, Subscription.Missed missed) throws IOException {
    long last = missed.after();
    List<SseEvent> page = missed.backlog().after(last);
    while (!isClosed() && (!page.isEmpty() || !live)) {
      for (SseEvent event : page) {
        last = event.id().orElseThrow();
        if (subscription.wanted().test(event)) {
          Frame.of(event, isBrief()).writeTo(out);
        }
      }
      out.flush();
      live = live || page.isEmpty();
      page = missed.backlog().after(last);
    }
    return last;
  }
}

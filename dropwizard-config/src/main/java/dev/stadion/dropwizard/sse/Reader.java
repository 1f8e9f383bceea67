package dev.stadion.dropwizard.sse;

import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reader's stream: its own virtual thread takes from a bounded buffer and writes. */
final class Reader implements StreamingOutput {
  private static final Logger log = LoggerFactory.getLogger(Reader.class);
  private static final byte[] HEARTBEAT = {'\r', '\n'};

  private final ArrayBlockingQueue<byte[]> buffer;
  private final Predicate<SseEvent> wanted;
  private final Duration heartbeat;
  private final Consumer<Reader> whenGone;

  private boolean closed;
  private Optional<Thread> writer = Optional.empty();

  Reader(int buffer, Predicate<SseEvent> wanted, Duration heartbeat, Consumer<Reader> whenGone) {
    this.buffer = new ArrayBlockingQueue<>(buffer);
    this.wanted = wanted;
    this.heartbeat = heartbeat;
    this.whenGone = whenGone;
  }

  boolean wants(SseEvent event) {
    return wanted.test(event);
  }

  /** Never waits: a reader that is too slow is cut, and may come back. */
  void offer(byte[] frame) {
    if (!buffer.offer(frame)) {
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
    }
  }

  private void writeAll(OutputStream out) throws IOException, InterruptedException {
    // So that the client sees the headers at once.
    out.flush();
    while (!isClosed()) {
      byte[] frame = buffer.poll(heartbeat.toNanos(), TimeUnit.NANOSECONDS);
      out.write(frame == null ? HEARTBEAT : frame);
      while ((frame = buffer.poll()) != null) {
        out.write(frame);
      }
      out.flush();
    }
  }
}

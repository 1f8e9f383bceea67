package dev.stadion.mesos.stream;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.wire.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * One endless answer. Many threads may send; one thread {@link #pump pumps}. What waits is bounded:
 * a reader that does not keep up is cut, and subscribes again (promises.md P13).
 */
public final class EventStream {
  /** How much is written at once; more waits for the next turn. */
  private static final int WRITE_BYTES = 256 * 1024;

  private enum Phase {
    OPEN,
    /** Write what waits, then end. */
    CLOSING,
    /** End now; nobody reads. */
    CUT
  }

  private final String id;
  private final WireFormat format;
  private final Message heartbeat;
  private final Beat beat;
  private final long maxPendingBytes;
  private final LongSupplier nanos;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Message> pending = new ArrayDeque<>();
  private long pendingBytes;
  private Phase phase = Phase.OPEN;
  private Runnable onCut = () -> {};

  EventStream(
      String id,
      WireFormat format,
      Message heartbeat,
      Beat beat,
      long maxPendingBytes,
      LongSupplier nanos) {
    this.id = requireNonNull(id, "id");
    this.format = requireNonNull(format, "format");
    this.heartbeat = requireNonNull(heartbeat, "heartbeat");
    this.beat = requireNonNull(beat, "beat");
    this.maxPendingBytes = maxPendingBytes;
    this.nanos = requireNonNull(nanos, "nanos");
  }

  public String id() {
    return id;
  }

  public WireFormat format() {
    return format;
  }

  /** Puts messages at the end of what waits; does nothing when the stream is ending. */
  public void send(List<? extends Message> messages) {
    lock.lock();
    try {
      if (phase != Phase.OPEN) {
        return;
      }
      for (Message message : messages) {
        pending.add(message);
        pendingBytes += message.getSerializedSize();
      }
      changed.signalAll();
      if (pendingBytes <= maxPendingBytes) {
        return;
      }
    } finally {
      lock.unlock();
    }
    cut();
  }

  /** Ends the stream when what waits was written. */
  public void close() {
    lock.lock();
    try {
      if (phase == Phase.OPEN) {
        phase = Phase.CLOSING;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream at once. */
  public void cut() {
    Runnable action;
    lock.lock();
    try {
      if (phase == Phase.CUT) {
        return;
      }
      phase = Phase.CUT;
      pending.clear();
      pendingBytes = 0;
      action = onCut;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /**
   * What breaks the connection under a writer that is stuck in it; run at once when the stream was
   * cut already.
   */
  public void onCut(Runnable action) {
    boolean already;
    lock.lock();
    try {
      onCut = requireNonNull(action, "action");
      already = phase == Phase.CUT;
    } finally {
      lock.unlock();
    }
    if (already) {
      action.run();
    }
  }

  /**
   * Writes events and heartbeats until the stream ends. Heartbeats begin when the first event was
   * written. Protobuf goes out in one flush for all that waits. JSON is what is read by clients
   * that take each chunk of the answer for one record, as a Mesos master writes it: so there each
   * record has a flush of its own.
   *
   * @throws IOException when the reader is gone
   */
  public void pump(OutputStream out) throws IOException, InterruptedException {
    long nextBeat = Long.MAX_VALUE;
    boolean begun = false;
    while (true) {
      List<Message> batch = take(begun ? nextBeat - nanos.getAsLong() : Long.MAX_VALUE);
      if (batch.isEmpty() && isEnding()) {
        return;
      }
      var writer = new Writer(out);
      for (Message message : batch) {
        writer.write(message);
        if (!begun) {
          begun = true;
          nextBeat = nanos.getAsLong() + beat.first().toNanos();
          if (beat.first().isZero() && !isEnding()) {
            nextBeat = heartbeat(writer, nextBeat);
          }
        }
      }
      if (begun && nanos.getAsLong() - nextBeat >= 0 && !isEnding()) {
        nextBeat = heartbeat(writer, nextBeat);
      }
      writer.flush();
    }
  }

  private long heartbeat(Writer writer, long due) throws IOException {
    writer.write(heartbeat);
    return due + beat.every().toNanos();
  }

  /** Of one turn of the pump. */
  private final class Writer {
    private final OutputStream out;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    Writer(OutputStream out) {
      this.out = out;
    }

    void write(Message message) throws IOException {
      waiting.write(RecordIo.frame(format.write(message)));
      if (format == WireFormat.JSON) {
        flush();
      }
    }

    void flush() throws IOException {
      if (waiting.size() > 0) {
        waiting.writeTo(out);
        out.flush();
        waiting.reset();
      }
    }
  }

  private boolean isEnding() {
    lock.lock();
    try {
      return phase != Phase.OPEN;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for messages, the end of the stream or the time, whichever comes first. */
  private List<Message> take(long waitNanos) throws InterruptedException {
    lock.lock();
    try {
      long left = waitNanos;
      while (pending.isEmpty() && phase == Phase.OPEN && left > 0) {
        left = changed.awaitNanos(left);
      }
      var batch = new ArrayList<Message>();
      long bytes = 0;
      while (!pending.isEmpty() && bytes < WRITE_BYTES) {
        Message next = pending.poll();
        bytes += next.getSerializedSize();
        batch.add(next);
      }
      pendingBytes -= bytes;
      return batch;
    } finally {
      lock.unlock();
    }
  }
}

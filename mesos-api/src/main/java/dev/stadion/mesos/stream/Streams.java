package dev.stadion.mesos.stream;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.stadion.mesos.wire.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Every open stream by its name. Thread-safe. */
public final class Streams {
  private final Map<String, EventStream> open = new ConcurrentHashMap<>();
  private final Supplier<String> names;
  private final Beat heartbeat;
  private final long maxPendingBytes;
  private final LongSupplier nanos;

  /**
   * @param names never gives the same name twice
   * @param nanos measures the pauses between heartbeats
   * @param maxPendingBytes a reader that leaves more than this waiting is cut
   */
  public Streams(Supplier<String> names, Beat heartbeat, long maxPendingBytes, LongSupplier nanos) {
    this.names = requireNonNull(names, "names");
    this.heartbeat = requireNonNull(heartbeat, "heartbeat");
    this.maxPendingBytes = maxPendingBytes;
    this.nanos = requireNonNull(nanos, "nanos");
  }

  public EventStream open(WireFormat format, Message heartbeatMessage) {
    var stream =
        new EventStream(names.get(), format, heartbeatMessage, heartbeat, maxPendingBytes, nanos);
    open.put(stream.id(), stream);
    return stream;
  }

  public Optional<EventStream> find(String id) {
    return Optional.ofNullable(open.get(id));
  }

  /** The connection of a stream is gone, or never came to be. */
  public void forget(EventStream stream) {
    open.remove(stream.id());
    stream.cut();
  }

  /** Ends all of them: whoever was connected subscribes again. */
  public void closeAll() {
    List.copyOf(open.values()).forEach(EventStream::close);
  }

  public int size() {
    return open.size();
  }
}

package dev.stadion.benchmarks.marathon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many readers of one stream of events on one thread. Each counts its frames, which is all that can
 * be afforded at hundreds of thousands in a second: nothing is lost when all counts are what was
 * sent.
 */
final class EventReaders implements AutoCloseable {
  private static final byte[] REQUEST =
      "GET /v2/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** With this every frame begins; it is nowhere else. */
  private static final byte[] MARK = "event: ".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final List<One> readers = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
  private final byte[] bytes = new byte[1 << 20];
  private volatile boolean closed;

  /** One reader: how many frames it saw, and how much of a mark its last bytes were. */
  private static final class One {
    private volatile long frames;
    private volatile boolean ended;
    private int matched;

    void take(byte[] bytes, int length) {
      long seen = frames;
      int state = matched;
      for (int i = 0; i < length; i++) {
        byte b = bytes[i];
        state = b == MARK[state] ? state + 1 : b == MARK[0] ? 1 : 0;
        if (state == MARK.length) {
          seen++;
          state = 0;
        }
      }
      matched = state;
      frames = seen;
    }
  }

  EventReaders(URI server, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel channel =
          SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
      channel.write(ByteBuffer.wrap(REQUEST));
      channel.configureBlocking(false);
      var reader = new One();
      channel.register(selector, SelectionKey.OP_READ, reader);
      readers.add(reader);
    }
    Thread.ofPlatform().daemon().name("readers").start(this::read);
  }

  private void read() {
    try {
      while (!closed) {
        selector.select(this::read, 100);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key) {
    var reader = (One) key.attachment();
    try {
      buffer.clear();
      int length = ((SocketChannel) key.channel()).read(buffer);
      if (length < 0) {
        reader.ended = true;
        key.cancel();
        return;
      }
      buffer.flip().get(bytes, 0, length);
      reader.take(bytes, length);
    } catch (IOException e) {
      reader.ended = true;
      key.cancel();
    }
  }

  /** The fewest frames that any reader has seen. */
  long fewest() {
    return readers.stream().mapToLong(reader -> reader.frames).min().orElse(0);
  }

  /** The most frames that any reader has seen. */
  long most() {
    return readers.stream().mapToLong(reader -> reader.frames).max().orElse(0);
  }

  /** How many were cut off. */
  long ended() {
    return readers.stream().filter(reader -> reader.ended).count();
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}

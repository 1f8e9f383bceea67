package dev.stadion.offerclient.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.mesos.wire.WireFormat;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks the executor API over a real socket, as a test tells it to. It keeps calls and answers
 * them with 202, and a SUBSCRIBE with a stream, on which the test {@link #send}s.
 */
public final class FakeAgent implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;
  private static final int ACCEPTED = 202;

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile Optional<Socket> stream = Optional.empty();
  private final AtomicInteger refusal = new AtomicInteger(ACCEPTED);

  private FakeAgent(ServerSocket server) {
    this.server = server;
  }

  /** An agent on a free port of the loopback interface. */
  public static FakeAgent start() {
    try {
      var agent = new FakeAgent(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().name("fake-agent").start(agent::listen);
      return agent;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As in {@code MESOS_AGENT_ENDPOINT}. */
  public String endpoint() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** Answers the next call but SUBSCRIBE with this and does not keep it. */
  public void refuseNext(int status) {
    refusal.set(status);
  }

  /** The next call; waits some seconds for it. */
  public Call awaitCall() {
    try {
      Call next = calls.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no call within " + PATIENCE_SECONDS + " seconds");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a call", e);
    }
  }

  /** The next call, which must be SUBSCRIBE; the stream is open then. */
  public Call.Subscribe awaitSubscribe() {
    Call call = awaitCall();
    if (call.getType() != Call.Type.SUBSCRIBE) {
      throw new AssertionError("expected SUBSCRIBE, got " + call.getType());
    }
    return call.getSubscribe();
  }

  /** The Authorization headers of all requests, in order. */
  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** Sends an event on the newest stream. */
  public void send(Event event) {
    byte[] record = RecordIo.frame(WireFormat.PROTOBUF.write(event));
    var chunk = new ByteArrayOutputStream();
    chunk.writeBytes((Integer.toHexString(record.length) + "\r\n").getBytes(US_ASCII));
    chunk.writeBytes(record);
    chunk.writeBytes("\r\n".getBytes(US_ASCII));
    try {
      stream.orElseThrow().getOutputStream().write(chunk.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Confirms an update. */
  public void acknowledge(Call.Update update) {
    var event = Event.newBuilder().setType(Event.Type.ACKNOWLEDGED);
    event
        .getAcknowledgedBuilder()
        .setTaskId(update.getStatus().getTaskId())
        .setUuid(update.getStatus().getUuid());
    send(event.build());
  }

  /** Breaks the newest stream, as an agent that ends does. */
  public void cut() {
    try {
      stream.orElseThrow().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts every connection and listens no more. */
  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        Thread.ofVirtual().name("fake-agent-connection").start(() -> serve(socket));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var in = new BufferedInputStream(socket.getInputStream());
      for (var request = FakeRequest.read(in);
          request.isPresent();
          request = FakeRequest.read(in)) {
        request.get().header("Authorization").ifPresent(authorizations::add);
        Call call =
            WireFormat.PROTOBUF.read(request.get().body().toByteArray(), Call.newBuilder()).build();
        if (call.getType() == Call.Type.SUBSCRIBE) {
          answer(
              socket,
              "200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: "
                  + WireFormat.PROTOBUF.mediaType());
          stream = Optional.of(socket);
          calls.add(call);
          FakeRequest.read(in); // returns when the client hangs up
          return;
        }
        int status = refusal.getAndSet(ACCEPTED);
        if (status == ACCEPTED) {
          calls.add(call);
        }
        answer(socket, status + " Fake\r\nContent-Length: 0");
      }
    } catch (IOException e) {
      // The client or the test cut the connection: what this class is for.
    } finally {
      sockets.remove(socket);
    }
  }

  private static void answer(Socket socket, String head) throws IOException {
    socket.getOutputStream().write(("HTTP/1.1 " + head + "\r\n\r\n").getBytes(US_ASCII));
  }
}

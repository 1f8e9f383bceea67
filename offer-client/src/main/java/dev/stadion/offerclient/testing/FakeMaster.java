package dev.stadion.offerclient.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.StreamHeaders;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.FrameworkId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * Speaks the scheduler API over a real socket, as a test tells it to. It checks calls as
 * mesos-v1.md §1.5 says, keeps them, and does nothing by itself: no offers, no heartbeats, and no
 * SUBSCRIBED before {@link FakeStream#subscribed}.
 *
 * <pre>{@code
 * try (var master = FakeMaster.start(); var client = SchedulerClient.builder(List.of(master.uri()), info)…) {
 *   client.start();
 *   FakeStream stream = master.awaitSubscription();
 *   stream.subscribed();
 *   stream.send(offers);
 *   Call accept = master.awaitCall();
 * }
 * }</pre>
 */
public final class FakeMaster implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 10;
  private static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;
  private static final String PATH = "/api/v1/scheduler";

  /** What a call is answered with. */
  public record Reply(int code, String text, Map<String, String> headers) {
    public static final Reply ACCEPTED = new Reply(202, "");

    public Reply {
      headers = Map.copyOf(headers);
    }

    /** One without headers of its own. */
    public Reply(int code, String text) {
      this(code, text, Map.of());
    }
  }

  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final BlockingQueue<FakeStream> subscriptions = new LinkedBlockingQueue<>();
  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
  private final List<Integer> batchSizes = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final Map<String, FakeStream> current = new ConcurrentHashMap<>();

  private volatile Optional<Reply> subscribeReply = Optional.empty();
  private volatile Optional<String> leader = Optional.empty();
  private volatile Function<Call, Reply> answering = call -> Reply.ACCEPTED;
  private volatile boolean batching;
  private volatile boolean tellingBatchProgress = true;

  private final String scheme;

  private FakeMaster(ServerSocket server, String scheme) {
    this.server = server;
    this.scheme = scheme;
  }

  /** A master on a free port of the loopback interface. */
  public static FakeMaster start() {
    return start(ServerSocketFactory.getDefault(), "http");
  }

  /** The same, speaking TLS as {@code tls} says. */
  public static FakeMaster start(SSLContext tls) {
    return start(tls.getServerSocketFactory(), "https");
  }

  private static FakeMaster start(ServerSocketFactory sockets, String scheme) {
    try {
      var master =
          new FakeMaster(
              sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), scheme);
      Thread.ofVirtual().name("fake-master").start(master::listen);
      return master;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
  }

  /** From now on answers SUBSCRIBE with batches welcome (our own addition to the protocol). */
  public void batching(boolean welcome) {
    batching = welcome;
  }

  /** Whether the answer to a failed batch says how much of it was accepted. */
  public void tellBatchProgress(boolean tell) {
    tellingBatchProgress = tell;
  }

  /** From now on refuses SUBSCRIBE with this code and text; empty lets it through again. */
  public void refuseSubscriptions(Optional<Reply> reply) {
    subscribeReply = reply;
  }

  /** From now on answers everything with 307 to this {@code Location}; empty leads itself. */
  public void redirectTo(Optional<String> location) {
    leader = location;
  }

  /** From now on answers calls like this; refused ones are not kept. */
  public void answerCalls(Function<Call, Reply> answer) {
    answering = answer;
  }

  /** The next stream that was opened; waits some seconds for it. */
  public FakeStream awaitSubscription() {
    return await(subscriptions, "subscription");
  }

  /** The next accepted call but SUBSCRIBE; waits some seconds for it. */
  public Call awaitCall() {
    return await(calls, "call");
  }

  /** Accepted calls that nobody has awaited yet. */
  public int waitingCalls() {
    return calls.size();
  }

  /** How many calls each request brought, in order. */
  public List<Integer> requestSizes() {
    return List.copyOf(batchSizes);
  }

  /** How many connections were ever made to it. */
  public int connections() {
    return connections.get();
  }

  /** The Authorization headers of all requests, in order. */
  public List<String> authorizations() {
    return List.copyOf(authorizations);
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

  private static <T> T await(BlockingQueue<T> queue, String what) {
    try {
      T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("no " + what + " within " + PATIENCE_SECONDS + " seconds");
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a " + what, e);
    }
  }

  private void listen() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().name("fake-master-connection").start(() -> serve(socket));
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
        Optional<FakeStream> opened = answer(request.get(), socket);
        if (opened.isPresent()) {
          FakeRequest.read(in); // returns when the client hangs up
          return;
        }
      }
    } catch (IOException e) {
      // The client or the test cut the connection: what this class is for.
    } finally {
      sockets.remove(socket);
      current.values().removeIf(stream -> stream.isOn(socket));
    }
  }

  private Optional<FakeStream> answer(FakeRequest request, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    request.header("Authorization").ifPresent(authorizations::add);
    if (leader.isPresent()) {
      reply(out, 307, "", Map.of("Location", leader.get()));
      return Optional.empty();
    }
    var format = WireFormat.ofMediaType(request.header("Content-Type").orElse(null));
    if (!request.path().equals(PATH) || !request.method().equals("POST") || format.isEmpty()) {
      reply(out, 400, "not a scheduler call", Map.of());
      return Optional.empty();
    }
    if (request.header(StreamHeaders.BATCH).isPresent()) {
      batch(request, format.get(), out);
      return Optional.empty();
    }
    Call call = read(request.body().toByteArray(), format.get());
    if (call.getType() != Call.Type.SUBSCRIBE) {
      batchSizes.add(1);
      Reply reply = take(call, request);
      reply(out, reply.code(), reply.text(), reply.headers());
      return Optional.empty();
    }
    if (subscribeReply.isPresent()) {
      Reply refusal = subscribeReply.get();
      reply(out, refusal.code(), refusal.text(), refusal.headers());
      return Optional.empty();
    }
    return Optional.of(subscribe(call, request, socket));
  }

  private FakeStream subscribe(Call call, FakeRequest request, Socket socket) throws IOException {
    WireFormat format = WireFormat.ofMediaType(request.header("Accept").orElse(null)).orElseThrow();
    var stream = new FakeStream(call, format, socket, this::subscribed);
    stream.open(batching);
    subscriptions.add(stream);
    return stream;
  }

  /** The newest subscription of a framework wins. */
  private void subscribed(FrameworkId framework, FakeStream stream) {
    FakeStream old = current.put(framework.value(), stream);
    if (old != null) {
      old.failOver();
    }
  }

  private void batch(FakeRequest request, WireFormat format, OutputStream out) throws IOException {
    List<byte[]> records =
        new RecordReader(MAX_RECORD_BYTES).feed(request.body().asReadOnlyByteBuffer());
    batchSizes.add(records.size());
    int accepted = 0;
    for (byte[] record : records) {
      Reply reply = take(read(record, format), request);
      if (reply.code() != 202) {
        var headers = new HashMap<>(reply.headers());
        if (tellingBatchProgress) {
          headers.put(StreamHeaders.BATCH_ACCEPTED, Integer.toString(accepted));
        }
        reply(out, reply.code(), reply.text(), headers);
        return;
      }
      accepted++;
    }
    reply(out, 202, "", Map.of());
  }

  private Reply take(Call call, FakeRequest request) {
    FakeStream stream = current.get(call.getFrameworkId().getValue());
    if (stream == null) {
      return new Reply(403, "Framework is not subscribed");
    }
    if (!request.header(StreamHeaders.STREAM_ID).equals(Optional.of(stream.id()))) {
      return new Reply(400, "The stream id is not that of the current subscription");
    }
    Reply reply = answering.apply(call);
    if (reply.code() == 202) {
      calls.add(call);
    }
    return reply;
  }

  private static Call read(byte[] body, WireFormat format) throws MalformedMessageException {
    return format.read(body, Call.newBuilder()).build();
  }

  private static void reply(OutputStream out, int code, String text, Map<String, String> headers)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    var head = new StringBuilder("HTTP/1.1 " + code + " Fake\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + body.length + "\r\n\r\n");
    out.write((head + text).getBytes(UTF_8));
    out.flush();
  }
}

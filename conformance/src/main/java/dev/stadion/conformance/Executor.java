package dev.stadion.conformance;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.mesos.v1.executor.Event;
import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Plays a custom executor from outside: the process on the agent only waits and leaves its token in
 * the sandbox, and this speaks for it (mesos-v1.md §11.1).
 */
final class Executor implements AutoCloseable {
  static final String ID = "player";

  /** What the process on the agent does. */
  static final String COMMAND =
      "echo \"token:$MESOS_EXECUTOR_AUTHENTICATION_TOKEN:\" > token; exec sleep 120";

  private static final String PATH = "/api/v1/executor";

  private final URI agent;
  private final Framework framework;
  private final List<Event> heard = new ArrayList<>();
  private Optional<String> token = Optional.empty();
  private Optional<Http> stream = Optional.empty();
  private boolean ended;

  Executor(Framework framework, Offer offer) {
    this.framework = framework;
    var address = offer.getUrl().getAddress();
    String host = address.hasIp() ? address.getIp() : address.getHostname();
    this.agent = URI.create("http://" + host + ":" + address.getPort());
  }

  /** Subscribes, as soon as the agent knows the executor. */
  void subscribe() throws Exception {
    long deadline = System.nanoTime() + Framework.SOON.toNanos();
    var call = call(Call.Type.SUBSCRIBE);
    call.getSubscribeBuilder();
    Http http = framework.master().connect(agent);
    while (true) {
      http.send("POST", PATH, headers(), WireFormat.JSON.write(call.build()));
      Http.Answer head = http.head();
      if (head.status() == 200) {
        Rule.expect(head.chunked(), "the stream is not chunked");
        Rule.expect(
            head.header("Content-Type").filter(Target.JSON::equals).isPresent(),
            "Content-Type is %s",
            head.header("Content-Type"));
        stream = Optional.of(http);
        Thread.ofPlatform().daemon().name("conformance-executor").start(() -> read(http));
        await("SUBSCRIBED", event -> event.getType() == Event.Type.SUBSCRIBED);
        return;
      }
      http.whole(head);
      Rule.expect(System.nanoTime() < deadline, "SUBSCRIBE at the agent got %d", head.status());
      if (head.status() == 401 || head.status() == 403) {
        token = findToken();
      }
    }
  }

  Event await(String what, Predicate<Event> wanted) throws Exception {
    long deadline = System.nanoTime() + Framework.SOON.toNanos();
    synchronized (heard) {
      while (true) {
        for (Event event : heard) {
          if (wanted.test(event)) {
            heard.remove(event);
            return event;
          }
        }
        Rule.expect(
            System.nanoTime() < deadline && !ended,
            "no %s came to the executor, only %s",
            what,
            heard.stream().map(Event::getType).toList());
        heard.wait(100);
      }
    }
  }

  /** Sends an update of a new uuid, and waits until the agent has taken it. */
  void update(String task, TaskState state) throws Exception {
    UUID uuid = UUID.randomUUID();
    ByteString bytes =
        ByteString.copyFrom(
            ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .flip());
    var call = call(Call.Type.UPDATE);
    call.getUpdateBuilder()
        .getStatusBuilder()
        .setTaskId(TaskID.newBuilder().setValue(task))
        .setState(state)
        .setUuid(bytes)
        .setSource(dev.stadion.mesos.v1.TaskStatus.Source.SOURCE_EXECUTOR);
    Rule.expect(202, post(call));
    await(
        "ACKNOWLEDGED",
        event ->
            event.getType() == Event.Type.ACKNOWLEDGED
                && event.getAcknowledged().getUuid().equals(bytes));
  }

  Call.Builder call(Call.Type type) {
    var call = Call.newBuilder().setType(type).setFrameworkId(framework.id());
    call.getExecutorIdBuilder().setValue(ID);
    return call;
  }

  Http.Answer post(Call.Builder call) throws IOException {
    try (Http http = framework.master().connect(agent)) {
      return http.ask("POST", PATH, headers(), WireFormat.JSON.write(call.build()));
    }
  }

  /** Whether the agent ends the stream within seconds. */
  boolean awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + Framework.SOON.toNanos();
    synchronized (heard) {
      while (!ended && System.nanoTime() < deadline) {
        heard.wait(100);
      }
      return ended;
    }
  }

  @Override
  public void close() throws IOException {
    if (stream.isPresent()) {
      stream.get().close();
    }
  }

  private Map<String, String> headers() {
    var headers = new HashMap<>(Map.of("Content-Type", Target.JSON, "Accept", Target.JSON));
    token.ifPresent(text -> headers.put("Authorization", "Bearer " + text));
    return headers;
  }

  /** From the file that {@link #COMMAND} wrote into the sandbox. */
  private Optional<String> findToken() throws Exception {
    for (Json each : get("/state").at("frameworks").each()) {
      if (each.at("id").text().equals(framework.id().getValue())) {
        for (Json executor : each.at("executors").each()) {
          String path = executor.at("directory").text() + "/token";
          String text = get("/files/read?offset=0&length=10000&path=" + path).at("data").text();
          String[] parts = text.split(":", -1);
          if (executor.at("id").text().equals(ID) && parts.length > 2) {
            return Optional.of(parts[1]);
          }
        }
      }
    }
    return Optional.empty();
  }

  private Json get(String path) throws Exception {
    try (Http http = framework.master().connect(agent)) {
      Http.Answer answer = http.ask("GET", path, Map.of(), new byte[0]);
      return answer.status() == 200 ? answer.json() : new Json(null);
    }
  }

  private void read(Http http) {
    var records = new RecordReader(64 * 1024 * 1024);
    try {
      http.patience(Duration.ofMinutes(2));
      for (byte[] chunk = http.chunk(); chunk.length > 0; chunk = http.chunk()) {
        for (byte[] record : records.feed(chunk, 0, chunk.length)) {
          Event event = WireFormat.JSON.read(record, Event.newBuilder()).build();
          synchronized (heard) {
            heard.add(event);
            heard.notifyAll();
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      synchronized (heard) {
        ended = true; // closed by either side
      }
    }
    synchronized (heard) {
      ended = true;
      heard.notifyAll();
    }
  }
}

package dev.stadion.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One subscription, its events in a heap to pick from, and calls on connections of their own. */
final class Framework implements AutoCloseable {
  /** How long an event may take that needs nobody but the master and a healthy agent. */
  static final Duration SOON = Duration.ofSeconds(15);

  private static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

  /** An event, read and as it came. */
  record Heard(Event event, ByteString record) {}

  private final Target master;
  private final Http http;
  private final Http.Answer head;
  private final List<Heard> heard = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private boolean ended;
  private Optional<FrameworkID> id = Optional.empty();

  Framework(Target master, Map<String, String> headers, byte[] subscribe) throws IOException {
    this.master = master;
    http = master.connect();
    http.send("POST", Target.SCHEDULER, headers, subscribe);
    Http.Answer first = http.head();
    if (first.status() != 200 || !first.chunked()) {
      head = first;
      ended = true;
      return;
    }
    head = first;
    http.patience(Duration.ofMinutes(2));
    Thread.ofPlatform().daemon().name("conformance-stream").start(this::read);
  }

  /** The answer's head: status and headers. */
  Http.Answer head() {
    return head;
  }

  Target master() {
    return master;
  }

  FrameworkID id() {
    return id.orElseThrow();
  }

  String streamId() {
    return head.header("Mesos-Stream-Id").orElse("");
  }

  /** The first event, which must be SUBSCRIBED. */
  Heard awaitSubscribed() throws Exception {
    Rule.expect(head.status() == 200, "SUBSCRIBE got %d", head.status());
    Heard first = await("a first event", event -> true, SOON);
    Rule.expect(
        first.event().getType() == Event.Type.SUBSCRIBED,
        "the first event is %s %s",
        first.event().getType(),
        first.event().getError().getMessage());
    id = Optional.of(first.event().getSubscribed().getFrameworkId());
    return first;
  }

  /** The message of the ERROR that is next, and the end of the stream after it. */
  String awaitRefusal() throws Exception {
    Event event = await("an event", any -> true, SOON).event();
    Rule.expect(event.getType() == Event.Type.ERROR, "expected ERROR, got %s", event.getType());
    Rule.expect(awaitEnd(), "the stream stays open after ERROR");
    return event.getError().getMessage();
  }

  /** Whether the master ends the stream within seconds. */
  boolean awaitEnd() throws InterruptedException {
    long deadline = System.nanoTime() + SOON.toNanos();
    synchronized (heard) {
      while (!ended && System.nanoTime() < deadline) {
        heard.wait(100);
      }
      return ended;
    }
  }

  /** Takes the first event there is, or will be, that is {@code wanted}. */
  Heard await(String what, Predicate<Event> wanted, Duration patience) throws Exception {
    Optional<Heard> found = find(wanted, patience);
    synchronized (heard) {
      return found.orElseThrow(() ->
          new Rule.Broken(
              "no %s within %d s%s%s"
                  .formatted(
                      what,
                      patience.toSeconds(),
                      heard.isEmpty()
                          ? ""
                          : ", only " + heard.stream().map(h -> h.event().getType()).toList(),
                      problems.isEmpty() ? "" : "; " + problems)));
    }
  }

  /** As {@link #await}; empty when it does not come. */
  Optional<Heard> find(Predicate<Event> wanted, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (heard) {
      while (true) {
        for (Heard each : heard) {
          if (wanted.test(each.event())) {
            heard.remove(each);
            return Optional.of(each);
          }
        }
        long left = deadline - System.nanoTime();
        if (left <= 0 || ended) {
          return Optional.empty();
        }
        heard.wait(Math.max(1, left / 1_000_000));
      }
    }
  }

  /** Forgets what came so far. */
  void forget() {
    synchronized (heard) {
      heard.clear();
    }
  }

  /** An offer with room for a small task; skips the rule when no agent has any. */
  Offer awaitOffer() throws Exception {
    return offer(master.agentWait())
        .orElseThrow(() -> new Rule.Skipped("no agent has offered anything"));
  }

  /** An offer with room for a small task, if one comes. */
  Optional<Offer> offer(Duration patience) throws InterruptedException {
    return find(
            event ->
                event.getType() == Event.Type.OFFERS
                    && event.getOffers().getOffersList().stream().anyMatch(Tasks::hasRoom),
            patience)
        .map(heard ->
            heard.event().getOffers().getOffersList().stream()
                .filter(Tasks::hasRoom)
                .findFirst()
                .orElseThrow());
  }

  /** The next status of a task; acknowledged when that is asked for. */
  TaskStatus status(String task, boolean acknowledge) throws Exception {
    TaskStatus status =
        await(
                "update of " + task,
                event ->
                    event.getType() == Event.Type.UPDATE
                        && event.getUpdate().getStatus().getTaskId().getValue().equals(task),
                SOON)
            .event()
            .getUpdate()
            .getStatus();
    if (acknowledge && status.hasUuid()) {
      acknowledge(status);
    }
    return status;
  }

  /** Acknowledges until a task is in this state, or in another last one, which breaks the rule. */
  TaskStatus awaitState(String task, TaskState state) throws Exception {
    while (true) {
      TaskStatus status = status(task, true);
      if (status.getState() == state) {
        return status;
      }
      Rule.expect(
          !Tasks.isTerminal(status.getState()),
          "%s is %s (%s: %s) and not %s",
          task,
          status.getState(),
          status.getReason(),
          status.getMessage(),
          state);
    }
  }

  void acknowledge(TaskStatus status) throws Exception {
    var call = Call.newBuilder().setType(Call.Type.ACKNOWLEDGE);
    call.getAcknowledgeBuilder()
        .setAgentId(status.getAgentId())
        .setTaskId(status.getTaskId())
        .setUuid(status.getUuid());
    Rule.expect(202, call(call));
  }

  /** Makes a call of this framework on its current stream, in JSON. */
  Http.Answer call(Call.Builder call) throws IOException {
    return master.post(
        Target.SCHEDULER, headers(), WireFormat.JSON.write(call.setFrameworkId(id())));
  }

  /**
   * Revives until the answer is as wanted, for as long as an event may take. Each waits for its
   * answer and there is no pause: what a master learns by TCP takes it some round trips.
   */
  Http.Answer reviveUntil(Predicate<Http.Answer> wanted) throws IOException {
    long deadline = System.nanoTime() + SOON.toNanos();
    byte[] revive =
        WireFormat.JSON.write(
            Call.newBuilder().setType(Call.Type.REVIVE).setFrameworkId(id()).build());
    try (Http calls = master.connect()) {
      Http.Answer answer;
      do {
        answer = calls.ask("POST", Target.SCHEDULER, headers(), revive);
      } while (!wanted.test(answer) && System.nanoTime() < deadline);
      return answer;
    }
  }

  /** The same with the text of the call; {@code %s} stands for the id. */
  Http.Answer callText(String json) throws IOException {
    return master.post(
        Target.SCHEDULER, headers(), json.replace("%s", id().getValue()).getBytes(UTF_8));
  }

  private Map<String, String> headers() {
    return Map.of("Content-Type", Target.JSON, "Mesos-Stream-Id", streamId());
  }

  /** Hangs up, as a process that dies does. */
  void disconnect() throws IOException {
    http.close();
  }

  /** Tears the framework down, if it still can, and hangs up. */
  @Override
  public void close() {
    try (http) {
      if (id.isPresent()) {
        call(Call.newBuilder().setType(Call.Type.TEARDOWN));
      }
    } catch (IOException e) {
      synchronized (heard) {
        problems.add("teardown: " + e.getMessage());
      }
    }
  }

  private void read() {
    var records = new RecordReader(MAX_RECORD_BYTES);
    try {
      WireFormat format =
          WireFormat.ofMediaType(head.header("Content-Type").orElse("")).orElse(WireFormat.JSON);
      for (byte[] chunk = http.chunk(); chunk.length > 0; chunk = http.chunk()) {
        for (byte[] record : records.feed(chunk, 0, chunk.length)) {
          Event event = format.read(record, Event.newBuilder()).build();
          synchronized (heard) {
            heard.add(new Heard(event, ByteString.copyFrom(record)));
            heard.notifyAll();
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      synchronized (heard) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    synchronized (heard) {
      ended = true;
      heard.notifyAll();
    }
  }
}

package dev.stadion.offerclient.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** One subscription at a {@link FakeMaster}, played by a test. Any thread may send. */
public final class FakeStream {
  private static final String FIRST = "framework-1";
  private static final AtomicLong COUNTER = new AtomicLong();

  private final Call call;
  private final WireFormat format;
  private final Socket socket;
  private final BiConsumer<FrameworkId, FakeStream> onSubscribed;
  private final String id = "stream-" + COUNTER.incrementAndGet();

  FakeStream(
      Call call,
      WireFormat format,
      Socket socket,
      BiConsumer<FrameworkId, FakeStream> onSubscribed) {
    this.call = call;
    this.format = format;
    this.socket = socket;
    this.onSubscribed = onSubscribed;
  }

  /** The SUBSCRIBE that opened it. */
  public Call call() {
    return call;
  }

  /** What calls must carry as {@code Mesos-Stream-Id}. */
  public String id() {
    return id;
  }

  /** Accepts the subscription under the id it asked for, or {@code framework-1}. */
  public FrameworkId subscribed() {
    var framework =
        new FrameworkId(call.hasFrameworkId() ? call.getFrameworkId().getValue() : FIRST);
    subscribed(framework, 15);
    return framework;
  }

  /** Accepts the subscription and takes calls of it from now on. */
  public void subscribed(FrameworkId framework, double heartbeatSeconds) {
    onSubscribed.accept(framework, this);
    var event = Event.newBuilder().setType(Event.Type.SUBSCRIBED);
    event
        .getSubscribedBuilder()
        .setFrameworkId(Ids.toProto(framework))
        .setHeartbeatIntervalSeconds(heartbeatSeconds);
    send(event.build());
  }

  public void heartbeat() {
    send(Event.newBuilder().setType(Event.Type.HEARTBEAT).build());
  }

  /** Offers one agent's resources. */
  public void offer(OfferId offer, AgentId agent, Resources resources) {
    var event = Event.newBuilder().setType(Event.Type.OFFERS);
    event
        .getOffersBuilder()
        .addOffersBuilder()
        .setId(Ids.toProto(offer))
        .setAgentId(Ids.toProto(agent))
        .setHostname(agent.value() + ".example")
        .addAllResources(ResourceConverter.toProto(resources));
    event
        .getOffersBuilder()
        .getOffersBuilder(0)
        .getFrameworkIdBuilder()
        .setValue(call.hasFrameworkId() ? call.getFrameworkId().getValue() : FIRST);
    send(event.build());
  }

  /** Takes an offer back. */
  public void rescind(OfferId offer) {
    var event = Event.newBuilder().setType(Event.Type.RESCIND);
    event.getRescindBuilder().setOfferId(Ids.toProto(offer));
    send(event.build());
  }

  /** Tells a new state of a task that was launched, to be acknowledged. */
  public void update(TaskInfo task, TaskState state) {
    var event = Event.newBuilder().setType(Event.Type.UPDATE);
    event
        .getUpdateBuilder()
        .getStatusBuilder()
        .setTaskId(task.getTaskId())
        .setAgentId(task.getAgentId())
        .setState(state)
        .setUuid(Uuids.toBytes(UUID.randomUUID()));
    send(event.build());
  }

  /** Answers reconciliation of a task; not to be acknowledged. */
  public void reconciled(TaskId task, TaskState state) {
    var event = Event.newBuilder().setType(Event.Type.UPDATE);
    event
        .getUpdateBuilder()
        .getStatusBuilder()
        .setTaskId(Ids.toProto(task))
        .setState(state)
        .setSource(TaskStatus.Source.SOURCE_MASTER)
        .setReason(TaskStatus.Reason.REASON_RECONCILIATION);
    send(event.build());
  }

  /** Says that an agent is gone. */
  public void lost(AgentId agent) {
    var event = Event.newBuilder().setType(Event.Type.FAILURE);
    event.getFailureBuilder().setAgentId(Ids.toProto(agent));
    send(event.build());
  }

  /** Brings a message of a custom executor. */
  public void message(AgentId agent, String executor, ByteString data) {
    var event = Event.newBuilder().setType(Event.Type.MESSAGE);
    event
        .getMessageBuilder()
        .setAgentId(Ids.toProto(agent))
        .setData(data)
        .getExecutorIdBuilder()
        .setValue(executor);
    send(event.build());
  }

  /** Sends an ERROR; a real master ends the stream after it. */
  public void error(String message) {
    var event = Event.newBuilder().setType(Event.Type.ERROR);
    event.getErrorBuilder().setMessage(message);
    send(event.build());
  }

  public void send(Event event) {
    sendBytes(RecordIo.frame(format.write(event)));
  }

  /** Sends bytes as they are, as one HTTP chunk: any part of a record, or nonsense. */
  public void sendBytes(byte[] bytes) {
    write(
        (Integer.toHexString(bytes.length) + "\r\n").getBytes(US_ASCII),
        bytes,
        "\r\n".getBytes(US_ASCII));
  }

  /** Ends the stream in good order, unless the client already has. */
  public void end() {
    orHungUp(() -> write("0\r\n\r\n".getBytes(US_ASCII)));
    cut();
  }

  /** Breaks the connection. */
  public void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void open(boolean batching) {
    write(
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: "
                + format.mediaType()
                + "\r\nMesos-Stream-Id: "
                + id
                + (batching ? "\r\nStadion-Batch: recordio" : "")
                + "\r\n\r\n")
            .getBytes(US_ASCII));
  }

  /** Makes way for a newer subscription, if it is still there to do so. */
  void failOver() {
    orHungUp(() -> error("Framework failed over"));
    end();
  }

  boolean isOn(Socket other) {
    return socket == other;
  }

  /** A client may hang up after any event; what was to follow does not matter then. */
  private static void orHungUp(Runnable writing) {
    try {
      writing.run();
    } catch (UncheckedIOException e) {
      // It did.
    }
  }

  private synchronized void write(byte[]... parts) {
    var bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    try {
      // One write and no flush: a client may hang up the moment it has read the whole.
      socket.getOutputStream().write(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

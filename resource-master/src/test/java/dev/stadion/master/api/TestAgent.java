package dev.stadion.master.api;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.io.IOException;
import java.util.UUID;

/** Speaks the agent's protocol, task by task as the test says. */
final class TestAgent implements AutoCloseable {
  private final RunningMaster master;
  private final Connection stream;
  private final String streamId;
  final AgentID id;
  private long updates;

  private TestAgent(RunningMaster master, Connection stream, String streamId, AgentID id) {
    this.master = master;
    this.stream = stream;
    this.streamId = streamId;
    this.id = id;
  }

  static TestAgent register(RunningMaster master, String hostname) throws Exception {
    return register(master, info(hostname).build(), "X-No: more");
  }

  static TestAgent register(RunningMaster master, AgentInfo info) throws Exception {
    return register(master, info, "X-No: more");
  }

  static TestAgent register(RunningMaster master, String hostname, String header) throws Exception {
    return register(master, info(hostname).build(), header);
  }

  private static TestAgent register(RunningMaster master, AgentInfo info, String header)
      throws Exception {
    Connection connection = master.connect();
    Connection.Answer answer = subscribe(connection, info, header);
    Event subscribed = read(connection);
    return new TestAgent(
        master,
        connection,
        answer.headers().get("stadion-stream-id"),
        subscribed.getSubscribed().getAgentId());
  }

  /** The answer to an agent that comes back. */
  static Connection.Answer subscribe(
      RunningMaster master, String hostname, String id, String header) throws Exception {
    try (Connection connection = master.connect()) {
      AgentInfo.Builder info = info(hostname).setId(AgentID.newBuilder().setValue(id));
      return subscribe(connection, info.build(), header);
    }
  }

  private static AgentInfo.Builder info(String hostname) {
    return AgentInfo.newBuilder()
        .setHostname(hostname)
        .setPort(5051)
        .addAllResources(
            ResourceConverter.toProto(
                Resources.of(4, 4096, 1000).withPorts(new Range(31000, 32000))));
  }

  private static Connection.Answer subscribe(Connection connection, AgentInfo info, String header)
      throws Exception {
    return connection.send(
        "POST",
        "/api/v1/agent",
        Call.newBuilder()
            .setType(Call.Type.SUBSCRIBE)
            .setSubscribe(Call.Subscribe.newBuilder().setAgentInfo(info).setVersion("0.1.0"))
            .build()
            .toByteArray(),
        "Content-Type: application/x-protobuf",
        "Accept: application/x-protobuf",
        header);
  }

  private static Event read(Connection connection) throws Exception {
    return WireFormat.PROTOBUF.read(connection.record(), Event.newBuilder()).build();
  }

  /** The next event of the type; heartbeats and others are passed over. */
  Event next(Event.Type type) throws Exception {
    while (true) {
      Event event = read(stream);
      if (event.getType() == type) {
        return event;
      }
    }
  }

  /** Says what became of a task; returns the uuid that wants an acknowledgement. */
  ByteString report(FrameworkID framework, TaskInfo task, TaskState state) throws Exception {
    return report(framework, task, state, TaskStatus.newBuilder());
  }

  /**
   * @param more to be said in the status
   */
  ByteString report(FrameworkID framework, TaskInfo task, TaskState state, TaskStatus.Builder more)
      throws Exception {
    ByteString uuid = Uuids.toBytes(new UUID(4, ++updates));
    Call call =
        Call.newBuilder()
            .setType(Call.Type.UPDATE)
            .setAgentId(id)
            .setUpdates(
                Call.Updates.newBuilder()
                    .addUpdates(
                        Call.Update.newBuilder()
                            .setFrameworkId(framework)
                            .setLatestState(state)
                            .setStatus(
                                TaskStatus.newBuilder()
                                    .setTaskId(task.getTaskId())
                                    .setAgentId(id)
                                    .setState(state)
                                    .setSource(TaskStatus.Source.SOURCE_EXECUTOR)
                                    .setTimestamp(1.7e9)
                                    .setUuid(uuid)
                                    .mergeFrom(more.buildPartial()))))
            .build();
    if (post(call).status() != 202) {
      throw new AssertionError("the update was refused");
    }
    return uuid;
  }

  Connection.Answer post(Call call) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.send(
          "POST",
          "/api/v1/agent",
          call.toByteArray(),
          "Content-Type: application/x-protobuf",
          "Stadion-Stream-Id: " + streamId);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}

package dev.stadion.master.api;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.Base64;

/** Speaks the scheduler's protocol in JSON, call by call as the test says. */
final class TestFramework implements AutoCloseable {
  private static final String PATH = "/api/v1/scheduler";

  private final RunningMaster master;
  private final String streamId;
  final Connection stream;
  final String id;

  private TestFramework(RunningMaster master, Connection stream, String streamId, String id) {
    this.master = master;
    this.stream = stream;
    this.streamId = streamId;
    this.id = id;
  }

  /** Partition aware; stays registered while it is away. */
  static TestFramework subscribe(RunningMaster master, String... headers) throws Exception {
    Connection stream = master.connect();
    String streamId =
        stream
            .post(
                PATH,
                """
                {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"svc","name":"by hand",
                  "failover_timeout":3600.0,"capabilities":[{"type":"PARTITION_AWARE"}]}}}\
                """,
                headers)
            .headers()
            .get("mesos-stream-id");
    return new TestFramework(
        master, stream, streamId, value(stream.event("SUBSCRIBED"), "framework_id"));
  }

  /** Takes the next offer that has room for one small task. */
  void launch(TestAgent agent, String task) throws Exception {
    String offers = stream.event("OFFERS");
    while (!offers.contains("\"cpus\"")) {
      offers = stream.event("OFFERS");
    }
    call(
        """
        {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
         "filters":{"refuse_seconds":0},"operations":[{"type":"LAUNCH","launch":{"task_infos":[
           {"name":"sleeper","task_id":{"value":"%s"},"agent_id":{"value":"%s"},
            "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}}],
            "command":{"value":"sleep 60"}}]}}]}}\
        """
            .formatted(id, value(offers, "id"), task, agent.id.getValue()));
  }

  void acknowledge(TestAgent agent, String task, ByteString uuid) throws Exception {
    call(
        """
        {"type":"ACKNOWLEDGE","framework_id":{"value":"%s"},"acknowledge":{
         "agent_id":{"value":"%s"},"task_id":{"value":"%s"},"uuid":"%s"}}\
        """
            .formatted(
                id,
                agent.id.getValue(),
                task,
                Base64.getEncoder().encodeToString(uuid.toByteArray())));
  }

  void call(String json) throws Exception {
    int status = post(json, "X-No: more").status();
    if (status != 202) {
      throw new AssertionError("refused with " + status + ": " + json);
    }
  }

  String streamId() {
    return streamId;
  }

  Connection.Answer post(String json, String header) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(PATH, json, "Mesos-Stream-Id: " + streamId, header);
    }
  }

  /** The value of the first id object under {@code name}. */
  static String value(String json, String name) {
    return json.replaceFirst("(?s).*?\"" + name + "\":\\{\"value\":\"([^\"]+)\".*", "$1");
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}

package dev.stadion.conformance;

import static dev.stadion.conformance.Rule.expect;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Media types, framing, and HTTP as clients look at it (mesos-v1.md §1.1–§1.4). */
final class TransportRules {
  static final List<Rule> ALL =
      List.of(
          new Rule(
              "1.1", "/master/api/v1/scheduler is the same endpoint", TransportRules::prefixed),
          new Rule("1.2", "no Accept means JSON", master -> stream(master, null, Target.JSON)),
          new Rule("1.2", "Accept: */* means JSON", master -> stream(master, "*/*", Target.JSON)),
          new Rule(
              "1.2",
              "JSON is tried before protobuf",
              master -> stream(master, Target.PROTOBUF + ", " + Target.JSON, Target.JSON)),
          new Rule(
              "1.2",
              "a JSON call may open a protobuf stream",
              master -> stream(master, Target.PROTOBUF, Target.PROTOBUF)),
          new Rule("1.2", "a protobuf call may open a JSON stream", TransportRules::protobufCall),
          new Rule(
              "1.2", "calls are understood in protobuf on a JSON stream", TransportRules::mixed),
          new Rule("1.2", "other calls do not look at Accept", TransportRules::acceptIsIgnored),
          new Rule("1.2", "but RECONCILE_OPERATIONS does: 406", TransportRules::acceptIsNotIgnored),
          new Rule(
              "1.2", "the stream's Content-Type has no parameter", TransportRules::bareMediaType),
          new Rule("1.3", "records follow each other without a separator", TransportRules::framing),
          new Rule("1.4", "the stream is chunked and has no length", TransportRules::chunked),
          new Rule(
              "1.4",
              "the stream is chunked for Connection: close, too",
              master -> chunkedWith(master, Map.of("Connection", "close"))),
          new Rule("1.4", "the stream is not compressed", TransportRules::notCompressed),
          new Rule(
              "1.4",
              "Mesos-Stream-Id is written in this case and at most 128 bytes long",
              TransportRules::streamId),
          new Rule("1.4", "every subscription has its own stream id", TransportRules::streamIds),
          new Rule(
              "1.4", "calls may share a connection, and be pipelined", TransportRules::pipelining),
          new Rule("1.4", "202 has no body and no Content-Type", TransportRules::empty202),
          new Rule(
              "1.4",
              "a client that closes its stream is disconnected at once",
              TransportRules::disconnected));

  private TransportRules() {}

  private static void prefixed(Target master) throws Exception {
    Http.Answer bare = master.call("{}");
    Http.Answer prefixed =
        master.post(
            "/master" + Target.SCHEDULER,
            Map.of("Content-Type", Target.JSON),
            "{}".getBytes(UTF_8));
    expect(400, bare);
    expect(400, prefixed);
  }

  private static void stream(Target master, String accept, String expected) throws Exception {
    var call = subscribe(master);
    try (Http http = master.connect()) {
      Map<String, String> headers =
          accept == null
              ? Map.of("Content-Type", Target.JSON)
              : Map.of("Content-Type", Target.JSON, "Accept", accept);
      http.send("POST", Target.SCHEDULER, headers, WireFormat.JSON.write(call));
      Http.Answer head = http.head();
      expect(head.status() == 200, "got %d", head.status());
      String type = head.header("Content-Type").orElse("none");
      expect(type.equals(expected), "Content-Type is %s", type);
    }
  }

  private static Call subscribe(Target master) {
    var call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    call.getSubscribeBuilder().setFrameworkInfo(master.info(info -> {}));
    return call.build();
  }

  private static void protobufCall(Target master) throws Exception {
    Framework framework =
        Target.subscribed(
            master.stream(
                master.info(info -> {}), call -> {}, Map.of("Content-Type", Target.PROTOBUF)));
    expect(
        framework.head().header("Content-Type").filter(Target.JSON::equals).isPresent(),
        "the stream is %s",
        framework.head().header("Content-Type"));
  }

  private static void mixed(Target master) throws Exception {
    Framework framework = master.framework();
    var call = Call.newBuilder().setType(Call.Type.REVIVE).setFrameworkId(framework.id());
    expect(
        202,
        master.post(
            Target.SCHEDULER,
            Map.of("Content-Type", Target.PROTOBUF, "Mesos-Stream-Id", framework.streamId()),
            call.build().toByteArray()));
  }

  private static void bareMediaType(Target master) throws Exception {
    String type = master.framework().head().header("Content-Type").orElse("none");
    expect(type.equals(Target.JSON), "Content-Type: %s", type);
  }

  private static void framing(Target master) throws Exception {
    try (Http http = master.connect()) {
      http.send(
          "POST",
          Target.SCHEDULER,
          Map.of("Content-Type", Target.JSON, "Accept", Target.JSON),
          WireFormat.JSON.write(subscribe(master)));
      expect(http.head().status() == 200, "not subscribed");
      var records = new RecordReader(1 << 20);
      var read = new ArrayList<byte[]>();
      var bytes = new java.io.ByteArrayOutputStream();
      while (read.size() < 2) {
        byte[] chunk = http.chunk();
        bytes.writeBytes(chunk);
        read.addAll(records.feed(chunk, 0, chunk.length));
      }
      String first = new String(read.getFirst(), UTF_8);
      String start = read.getFirst().length + "\n" + first + read.get(1).length + "\n";
      expect(
          bytes.toString(UTF_8).startsWith(start),
          "between two records stands something that is neither");
    }
  }

  private static void chunked(Target master) throws Exception {
    chunkedWith(master, Map.of());
  }

  private static void chunkedWith(Target master, Map<String, String> headers) throws Exception {
    Framework framework = master.stream(master.info(info -> {}), call -> {}, headers);
    framework.awaitSubscribed();
    expect(framework.head().chunked(), "no Transfer-Encoding: chunked");
    expect(framework.head().header("Content-Length").isEmpty(), "there is a Content-Length");
  }

  private static void notCompressed(Target master) throws Exception {
    Framework framework =
        master.stream(master.info(info -> {}), call -> {}, Map.of("Accept-Encoding", "gzip"));
    framework.awaitSubscribed();
    expect(framework.head().header("Content-Encoding").isEmpty(), "there is a Content-Encoding");
  }

  private static void streamId(Target master) throws Exception {
    Framework framework = master.framework();
    String id = framework.streamId();
    expect(!id.isEmpty() && id.length() <= 128, "the stream id is '%s'", id);
    expect(
        framework.head().headers().stream().anyMatch(h -> h.name().equals("Mesos-Stream-Id")),
        "the header's name is written otherwise");
  }

  private static void streamIds(Target master) throws Exception {
    Framework first = master.framework();
    Framework second =
        Target.subscribed(master.stream(master.info(info -> info.setId(first.id()))));
    expect(!first.streamId().equals(second.streamId()), "both are %s", first.streamId());
  }

  private static void pipelining(Target master) throws Exception {
    Framework framework = master.framework();
    byte[] revive =
        WireFormat.JSON.write(
            Call.newBuilder().setType(Call.Type.REVIVE).setFrameworkId(framework.id()));
    var headers = Map.of("Content-Type", Target.JSON, "Mesos-Stream-Id", framework.streamId());
    try (Http http = master.connect()) {
      http.send("POST", Target.SCHEDULER, headers, revive);
      http.send("POST", Target.SCHEDULER, headers, "{".getBytes(UTF_8));
      http.send("POST", Target.SCHEDULER, headers, revive);
      expect(202, http.answer());
      expect(400, http.answer());
      expect(202, http.answer());
    }
  }

  private static Http.Answer withAccept(Target master, String call) throws Exception {
    Framework framework = master.framework();
    return master.post(
        Target.SCHEDULER,
        Map.of(
            "Content-Type",
            Target.JSON,
            "Accept",
            "text/html",
            "Mesos-Stream-Id",
            framework.streamId()),
        call.replace("%s", framework.id().getValue()).getBytes(UTF_8));
  }

  private static void acceptIsIgnored(Target master) throws Exception {
    expect(202, withAccept(master, "{\"type\":\"REVIVE\",\"framework_id\":{\"value\":\"%s\"}}"));
  }

  private static void acceptIsNotIgnored(Target master) throws Exception {
    expect(
        406,
        withAccept(
            master,
            "{\"type\":\"RECONCILE_OPERATIONS\",\"framework_id\":{\"value\":\"%s\"},"
                + "\"reconcile_operations\":{}}"));
  }

  private static void empty202(Target master) throws Exception {
    Framework framework = master.framework();
    Http.Answer answer = expect(202, framework.call(Call.newBuilder().setType(Call.Type.REVIVE)));
    expect(answer.body().isEmpty(), "the body is %s", answer.brief());
    expect(answer.header("Content-Type").isEmpty(), "there is a Content-Type");
  }

  private static void disconnected(Target master) throws Exception {
    Framework framework = master.framework(info -> info.setFailoverTimeout(60));
    framework.disconnect();
    expect(403, framework.reviveUntil(answer -> answer.status() != 202));
    // To be torn down it must be subscribed.
    Target.subscribed(master.stream(master.info(info -> info.setId(framework.id()))));
  }
}

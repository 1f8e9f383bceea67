package dev.stadion.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The master that is asked, and every framework and connection that was made for it, to be cleaned
 * up after each rule, however that ended.
 */
final class Target implements AutoCloseable {
  static final String SCHEDULER = "/api/v1/scheduler";
  static final String JSON = "application/json";
  static final String PROTOBUF = "application/x-protobuf";

  /** Tells this run's roles, names and ids from those of others. */
  final String mark = "conformance-" + UUID.randomUUID().toString().substring(0, 8);

  private final URI master;
  private final Duration agentWait;
  private final List<Framework> frameworks = new ArrayList<>();
  private final List<Http> connections = new ArrayList<>();

  /**
   * @param agentWait how long to wait for an offer
   */
  Target(URI master, Duration agentWait) {
    this.master = master;
    this.agentWait = agentWait;
  }

  URI uri() {
    return master;
  }

  Duration agentWait() {
    return agentWait;
  }

  Http connect() throws IOException {
    return connect(master);
  }

  /** To the master, or to one of its agents; closed after the rule at the latest. */
  Http connect(URI server) throws IOException {
    var http = new Http(server);
    synchronized (connections) {
      connections.add(http);
    }
    return http;
  }

  Http.Answer get(String path) throws IOException {
    try (Http http = connect()) {
      return http.ask("GET", path, Map.of(), new byte[0]);
    }
  }

  /** A scheduler call in JSON, letter for letter, on a connection of its own. */
  Http.Answer call(String json) throws IOException {
    return post(SCHEDULER, Map.of("Content-Type", JSON), json.getBytes(UTF_8));
  }

  Http.Answer post(String path, Map<String, String> headers, byte[] body) throws IOException {
    try (Http http = connect()) {
      return http.ask("POST", path, headers, body);
    }
  }

  /** A call of the operator API and its answer as JSON. */
  Http.Answer operator(String json) throws IOException {
    return post("/api/v1", Map.of("Content-Type", JSON, "Accept", JSON), json.getBytes(UTF_8));
  }

  /** A framework with no capability and role {@code *}, subscribed in JSON. */
  Framework framework() throws Exception {
    return framework(info -> {});
  }

  /** A framework that differs from that. */
  Framework framework(Consumer<FrameworkInfo.Builder> as) throws Exception {
    return subscribed(stream(info(as)));
  }

  static Framework subscribed(Framework framework) throws Exception {
    framework.awaitSubscribed();
    return framework;
  }

  /** A framework with the given capabilities, in a role of this run's own. */
  Framework capable(FrameworkInfo.Capability.Type... capabilities) throws Exception {
    return framework(info -> {
      boolean multi = List.of(capabilities).contains(FrameworkInfo.Capability.Type.MULTI_ROLE);
      if (multi) {
        info.addRoles(mark);
      }
      for (var capability : capabilities) {
        info.addCapabilities(FrameworkInfo.Capability.newBuilder().setType(capability));
      }
    });
  }

  FrameworkInfo.Builder info(Consumer<FrameworkInfo.Builder> as) {
    var info = FrameworkInfo.newBuilder().setUser(System.getProperty("user.name")).setName(mark);
    as.accept(info);
    return info;
  }

  /** Opens a stream for {@code info}, without waiting for its first event. */
  Framework stream(FrameworkInfo.Builder info) throws IOException {
    return stream(info, call -> {}, Map.of());
  }

  /**
   * Opens a stream.
   *
   * @param change the SUBSCRIBE before it is sent
   * @param more headers, which win over {@code Accept: application/json}
   */
  Framework stream(
      FrameworkInfo.Builder info, Consumer<Call.Builder> change, Map<String, String> more)
      throws IOException {
    var call = Call.newBuilder().setType(Call.Type.SUBSCRIBE);
    call.getSubscribeBuilder().setFrameworkInfo(info);
    if (info.hasId()) {
      call.setFrameworkId(info.getId());
    }
    change.accept(call);
    var headers = new HashMap<String, String>();
    headers.put("Accept", JSON);
    headers.putAll(more);
    headers.putIfAbsent("Content-Type", JSON);
    WireFormat format = WireFormat.ofMediaType(headers.get("Content-Type")).orElseThrow();
    var framework = new Framework(this, headers, format.write(call));
    synchronized (frameworks) {
      frameworks.add(framework);
    }
    return framework;
  }

  /** Tears down and hangs up whatever a rule left behind, which ends a rule that hangs, too. */
  void cleanUp() {
    List<Framework> left;
    synchronized (frameworks) {
      left = List.copyOf(frameworks);
      frameworks.clear();
    }
    left.forEach(Framework::close);
    List<Http> open;
    synchronized (connections) {
      open = List.copyOf(connections);
      connections.clear();
    }
    open.forEach(Target::hangUp);
  }

  private static void hangUp(Http http) {
    try {
      http.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cleanUp();
  }
}

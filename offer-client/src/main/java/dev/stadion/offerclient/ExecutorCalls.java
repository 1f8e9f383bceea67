package dev.stadion.offerclient;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.mesos.wire.WireFormat;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * What an executor says to its agent (mesos-v1.md §11.1), over one connection for the stream and
 * others for everything else. Any thread; each call waits for its answer.
 */
final class ExecutorCalls implements AutoCloseable {
  private final ExecutorEnvironment environment;
  private final MasterHttp streams;
  private final MasterHttp calls;

  ExecutorCalls(ExecutorEnvironment environment) {
    this.environment = requireNonNull(environment, "environment");
    Optional<String> bearer = environment.token().map(token -> "Bearer " + token);
    streams = new MasterHttp(bearer, Optional.empty());
    calls = new MasterHttp(bearer, Optional.empty());
  }

  /** The answer, whatever its status; its body is endless when that is 200. */
  HttpResponse<InputStream> subscribe(Call.Subscribe with)
      throws IOException, InterruptedException {
    byte[] body = WireFormat.PROTOBUF.write(call(Call.Type.SUBSCRIBE).setSubscribe(with).build());
    try {
      return streams.stream(environment.agent(), headers(), body).get();
    } catch (ExecutionException e) {
      throw new IOException("cannot be asked: " + e.getCause().getMessage(), e);
    }
  }

  /** The status that the agent answers an update with. */
  int update(TaskStatus status) throws IOException, InterruptedException {
    var call = call(Call.Type.UPDATE);
    call.getUpdateBuilder().setStatus(status);
    return post(call.build());
  }

  void message(ByteString data) throws IOException, InterruptedException {
    var call = call(Call.Type.MESSAGE);
    call.getMessageBuilder().setData(data);
    post(call.build());
  }

  void heartbeat() throws IOException, InterruptedException {
    post(call(Call.Type.HEARTBEAT).build());
  }

  private int post(Call call) throws IOException, InterruptedException {
    return calls.call(environment.agent(), headers(), WireFormat.PROTOBUF.write(call)).statusCode();
  }

  private Call.Builder call(Call.Type type) {
    var call = Call.newBuilder().setType(type).setFrameworkId(Ids.toProto(environment.framework()));
    call.getExecutorIdBuilder().setValue(environment.executor());
    return call;
  }

  private static Map<String, String> headers() {
    String protobuf = WireFormat.PROTOBUF.mediaType();
    return Map.of("Content-Type", protobuf, "Accept", protobuf);
  }

  /** Cuts whatever is under way. */
  @Override
  public void close() {
    streams.close();
    calls.close();
  }
}

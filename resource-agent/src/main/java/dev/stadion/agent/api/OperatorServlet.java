package dev.stadion.agent.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.RunningAgent;
import dev.stadion.dropwizard.http.BodyTooLongException;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.mesos.v1.agent.Call;
import dev.stadion.mesos.v1.agent.Response;
import dev.stadion.mesos.wire.Accepts;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** {@code POST /api/v1} of an agent: operators ask (mesos-v1.md §13). */
public final class OperatorServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final transient RunningAgent running;
  private final transient VirtualFiles files;
  private final transient InstantSource clock;
  private final transient Instant started;

  /**
   * @param root the directory of all sandboxes; absolute
   * @param started when this process did
   */
  public OperatorServlet(RunningAgent running, Path root, InstantSource clock, Instant started) {
    this.running = requireNonNull(running, "running");
    this.files = new VirtualFiles(root, running);
    this.clock = requireNonNull(clock, "clock");
    this.started = requireNonNull(started, "started");
  }

  /** Every path this servlet is for: what is below belongs to it, too, as in Mesos. */
  public static String[] paths() {
    return new String[] {"/api/v1/*", "/slave(1)/api/v1/*", "/slave%281%29/api/v1/*"};
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      answer(request, response);
    } catch (Refusal refusal) {
      refusal.answer(response);
    } catch (BodyTooLongException e) {
      new Refusal(413, String.valueOf(e.getMessage())).answer(response);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    if (!request.getMethod().equals("POST")) {
      throw new Refusal(405, "Expecting POST", Map.of("Allow", "POST"));
    }
    Call call = parse(request);
    WireFormat accepted = accepted(request, call);
    Agent agent =
        running
            .agent()
            .orElseThrow(() ->
                new Refusal(503, "Agent has not finished recovery", Map.of("Retry-After", "1")));
    Response answer = new OperatorAnswers(agent, files, started, clock.instant()).to(call);
    byte[] body = accepted.write(answer);
    // Set as a header and not as a type, so that no charset is ever added.
    response.setHeader("Content-Type", accepted.mediaType());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static WireFormat accepted(HttpServletRequest request, Call call) throws Refusal {
    String accept = request.getHeader("Accept");
    Optional<WireFormat> format = Accepts.format(accept);
    if (format.isEmpty() && String.valueOf(accept).contains("application/recordio")) {
      // Only calls that stream are asked like this, and there are none here.
      throw new Refusal(501, "This agent does not know " + call.getType());
    }
    return format.orElseThrow(() ->
        new Refusal(406, "Expecting 'Accept' to allow application/json or application/x-protobuf"));
  }

  private static Call parse(HttpServletRequest request) throws IOException, Refusal {
    String type = request.getContentType();
    if (type == null || type.isBlank()) {
      throw new Refusal(400, "Expecting 'Content-Type' to be present");
    }
    WireFormat format =
        WireFormat.ofMediaType(type)
            .orElseThrow(() ->
                new Refusal(
                    415, "Expecting 'Content-Type' of application/json or application/x-protobuf"));
    try {
      Call call = format.read(request.getInputStream().readAllBytes(), Call.newBuilder()).build();
      if (!call.hasType() && !call.getUnknownFields().hasField(Call.TYPE_FIELD_NUMBER)) {
        throw new Refusal(400, "Failed to validate agent::Call: Expecting 'type' to be present");
      }
      return call;
    } catch (MalformedMessageException e) {
      throw new Refusal(400, "Failed to parse body: " + e.getMessage());
    }
  }
}

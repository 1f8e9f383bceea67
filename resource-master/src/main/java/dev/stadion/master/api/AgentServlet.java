package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.auth.BasicAuthentication;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.wire.AgentCallReader;
import dev.stadion.master.wire.AgentEvents;
import dev.stadion.master.wire.InvalidCallException;
import dev.stadion.mesos.agent.v1.Call;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.wire.Accepts;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.AgentId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** {@code POST /api/v1/agent}: our own conversation with agents, shaped like the scheduler's. */
public final class AgentServlet extends ApiServlet {
  private static final long serialVersionUID = 1;

  /** Less than our agents wait for an answer (15 s). */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String STREAM_ID = "Stadion-Stream-Id";

  private final transient Streams streams;
  private final transient InstantSource clock;
  private final transient Authorization authorization;

  /**
   * @param clock dates statuses that have no date of their own
   */
  public AgentServlet(
      Master master, Streams streams, InstantSource clock, Authorization authorization) {
    super(master);
    this.streams = requireNonNull(streams, "streams");
    this.clock = requireNonNull(clock, "clock");
    this.authorization = requireNonNull(authorization, "authorization");
  }

  @Override
  Duration patience() {
    return PATIENCE;
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    WireFormat format = format(request);
    Call call = parse(format, request.getInputStream().readAllBytes(), Call.newBuilder()).build();
    if (call.getType() == Call.Type.SUBSCRIBE) {
      authorization.mustRegisterAgents(request);
      subscribe(request, response, call);
      return;
    }
    String stream = request.getHeader(STREAM_ID);
    if (stream == null) {
      throw new Refusal(400, "Expecting '" + STREAM_ID + "' to be present");
    }
    switch (decide(read(call, stream))) {
      case MasterOutcome.Accepted() -> accepted(response, HttpServletResponse.SC_ACCEPTED);
      case MasterOutcome.AgentUnknown() ->
          throw new Refusal(403, "The agent is not subscribed with this stream");
      default -> throw new IllegalStateException("a call of an agent led nowhere");
    }
  }

  private static MasterEvent claimed(HttpServletRequest request, MasterEvent read) {
    return read instanceof MasterEvent.AgentSubscribe subscribe
        ? subscribe.by(BasicAuthentication.principal(request))
        : read;
  }

  private MasterEvent read(Call call, String stream) throws Refusal {
    try {
      return AgentCallReader.read(call, stream, clock.instant());
    } catch (InvalidCallException e) {
      throw new Refusal(400, "Failed to validate agent::Call: " + e.getMessage());
    }
  }

  private void subscribe(HttpServletRequest request, HttpServletResponse response, Call call)
      throws Refusal {
    WireFormat format =
        Accepts.format(request.getHeader("Accept"))
            .orElseThrow(() -> new Refusal(406, "Expecting an acceptable 'Accept'"));
    EventStream stream = streams.open(format, AgentEvents.heartbeat(epoch()));
    AgentId agent;
    try {
      agent =
          switch (decide(claimed(request, read(call, stream.id())))) {
            case MasterOutcome.AgentAdmitted(var id) -> id;
            // Only one event waits for it on its stream: that it was refused.
            case MasterOutcome.AgentTurnedAway(var id) -> id;
            case MasterOutcome.AgentRefused(var message) -> throw new Refusal(409, message);
            default -> throw new IllegalStateException("an agent's SUBSCRIBE led nowhere");
          };
    } catch (Refusal | RuntimeException e) {
      streams.forget(stream);
      throw e;
    }
    response.setHeader(STREAM_ID, stream.id());
    stream(
        request,
        response,
        stream,
        () -> {
          streams.forget(stream);
          master().post(new MasterEvent.AgentDisconnected(agent, stream.id()));
        });
  }

  private long epoch() throws Refusal {
    try {
      return master().snapshot().epoch();
    } catch (NotLeadingException | StoreUnavailableException e) {
      throw new Refusal(503, "The registry cannot be reached", Map.of("Retry-After", "1"));
    }
  }
}

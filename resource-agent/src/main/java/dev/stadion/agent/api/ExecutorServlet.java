package dev.stadion.agent.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.executor.ExecutorCallReader;
import dev.stadion.agent.executor.ExecutorCallReader.InvalidCallException;
import dev.stadion.agent.executor.ExecutorEvents;
import dev.stadion.agent.executor.ExecutorTokens;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentOutcome;
import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.RunningAgent;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.dropwizard.http.BodyTooLongException;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.OverloadedException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.dropwizard.stream.StreamAnswer;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.executor.Call;
import dev.stadion.mesos.wire.Accepts;
import dev.stadion.mesos.wire.MalformedMessageException;
import dev.stadion.mesos.wire.WireFormat;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code POST /api/v1/executor} (mesos-v1.md §11.1), with the checks of §1.5 in their order. Runs
 * on the request's own virtual thread and may wait there.
 */
public final class ExecutorServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int DECIDE_WITHIN_SECONDS = 20;

  private final transient RunningAgent running;
  private final transient InstantSource clock;

  /**
   * @param clock dates statuses that have no date of their own
   */
  public ExecutorServlet(RunningAgent running, InstantSource clock) {
    this.running = requireNonNull(running, "running");
    this.clock = requireNonNull(clock, "clock");
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
    } catch (InvalidCallException e) {
      new Refusal(400, "Failed to validate executor::Call: " + e.getMessage()).answer(response);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal, InvalidCallException {
    Agent agent =
        running
            .agent()
            .filter(Agent::isRecovered)
            .orElseThrow(() -> unavailable("Agent has not finished recovery"));
    ExecutorTokens.Claims claims = claims(agent, request);
    if (!request.getMethod().equals("POST")) {
      throw new Refusal(405, "Expecting POST", Map.of("Allow", "POST"));
    }
    Call call = parse(request);
    Call.Type type = ExecutorCallReader.type(call);
    ExecutorKey executor = ExecutorCallReader.executor(call);
    mustMatch(claims, agent, executor);
    if (type == Call.Type.SUBSCRIBE) {
      subscribe(agent, request, response, call, executor);
      return;
    }
    settle(agent, ExecutorCallReader.read(call, "", clock.instant()));
    if (type == Call.Type.UNKNOWN) {
      throw new Refusal(501, "Received an unknown call type");
    }
    // Understood, and no more to say: no body and no media type.
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
    response.setContentLength(0);
  }

  private static Refusal unavailable(String text) {
    return new Refusal(503, text, Map.of("Retry-After", "1"));
  }

  /** Null when executors need not prove who they are. */
  private static ExecutorTokens.Claims claims(Agent agent, HttpServletRequest request)
      throws Refusal {
    if (agent.tokens().isEmpty()) {
      return null;
    }
    return agent
        .tokens()
        .get()
        .verify(request.getHeader("Authorization"))
        .orElseThrow(() ->
            new Refusal(
                401,
                "A token of this agent is needed",
                Map.of("WWW-Authenticate", "Bearer realm=\"mesos-agent-executor\"")));
  }

  private static void mustMatch(ExecutorTokens.Claims claims, Agent agent, ExecutorKey executor)
      throws Refusal {
    if (claims == null) {
      return;
    }
    boolean itself =
        claims.framework().equals(executor.framework().value())
            && claims.executor().equals(executor.executor());
    boolean thisLife =
        agent
            .state()
            .executors()
            .find(executor)
            .map(lives -> lives.container().value().equals(claims.container()))
            .orElse(true);
    if (!itself || !thisLife) {
      throw new Refusal(403, "The token is that of another executor");
    }
  }

  private static Call parse(HttpServletRequest request) throws IOException, Refusal {
    String contentType = request.getContentType();
    if (contentType == null || contentType.isBlank()) {
      throw new Refusal(400, "Expecting 'Content-Type' to be present");
    }
    WireFormat format =
        WireFormat.ofMediaType(contentType)
            .orElseThrow(() ->
                new Refusal(
                    415, "Expecting 'Content-Type' of application/json or application/x-protobuf"));
    try {
      return format.read(request.getInputStream().readAllBytes(), Call.newBuilder()).build();
    } catch (MalformedMessageException e) {
      throw new Refusal(400, "Failed to parse body: " + e.getMessage());
    }
  }

  private void subscribe(
      Agent agent,
      HttpServletRequest request,
      HttpServletResponse response,
      Call call,
      ExecutorKey executor)
      throws Refusal, InvalidCallException {
    WireFormat format =
        Accepts.format(request.getHeader("Accept"))
            .orElseThrow(() ->
                new Refusal(
                    406, "Expecting 'Accept' to allow application/json or application/x-protobuf"));
    Streams streams = agent.executorStreams();
    EventStream stream = streams.open(format, ExecutorEvents.heartbeat());
    try {
      settle(agent, ExecutorCallReader.read(call, stream.id(), clock.instant()));
    } catch (Refusal | InvalidCallException | RuntimeException e) {
      streams.forget(stream);
      throw e;
    }
    StreamAnswer.begin(
        request,
        response,
        new StreamAnswer.Source(
            stream.id(), stream.format().mediaType(), stream::pump, stream::cut, stream::onCut),
        () -> {
          streams.forget(stream);
          agent.post(new AgentEvent.ExecutorDisconnected(executor, stream.id()));
        });
  }

  /** Waits until the call is decided and remembered. */
  private static void settle(Agent agent, AgentEvent event) throws Refusal {
    switch (decide(agent, event)) {
      case AgentOutcome.Done() -> {}
      case AgentOutcome.UnknownExecutor(String message) -> throw new Refusal(400, message);
      case AgentOutcome.NotSubscribed() -> throw new Refusal(403, "Executor is not subscribed");
      case AgentOutcome.InvalidUpdate(String message) -> {
        agent.tally().invalidUpdate();
        throw new Refusal(400, message);
      }
      case AgentOutcome.StaleMaster _ ->
          throw new IllegalStateException("an executor's call has no epoch");
    }
  }

  private static AgentOutcome decide(Agent agent, AgentEvent event) throws Refusal {
    try {
      return agent.submit(event).get(DECIDE_WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw switch (e.getCause()) {
        case NotLeadingException _ -> unavailable("This agent stops");
        case StoreUnavailableException _ -> unavailable("The journal cannot be written");
        case OverloadedException _ -> unavailable("Too much is waiting");
        case null, default ->
            throw new IllegalStateException("an event could not be decided", e.getCause());
      };
    } catch (TimeoutException e) {
      throw unavailable("The decision takes too long");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("This agent stops");
    }
  }
}

package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.auth.BasicAuthentication;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.FrameworkCall;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.wire.CallReader;
import dev.stadion.master.wire.FrameworkEvents;
import dev.stadion.master.wire.InvalidCallException;
import dev.stadion.mesos.recordio.MalformedRecordException;
import dev.stadion.mesos.recordio.RecordReader;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.wire.Accepts;
import dev.stadion.mesos.wire.StreamHeaders;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.FrameworkId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code POST /api/v1/scheduler} (mesos-v1.md §1.5, §3), and many calls in one request. */
public final class SchedulerServlet extends ApiServlet {
  private static final long serialVersionUID = 1;
  private static final String STREAM_ID = "Mesos-Stream-Id";
  private static final String BATCH = "Stadion-Batch";
  private static final String RECORDIO = "recordio";
  private static final int MAX_RECORD_BYTES = 64 * 1024 * 1024;

  private final transient Streams streams;
  private final int most;
  private final AtomicInteger subscribed = new AtomicInteger();

  /**
   * @param most how many frameworks may be subscribed; those that are known come back nevertheless
   */
  public SchedulerServlet(Master master, Streams streams, int most) {
    super(master);
    this.streams = requireNonNull(streams, "streams");
    this.most = most;
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    WireFormat format = format(request);
    byte[] body = request.getInputStream().readAllBytes();
    if (RECORDIO.equals(request.getHeader(BATCH))) {
      batch(request, response, format, body);
      return;
    }
    Call call =
        Principals.settled(
            parse(format, body, Call.newBuilder()).build(), BasicAuthentication.principal(request));
    try {
      if (CallReader.isSubscribe(call)) {
        subscribe(request, response, call);
      } else {
        perform(request, response, call);
      }
    } catch (InvalidCallException e) {
      throw invalid(e);
    }
  }

  private static Refusal invalid(InvalidCallException e) {
    return new Refusal(400, "Failed to validate scheduler::Call: " + e.getMessage());
  }

  private void subscribe(HttpServletRequest request, HttpServletResponse response, Call call)
      throws Refusal, InvalidCallException {
    // Checked before the stream is made: a malformed call shall change nothing.
    MasterEvent.Subscribe checked = CallReader.subscribe(call, "");
    WireFormat format = acceptable(request);
    if (request.getHeader(STREAM_ID) != null) {
      throw new Refusal(400, "Subscribe calls should not include the 'Mesos-Stream-Id' header");
    }
    mustHaveRoom(checked.id());
    EventStream stream = streams.open(format, FrameworkEvents.heartbeat());
    Optional<FrameworkId> framework = Optional.empty();
    try {
      Optional<String> problem = CallReader.idProblem(call);
      MasterOutcome outcome =
          problem.isPresent()
              ? new MasterOutcome.SubscriptionRefused(problem.get())
              : decide(
                  new MasterEvent.Subscribe(
                      stream.id(), checked.id(), checked.description(), checked.suppressedRoles()));
      switch (outcome) {
        case MasterOutcome.FrameworkSubscribed(var id) -> framework = Optional.of(id);
        case MasterOutcome.SubscriptionRefused(var message) -> {
          stream.send(List.of(FrameworkEvents.error(message)));
          stream.close();
        }
        default -> throw new IllegalStateException("SUBSCRIBE led to " + outcome);
      }
    } catch (Refusal | RuntimeException e) {
      subscribed.decrementAndGet();
      streams.forget(stream);
      throw e;
    }
    response.setHeader(STREAM_ID, stream.id());
    response.setHeader(BATCH, RECORDIO);
    Optional<FrameworkId> known = framework;
    stream(
        request,
        response,
        stream,
        () -> {
          subscribed.decrementAndGet();
          streams.forget(stream);
          known.ifPresent(
              id -> master().post(new MasterEvent.FrameworkDisconnected(id, stream.id())));
        });
  }

  /**
   * Takes a seat. Whoever subscribes without an end must not take the master from those it works
   * for (promises.md P17).
   */
  private void mustHaveRoom(Optional<FrameworkId> id) throws Refusal {
    boolean known = id.isPresent() && snapshot().frameworks().containsKey(id.get());
    if (subscribed.incrementAndGet() > most && !known) {
      subscribed.decrementAndGet();
      throw new Refusal(503, "Too many frameworks are subscribed", Map.of("Retry-After", "1"));
    }
  }

  /** JSON is tried first; nothing said means JSON. */
  private static WireFormat acceptable(HttpServletRequest request) throws Refusal {
    return Accepts.format(request.getHeader("Accept"))
        .orElseThrow(() ->
            new Refusal(
                406, "Expecting 'Accept' to allow application/json or application/x-protobuf"));
  }

  private void perform(HttpServletRequest request, HttpServletResponse response, Call call)
      throws Refusal, InvalidCallException {
    FrameworkId framework = framework(call);
    FrameworkCall read = CallReader.read(call);
    if (call.getType() == Call.Type.RECONCILE_OPERATIONS) {
      acceptable(request); // Mesos once answered it at once, and still looks (mesos-v1.md §1.2)
    }
    accepted(response, settle(request, framework, List.of(read)));
  }

  private static FrameworkId framework(Call call) throws Refusal, InvalidCallException {
    return CallReader.framework(call)
        .orElseThrow(() -> new Refusal(400, "Framework cannot be found"));
  }

  /** The status of calls that were understood. */
  private int settle(HttpServletRequest request, FrameworkId framework, List<FrameworkCall> calls)
      throws Refusal {
    var event =
        new MasterEvent.FrameworkCalls(
            framework,
            Optional.ofNullable(request.getHeader(STREAM_ID)),
            BasicAuthentication.principal(request),
            calls);
    return switch (decide(event)) {
      case MasterOutcome.Accepted() -> {
        if (calls.contains(CallReader.UNKNOWN)) {
          throw new Refusal(501, "Received an unknown call type");
        }
        yield HttpServletResponse.SC_ACCEPTED;
      }
      case MasterOutcome.FrameworkUpdated() -> HttpServletResponse.SC_OK;
      case MasterOutcome.FrameworkUpdateRefused(var message) -> throw new Refusal(400, message);
      case MasterOutcome.NotAuthorized(var message) -> throw new Refusal(403, message);
      case MasterOutcome.UnknownFramework() -> throw new Refusal(400, "Framework cannot be found");
      case MasterOutcome.PrincipalForeign() ->
          throw new Refusal(400, "Framework " + framework + " is of another principal");
      case MasterOutcome.NotSubscribed() -> throw new Refusal(403, "Framework is not subscribed");
      case MasterOutcome.StreamMissing() ->
          throw new Refusal(
              400, "All non-subscribe calls should include the 'Mesos-Stream-Id' header");
      case MasterOutcome.StreamForeign() ->
          throw new Refusal(
              400,
              "The stream ID included in this request didn't match the stream ID currently"
                  + " associated with framework ID "
                  + framework);
      case MasterOutcome.FrameworkSubscribed _,
          MasterOutcome.SubscriptionRefused _,
          MasterOutcome.PolicyRefused _,
          MasterOutcome.AgentAdmitted _,
          MasterOutcome.AgentRefused _,
          MasterOutcome.AgentTurnedAway _,
          MasterOutcome.OperatorRefused _,
          MasterOutcome.AgentUnknown _ ->
          throw new IllegalStateException("calls of " + framework + " led nowhere");
    };
  }

  /**
   * Calls of one framework, performed in their order; the first that is refused ends the row, and
   * its code is the answer, with a header that says how many before it were accepted.
   */
  private void batch(
      HttpServletRequest request, HttpServletResponse response, WireFormat format, byte[] body)
      throws Refusal {
    List<byte[]> records = records(body);
    var calls = new ArrayList<FrameworkCall>();
    FrameworkId framework = null;
    Refusal first = null;
    try {
      for (byte[] each : records) {
        Call call =
            Principals.settled(
                parse(format, each, Call.newBuilder()).build(),
                BasicAuthentication.principal(request));
        if (CallReader.isSubscribe(call)) {
          throw new Refusal(400, "SUBSCRIBE cannot be sent in a batch");
        }
        FrameworkId of = framework(call);
        if (framework != null && !framework.equals(of)) {
          throw new Refusal(400, "All calls of a batch must be of one framework");
        }
        FrameworkCall read = CallReader.read(call);
        framework = of;
        calls.add(read);
      }
    } catch (Refusal e) {
      first = e;
    } catch (InvalidCallException e) {
      first = invalid(e);
    }
    if (calls.isEmpty() && first == null) {
      throw new Refusal(400, "A batch must have at least one call");
    }
    if (!calls.isEmpty()) {
      settle(request, framework, calls);
    }
    if (first != null) {
      response.setHeader(StreamHeaders.BATCH_ACCEPTED, Integer.toString(calls.size()));
      throw first;
    }
    accepted(response, HttpServletResponse.SC_ACCEPTED);
  }

  private static List<byte[]> records(byte[] body) throws Refusal {
    try {
      var reader = new RecordReader(MAX_RECORD_BYTES);
      List<byte[]> records = reader.feed(body, 0, body.length);
      if (!reader.isBetweenRecords()) {
        throw new Refusal(400, "The last record of the batch is incomplete");
      }
      return records;
    } catch (MalformedRecordException e) {
      throw new Refusal(400, "Failed to read the batch: " + e.getMessage());
    }
  }
}

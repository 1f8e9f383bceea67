package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.audit.AuditTrail;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.document.Metrics;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.OperatorCall;
import dev.stadion.master.wire.InvalidCallException;
import dev.stadion.master.wire.OperatorCallReader;
import dev.stadion.master.wire.OperatorEvents;
import dev.stadion.mesos.stream.EventStream;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.Metric;
import dev.stadion.mesos.v1.master.Call;
import dev.stadion.mesos.v1.master.Response;
import dev.stadion.mesos.wire.Accepts;
import dev.stadion.mesos.wire.WireFormat;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** {@code POST /api/v1}: operators ask, change and watch (mesos-v1.md §13). */
public final class OperatorServlet extends ApiServlet {
  private static final long serialVersionUID = 1;

  private final transient Streams streams;
  private final transient Map<String, String> flags;
  private final transient Metrics metrics;
  private final transient Verbosity verbosity;
  private final transient Authorization authorization;

  /**
   * @param flags how this master is set up, in the words of Mesos
   */
  public OperatorServlet(
      Master master,
      Streams streams,
      Map<String, String> flags,
      Metrics metrics,
      Authorization authorization) {
    super(master);
    this.streams = requireNonNull(streams, "streams");
    this.flags = Map.copyOf(flags);
    this.metrics = requireNonNull(metrics, "metrics");
    this.authorization = requireNonNull(authorization, "authorization");
    this.verbosity = new Verbosity();
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    WireFormat format = format(request);
    Call call = parse(format, request.getInputStream().readAllBytes(), Call.newBuilder()).build();
    if (!call.hasType() && !call.getUnknownFields().hasField(Call.TYPE_FIELD_NUMBER)) {
      throw new Refusal(400, "Failed to validate master::Call: Expecting 'type' to be present");
    }
    Optional<MasterEvent> change = change(call);
    WireFormat accepted =
        Accepts.format(request.getHeader("Accept"))
            .orElseThrow(() ->
                new Refusal(
                    406, "Expecting 'Accept' to allow application/json or application/x-protobuf"));
    if (change.isPresent()) {
      OperatorAudit.concerns(request, change.get());
      authorization.mustChange(request, change.get(), snapshot());
      OperatorAudit.begins(request);
      OperatorOutcomes.settle(decide(change.get()));
      accepted(response, OperatorOutcomes.status(call.getType()));
      return;
    }
    switch (call.getType()) {
      case SUBSCRIBE -> {
        authorization.viewpoint(request).mustSeeEverything();
        subscribe(request, response, accepted);
      }
      case SET_LOGGING_LEVEL -> {
        AuditTrail.of(request).concerns("SET_LOGGING_LEVEL", "");
        OperatorAudit.begins(request);
        verbosity.set(call);
        accepted(response, HttpServletResponse.SC_OK);
      }
      case GET_METRICS -> write(response, accepted, metrics());
      default ->
          write(
              response,
              accepted,
              new OperatorAnswers(
                      snapshot(),
                      authorization.viewpoint(request),
                      master().identity(),
                      flags,
                      verbosity)
                  .to(call));
    }
  }

  private static Optional<MasterEvent> change(Call call) throws Refusal {
    try {
      return OperatorCallReader.change(call);
    } catch (InvalidCallException e) {
      throw new Refusal(400, "Failed to validate master::Call: " + e.getMessage());
    }
  }

  private void subscribe(
      HttpServletRequest request, HttpServletResponse response, WireFormat format) throws Refusal {
    EventStream stream = streams.open(format, OperatorEvents.heartbeat());
    try {
      MasterOutcome outcome =
          decide(new MasterEvent.FromOperator(new OperatorCall.Subscribe(stream.id())));
      OperatorOutcomes.settle(outcome);
    } catch (Refusal | RuntimeException e) {
      streams.forget(stream);
      throw e;
    }
    stream(request, response, stream, () -> streams.forget(stream));
  }

  private Response metrics() throws Refusal {
    var answer = Response.GetMetrics.newBuilder();
    metrics
        .read(Optional.of(snapshot()))
        .forEach(
            (name, value) -> answer.addMetrics(Metric.newBuilder().setName(name).setValue(value)));
    return Response.newBuilder().setType(Response.Type.GET_METRICS).setGetMetrics(answer).build();
  }

  private static void write(HttpServletResponse response, WireFormat format, Response answer)
      throws IOException {
    byte[] body = format.write(answer);
    // Set as a header and not as a type, so that no charset is ever added.
    response.setHeader("Content-Type", format.mediaType());
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}

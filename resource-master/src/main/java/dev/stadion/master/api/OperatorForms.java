package dev.stadion.master.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.Operation;
import dev.stadion.master.heart.OperatorCall;
import dev.stadion.master.wire.InvalidCallException;
import dev.stadion.master.wire.OperatorCallReader;
import dev.stadion.master.wire.RoleAnswers;
import dev.stadion.master.wire.Schedules;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.Request;
import dev.stadion.mesos.v1.WeightInfo;
import dev.stadion.mesos.v1.maintenance.Schedule;
import dev.stadion.mesos.v1.master.Call;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.IdRules;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The older endpoints for operators: forms and JSON documents instead of calls (mesos-v1.md §12.3).
 * Bare and under {@code /master}.
 */
public final class OperatorForms extends ApiServlet {
  private static final long serialVersionUID = 1;
  private static final Pattern CALLBACK = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,127}");

  private static final Map<String, List<String>> METHODS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("/reserve", List.of("POST")),
              Map.entry("/unreserve", List.of("POST")),
              Map.entry("/create-volumes", List.of("POST")),
              Map.entry("/destroy-volumes", List.of("POST")),
              Map.entry("/teardown", List.of("POST")),
              Map.entry("/weights", List.of("GET", "PUT")),
              Map.entry("/quota", List.of("GET")),
              Map.entry("/machine/up", List.of("POST")),
              Map.entry("/machine/down", List.of("POST")),
              Map.entry("/maintenance/schedule", List.of("GET", "POST")),
              Map.entry("/maintenance/status", List.of("GET"))));

  /** What these forms do to the resources they name. */
  private static final Map<String, Operation.Kind> RESOURCES =
      Map.of(
          "/reserve", Operation.Kind.RESERVE,
          "/unreserve", Operation.Kind.UNRESERVE,
          "/create-volumes", Operation.Kind.CREATE,
          "/destroy-volumes", Operation.Kind.DESTROY);

  private final transient Authorization authorization;

  public OperatorForms(Master master, Authorization authorization) {
    super(master);
    this.authorization = requireNonNull(authorization, "authorization");
  }

  /** Every path this servlet is for. */
  public static String[] paths() {
    var paths = new ArrayList<String>();
    for (String name : METHODS.keySet()) {
      paths.add(name);
      paths.add("/master" + name);
    }
    return paths.toArray(String[]::new);
  }

  @Override
  List<String> allowed(HttpServletRequest request) {
    return METHODS.get(name(request));
  }

  private static String name(HttpServletRequest request) {
    String path = request.getServletPath();
    return path.startsWith("/master/") ? path.substring("/master".length()) : path;
  }

  @Override
  void answer(HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    if (request.getMethod().equals("GET")) {
      show(
          request, response, document(name(request), snapshot(), authorization.viewpoint(request)));
    } else {
      MasterEvent change = change(request);
      OperatorAudit.concerns(request, change);
      authorization.mustChange(request, change, snapshot());
      OperatorAudit.begins(request);
      OperatorOutcomes.settle(decide(change));
      boolean resources = RESOURCES.containsKey(name(request));
      accepted(response, resources ? HttpServletResponse.SC_ACCEPTED : HttpServletResponse.SC_OK);
    }
  }

  private static String document(String name, MasterState state, Viewpoint viewpoint) {
    return switch (name) {
      case "/weights" ->
          RoleAnswers.weights(state, viewpoint::seesRole).getWeightInfosList().stream()
              .map(WireFormat.JSON::writeText)
              .collect(Collectors.joining(",", "[", "]"));
      case "/quota" ->
          WireFormat.JSON.writeText(RoleAnswers.quota(state, viewpoint::seesRole).getStatus());
      case "/maintenance/schedule" ->
          WireFormat.JSON.writeText(Schedules.schedule(state.maintenance()));
      case "/maintenance/status" -> WireFormat.JSON.writeText(Schedules.status(state));
      default -> throw new IllegalStateException("no document " + name);
    };
  }

  private static void show(
      HttpServletRequest request, HttpServletResponse response, String document)
      throws IOException, Refusal {
    String callback = request.getParameter("jsonp");
    if (callback != null && !CALLBACK.matcher(callback).matches()) {
      throw new Refusal(400, "'jsonp' must name a function");
    }
    String text = callback == null ? document : callback + "(" + document + ");";
    byte[] body = text.getBytes(UTF_8);
    response.setHeader("Content-Type", callback == null ? "application/json" : "text/javascript");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static MasterEvent change(HttpServletRequest request) throws IOException, Refusal {
    return switch (name(request)) {
      case "/reserve", "/unreserve" -> resources(request, "resources");
      case "/create-volumes", "/destroy-volumes" -> resources(request, "volumes");
      case "/teardown" -> operator(new OperatorCall.Teardown(framework(request)));
      case "/weights" -> weights(list(request, "weight_infos", Call.UpdateWeights.newBuilder()));
      case "/machine/down" ->
          operator(
              new OperatorCall.StartMaintenance(
                  Schedules.machines(
                      list(request, "machines", Call.StartMaintenance.newBuilder())
                          .build()
                          .getMachinesList())));
      case "/machine/up" ->
          operator(
              new OperatorCall.StopMaintenance(
                  Schedules.machines(
                      list(request, "machines", Call.StopMaintenance.newBuilder())
                          .build()
                          .getMachinesList())));
      case "/maintenance/schedule" ->
          operator(
              new OperatorCall.UpdateSchedule(
                  Schedules.read(
                      parse(
                              WireFormat.JSON,
                              request.getInputStream().readAllBytes(),
                              Schedule.newBuilder())
                          .build())));
      default -> throw new IllegalStateException("no change by " + name(request));
    };
  }

  private static MasterEvent operator(OperatorCall call) {
    return new MasterEvent.FromOperator(call);
  }

  private static MasterEvent resources(HttpServletRequest request, String field) throws Refusal {
    String agent = field(request, "slaveId");
    String text = field(request, field);
    byte[] wrapped = ("{\"resources\":" + text + "}").getBytes(UTF_8);
    var offered = parse(WireFormat.JSON, wrapped, Request.newBuilder()).build();
    String problem = IdRules.problemWith(agent);
    if (problem != null) {
      throw new Refusal(400, "The agent id " + problem);
    }
    try {
      return OperatorCallReader.change(
              AgentID.newBuilder().setValue(agent).build(),
              RESOURCES.get(name(request)),
              offered.getResourcesList())
          .orElseThrow();
    } catch (InvalidCallException e) {
      throw new Refusal(400, String.valueOf(e.getMessage()));
    }
  }

  private static String field(HttpServletRequest request, String name) throws Refusal {
    String value = request.getParameter(name);
    if (value == null) {
      throw new Refusal(400, "Missing '" + name + "' in the form");
    }
    return value;
  }

  private static FrameworkId framework(HttpServletRequest request) throws Refusal {
    String id = field(request, "frameworkId");
    String problem = IdRules.problemWith(id);
    if (problem != null) {
      throw new Refusal(400, "The framework id " + problem);
    }
    return new FrameworkId(id);
  }

  private static MasterEvent weights(Call.UpdateWeights.Builder update) throws Refusal {
    try {
      List<WeightInfo> infos = update.build().getWeightInfosList();
      return OperatorCallReader.weights(infos);
    } catch (InvalidCallException e) {
      throw new Refusal(400, String.valueOf(e.getMessage()));
    }
  }

  /** A bare list in the body, read as the member of a message that has it. */
  private static <B extends Message.Builder> B list(
      HttpServletRequest request, String member, B builder) throws IOException, Refusal {
    String text = new String(request.getInputStream().readAllBytes(), UTF_8);
    if (!text.strip().startsWith("[")) {
      throw new Refusal(400, "Expecting a list");
    }
    byte[] wrapped = ("{\"" + member + "\":" + text + "}").getBytes(UTF_8);
    return parse(WireFormat.JSON, wrapped, builder);
  }
}

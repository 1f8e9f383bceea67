package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.document.Body;
import dev.stadion.master.document.Documents;
import dev.stadion.master.document.Measurements;
import dev.stadion.master.document.Metrics;
import dev.stadion.master.document.TaskPage;
import dev.stadion.master.heart.MasterState;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The small reading endpoints (mesos-v1.md §12), bare, under {@code /master} and with .json. Reads
 * one snapshot on the request's own thread; the loop is never asked.
 */
public final class ReadServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final String METRICS = "/metrics/snapshot";
  private static final String MACHINE = "/system/stats";

  private static final List<String> NAMES =
      List.of(
          "/health",
          "/version",
          "/flags",
          "/redirect",
          "/state",
          "/state-summary",
          "/slaves",
          "/frameworks",
          "/tasks",
          "/roles",
          METRICS,
          MACHINE);

  private static final Pattern CALLBACK = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,127}");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final Pattern TIMEOUT =
      Pattern.compile("[0-9]+(?:\\.[0-9]+)?(?:ns|us|ms|secs|mins|hrs|days|weeks)");

  private final transient Master master;
  private final transient Documents documents;
  private final transient Metrics metrics;
  private final transient Authorization authorization;

  public ReadServlet(
      Master master, Documents documents, Metrics metrics, Authorization authorization) {
    this.master = requireNonNull(master, "master");
    this.documents = requireNonNull(documents, "documents");
    this.metrics = requireNonNull(metrics, "metrics");
    this.authorization = requireNonNull(authorization, "authorization");
  }

  /** Every path this servlet is for. */
  public static String[] paths() {
    var paths = new ArrayList<String>();
    for (String name : NAMES) {
      for (String prefix : List.of("", "/master")) {
        paths.add(prefix + name);
        paths.add(prefix + name + ".json");
      }
    }
    // The command line tool of Mesos asks with a slash.
    paths.add("/frameworks/");
    paths.add("/master/frameworks/");
    return paths.toArray(String[]::new);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      String name =
          request
              .getServletPath()
              .replaceFirst("^/master/", "/")
              .replaceFirst("\\.json$", "")
              .replaceFirst("/$", "");
      answer(name, request, response);
    } catch (Refusal refusal) {
      refusal.answer(response);
    } catch (NotLeadingException | StoreUnavailableException e) {
      unavailable("The registry cannot be reached").answer(response);
    }
  }

  private void answer(String name, HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    switch (name) {
      case "/health" -> {
        mustRead(request);
        response.setContentLength(0);
      }
      case "/version" -> show(request, response, documents.version());
      case "/flags" -> {
        authorization.viewpoint(request).mustSeeFlags();
        show(request, response, documents.flags());
      }
      case "/redirect" -> redirect(request, response);
      case METRICS -> {
        timeout(request);
        show(request, response, Documents.metrics(metrics.read(state())));
      }
      case MACHINE -> show(request, response, Documents.metrics(Measurements.machine()));
      default -> {
        mustLead(request);
        mustRead(request);
        show(request, response, ofLeader(name, request));
      }
    }
  }

  private Body ofLeader(String name, HttpServletRequest request) throws Refusal {
    Viewpoint viewpoint = authorization.viewpoint(request);
    if (name.equals("/roles")) {
      return viewpoint.seesAllRoles()
          ? documents.roles(master::snapshot)
          : documents.roles(master::snapshot, viewpoint::seesRole);
    }
    if (name.equals("/slaves")) {
      // Amounts only, and these are the same for everybody.
      return documents.slaves(master::snapshot, parameter(request, "slave_id"));
    }
    return viewpoint.seesEverything() && viewpoint.seesFlags()
        ? ofLeader(name, request, documents, master::snapshot)
        : ofLeader(
            name,
            request,
            documents.forOne(viewpoint.seesFlags()),
            () -> viewpoint.of(master.snapshot()));
  }

  private Body ofLeader(
      String name, HttpServletRequest request, Documents documents, Supplier<MasterState> snapshot)
      throws Refusal {
    return switch (name) {
      case "/state" -> documents.state(snapshot, master.identity());
      case "/state-summary" -> documents.summary(snapshot, master.identity());
      case "/frameworks" -> documents.frameworks(snapshot, parameter(request, "framework_id"));
      case "/tasks" -> documents.tasks(snapshot, page(request));
      default -> throw new IllegalStateException("no document " + name);
    };
  }

  private static TaskPage page(HttpServletRequest request) throws Refusal {
    return new TaskPage(
        number(request, "limit", TaskPage.USUAL, -1),
        number(request, "offset", 0, 0),
        "asc".equals(request.getParameter("order")),
        parameter(request, "framework_id"),
        parameter(request, "task_id"));
  }

  private static Optional<String> parameter(HttpServletRequest request, String name) {
    return Optional.ofNullable(request.getParameter(name));
  }

  private static long number(HttpServletRequest request, String name, long otherwise, long least)
      throws Refusal {
    String text = request.getParameter(name);
    if (text == null) {
      return otherwise;
    }
    if (!NUMBER.matcher(text).matches() || Long.parseLong(text) < least) {
      throw new Refusal(400, "'" + name + "' must be a whole number from " + least);
    }
    return Long.parseLong(text);
  }

  /** The answer is there at once, so it only has to be a duration. */
  private static void timeout(HttpServletRequest request) throws Refusal {
    String text = request.getParameter("timeout");
    if (text != null && !TIMEOUT.matcher(text).matches()) {
      throw new Refusal(400, "'timeout' must be a duration such as 5secs");
    }
  }

  private Optional<MasterState> state() {
    try {
      return master.leads() ? Optional.of(master.snapshot()) : Optional.empty();
    } catch (NotLeadingException | StoreUnavailableException e) {
      return Optional.empty();
    }
  }

  private void mustLead(HttpServletRequest request) throws Refusal {
    if (master.leads()) {
      return;
    }
    String leader = master.leader().orElseThrow(() -> unavailable("No leader elected"));
    if (leader.equals(own())) {
      throw unavailable("Master has not finished recovery");
    }
    String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
    throw to("//" + leader + request.getRequestURI() + query);
  }

  /** To the leader, also when that is this master (mesos-v1.md §1.5). */
  private void redirect(HttpServletRequest request, HttpServletResponse response)
      throws Refusal, IOException {
    mustRead(request);
    Optional<String> leader = master.leads() ? Optional.of(own()) : master.leader();
    to("//" + leader.orElseThrow(() -> unavailable("No leader elected"))).answer(response);
  }

  private static Refusal to(String location) {
    return new Refusal(HttpServletResponse.SC_TEMPORARY_REDIRECT, "", Map.of("Location", location));
  }

  private static Refusal unavailable(String text) {
    return new Refusal(503, text, Map.of("Retry-After", "1"));
  }

  private String own() {
    return master.identity().hostname() + ":" + master.identity().port();
  }

  private static void mustRead(HttpServletRequest request) throws Refusal {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw new Refusal(405, "Expecting GET", Map.of("Allow", "GET, HEAD"));
    }
  }

  private static void show(HttpServletRequest request, HttpServletResponse response, Body document)
      throws IOException, Refusal {
    mustRead(request);
    String callback = request.getParameter("jsonp");
    if (callback != null && !CALLBACK.matcher(callback).matches()) {
      throw new Refusal(400, "'jsonp' must name a function");
    }
    if (callback == null) {
      write(request, response, "application/json", List.of(document));
    } else {
      Body before = Body.of(callback + "(");
      write(request, response, "text/javascript", List.of(before, document, Body.of(");")));
    }
  }

  private static void write(
      HttpServletRequest request, HttpServletResponse response, String type, List<Body> parts)
      throws IOException {
    // Set as a header and not as a type, so that no charset is ever added.
    response.setHeader("Content-Type", type);
    response.setContentLengthLong(parts.stream().mapToLong(Body::length).sum());
    if (request.getMethod().equals("HEAD")) {
      return;
    }
    for (Body part : parts) {
      part.writeTo(response.getOutputStream());
    }
  }
}

package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.master.heart.MasterState;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The small reading endpoints (mesos-v1.md §12), bare, under {@code /master} and with .json. */
public final class ReadServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final List<String> NAMES =
      List.of(
          "/health",
          "/version",
          "/redirect",
          "/state",
          "/slaves",
          "/frameworks",
          "/tasks",
          "/metrics/snapshot");
  private static final Pattern CALLBACK = Pattern.compile("[A-Za-z_$][A-Za-z0-9_$.]{0,127}");

  private final transient Master master;
  private final transient ObjectMapper mapper;

  public ReadServlet(Master master, ObjectMapper mapper) {
    this.master = requireNonNull(master, "master");
    this.mapper = requireNonNull(mapper, "mapper");
  }

  /** Every path this servlet is for. */
  public static String[] paths() {
    var paths = new ArrayList<String>();
    for (String name : NAMES) {
      paths.add(name);
      paths.add("/master" + name);
      paths.add(name + ".json");
      paths.add("/master" + name + ".json");
    }
    paths.add("/master/frameworks/");
    return paths.toArray(String[]::new);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getServletPath();
    String name =
        path.replaceFirst("^/master/", "/").replaceFirst("\\.json$", "").replaceFirst("/$", "");
    switch (name) {
      case "/health" -> response.setContentLength(0);
      case "/version" -> answer(request, response, Documents.version());
      case "/redirect" -> redirect(response, "");
      case "/metrics/snapshot" -> answer(request, response, metrics());
      default -> ofLeader(request, response, name);
    }
  }

  private void ofLeader(HttpServletRequest request, HttpServletResponse response, String name)
      throws IOException {
    Optional<MasterState> state = state();
    if (state.isEmpty()) {
      redirect(response, request.getRequestURI());
      return;
    }
    var documents = new Documents(state.get(), master.identity());
    switch (name) {
      case "/state" -> answer(request, response, documents.state());
      case "/slaves" -> answer(request, response, documents.slaves());
      case "/frameworks" -> answer(request, response, documents.frameworks());
      default -> tasks(request, response, documents);
    }
  }

  private void tasks(HttpServletRequest request, HttpServletResponse response, Documents documents)
      throws IOException {
    try {
      int limit = number(request, "limit", 100);
      int offset = number(request, "offset", 0);
      boolean ascending = "asc".equals(request.getParameter("order"));
      answer(request, response, documents.tasks(limit, offset, ascending));
    } catch (NumberFormatException e) {
      response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
      response.setContentType("text/plain;charset=utf-8");
      response
          .getOutputStream()
          .write("limit and offset must be numbers".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static int number(HttpServletRequest request, String name, int otherwise) {
    String text = request.getParameter(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  private Map<String, Object> metrics() {
    return state()
        .map(state -> new Documents(state, master.identity()).metrics())
        .orElseGet(() -> Map.of("master/elected", 0));
  }

  private Optional<MasterState> state() {
    try {
      return master.leads() ? Optional.of(master.snapshot()) : Optional.empty();
    } catch (NotLeadingException | StoreUnavailableException e) {
      return Optional.empty();
    }
  }

  /** To the leader, also when that is this master (mesos-v1.md §1.5). */
  private void redirect(HttpServletResponse response, String path) {
    Optional<String> self =
        master.leads()
            ? Optional.of(master.identity().hostname() + ":" + master.identity().port())
            : master.leader();
    boolean elsewhere = path.isEmpty() || !self.equals(own());
    if (self.isPresent() && elsewhere) {
      response.setHeader("Location", "//" + self.get() + path);
      response.setStatus(HttpServletResponse.SC_TEMPORARY_REDIRECT);
    } else {
      response.setHeader("Retry-After", "1");
      response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    }
    response.setContentLength(0);
  }

  private Optional<String> own() {
    return Optional.of(master.identity().hostname() + ":" + master.identity().port());
  }

  private void answer(
      HttpServletRequest request, HttpServletResponse response, Map<String, Object> document)
      throws IOException {
    byte[] json = mapper.writeValueAsBytes(document);
    String callback = request.getParameter("jsonp");
    if (callback != null && CALLBACK.matcher(callback).matches()) {
      response.setContentType("text/javascript");
      json =
          (callback + "(" + new String(json, StandardCharsets.UTF_8) + ");")
              .getBytes(StandardCharsets.UTF_8);
    } else {
      response.setContentType("application/json");
    }
    response.setContentLength(json.length);
    response.getOutputStream().write(json);
  }
}

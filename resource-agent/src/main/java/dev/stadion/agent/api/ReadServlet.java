package dev.stadion.agent.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.runtime.RunningAgent;
import dev.stadion.dropwizard.stream.Refusal;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What tools of Mesos ask an agent (mesos-v1.md §12.3). */
public final class ReadServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final List<String> NAMES =
      List.of(
          "/health",
          "/version",
          "/flags",
          "/state",
          "/containers",
          "/monitor/statistics",
          "/metrics/snapshot",
          "/system/stats");

  private final transient RunningAgent running;
  private final transient InstantSource clock;
  private final transient Instant started;

  /**
   * @param started when this process did
   */
  public ReadServlet(RunningAgent running, InstantSource clock, Instant started) {
    this.running = requireNonNull(running, "running");
    this.clock = requireNonNull(clock, "clock");
    this.started = requireNonNull(started, "started");
  }

  /** Every path this servlet is for. */
  public static String[] paths() {
    return Paths.of(NAMES);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String name = Paths.name(request.getServletPath());
    if (name.equals("/health")) {
      response.setContentLength(0);
      return;
    }
    try {
      JsonAnswer.write(request, response, document(name));
    } catch (Refusal refusal) {
      refusal.answer(response);
    }
  }

  private Object document(String name) throws Refusal {
    if (name.equals("/version")) {
      return StateDocument.version(started);
    }
    if (name.equals("/system/stats")) {
      return MetricsDocument.machine();
    }
    Agent agent =
        running
            .agent()
            .orElseThrow(
                () -> new Refusal(503, "the agent is starting", Map.of("Retry-After", "1")));
    return switch (name) {
      case "/state" -> StateDocument.of(agent, started);
      case "/flags" -> Map.of("flags", Flags.of(agent));
      case "/containers" ->
          ContainersDocument.containers(agent.state(), agent.address().ip(), clock.instant());
      case "/monitor/statistics" -> ContainersDocument.statistics(agent.state(), clock.instant());
      case "/metrics/snapshot" -> MetricsDocument.of(agent, started, clock.instant());
      default -> throw new Refusal(404, "there is no " + name);
    };
  }
}

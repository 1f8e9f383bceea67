package dev.stadion.chronos.api;

import dev.stadion.dropwizard.testing.Routes;
import dev.stadion.dropwizard.testing.Routes.Route;
import dev.stadion.dropwizard.testing.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request for every route of Chronos and Metronome, which is refused or changes nothing: what it
 * names does not exist, and every definition in it is wrong three times, so that it stays wrong
 * when one thing is replaced.
 */
final class RouteSamples {
  private static final String PREFIX = "/{prefix:scheduler|v1/scheduler}";

  private static final String WRONG = "\"cpus\":-1,\"mem\":-1,\"disk\":-1";
  private static final String SCHEDULED =
      """
      {"name":"none","command":"true",%s,"schedule":"R/2199-01-01T00:00:00Z/P1D",
       "owner":"me","labels":{"a":"b"},"environmentVariables":[{"name":"A","value":"B"}],
       "container":{"type":"DOCKER","image":"i"},"constraints":[["rack","EQUALS","1"]]}\
      """
          .formatted(WRONG);
  private static final String DEPENDENT =
      "{\"name\":\"none\",\"command\":\"true\",\"parents\":[\"nobody\"]," + WRONG + "}";
  private static final String BULK = "{\"deleteMissing\":false,\"jobs\":[" + SCHEDULED + "]}";
  private static final String CALENDAR =
      """
      {"name":"other","timeZone":"Mars/Olympus","excludeDates":["someday"],
       "excludeWeekdays":["SAT"]}\
      """;
  private static final String WINDOW =
      "{\"from\":\"2025-01-01T00:00:00Z\",\"to\":\"2024-01-01T00:00:00Z\",\"mode\":\"missing\"}";
  private static final String PREVIEW = "{\"cron\":\"0 0 31 2 *\",\"count\":-3}";
  private static final String METRONOME =
      """
      {"id":"none","description":"d","labels":{"a":"b"},
       "run":{"cpus":-1,"mem":-1,"disk":-1,"cmd":"true","env":{"A":"B"}}}\
      """;
  private static final String SCHEDULE =
      "{\"id\":\"nightly\",\"cron\":\"0 0 31 2 *\",\"startingDeadlineSeconds\":1}";

  /** An id of a run as answers give it, which no run has. */
  private static final String RUN = "01J00000000000000000000000";

  /** What stands for each route: a target, and a body where the route takes one. */
  private static final Map<String, String[]> SAMPLES = new TreeMap<>();

  static {
    chronos("POST iso8601", "iso8601", SCHEDULED);
    chronos("PUT iso8601", "iso8601", SCHEDULED);
    chronos("POST dependency", "dependency", DEPENDENT);
    chronos("PUT dependency", "dependency", DEPENDENT);
    chronos("GET jobs", "jobs?label=a");
    chronos("POST jobs/bulk", "jobs/bulk", BULK);
    chronos("GET jobs/search", "jobs/search?name=a&command=b&any=c&limit=5&offset=0");
    chronos("GET jobs/summary", "jobs/summary");
    chronos("GET job/{name}", "job/none");
    chronos("PUT job/{name}", "job/none?arguments=-v&param.day=1");
    chronos("DELETE job/{name}", "job/none");
    chronos("PUT job/success/{name}", "job/success/none");
    chronos("GET job/stat/{name}", "job/stat/none");
    chronos(
        "POST job/{name}/task/{taskId}/progress",
        "job/none/task/ct:1420843781398:0:none:/progress",
        "{\"numAdditionalElementsProcessed\":5}");
    chronos("DELETE task/kill/{name}", "task/kill/none?queued=true");
    chronos("PUT task/{taskId}", "task/123", "{\"statusCode\":\"well\"}");
    chronos("DELETE task/all", "task/all");
    chronos("GET graph/csv", "graph/csv");
    chronos("GET graph/dot", "graph/dot");
    chronos("GET stats/{metric}", "stats/mean");
    chronos("GET leader", "leader");
    chronos("GET info", "info");
    chronos("POST job/{name}/backfill", "job/none/backfill", WINDOW);
    chronos("GET backfills/{id}", "backfills/" + RUN);
    chronos("DELETE backfills/{id}", "backfills/" + RUN);
    chronos("GET job/{name}/next", "job/none/next?count=5");
    chronos("POST preview", "preview", PREVIEW);
    chronos("GET calendars", "calendars");
    chronos("GET calendars/{name}", "calendars/none");
    chronos("PUT calendars/{name}", "calendars/none", CALENDAR);
    chronos("DELETE calendars/{name}", "calendars/none");
    chronos("GET runs", "runs?job=none&state=failed&trigger=manual&limit=5");
    chronos("GET runs/{id}", "runs/" + RUN);
    chronos("DELETE runs/{id}", "runs/" + RUN);
    chronos("POST runs/{id}/kill", "runs/" + RUN + "/kill");
    chronos("POST runs/{id}/rerun", "runs/" + RUN + "/rerun");
    chronos("POST runs/{id}/mark", "runs/" + RUN + "/mark", "{\"state\":\"SUCCEEDED\"}");
    chronos("GET runs/{id}/logs/{stream}", "runs/" + RUN + "/logs/stdout?offset=0&length=10");
    chronos("GET runs/{id}/attempts/{n}/logs/{stream}", "runs/" + RUN + "/attempts/0/logs/stderr");
    chronos("GET job/{name}/runs", "job/none/runs");
    chronos("POST job/{name}/runs", "job/none/runs?force=false", "{\"priority\":5}");
    chronos("POST job/{name}/pause", "job/none/pause");
    chronos("POST job/{name}/resume", "job/none/resume?catchup=false");
    chronos("POST pause", "pause");
    chronos("POST resume", "resume");
    chronos("GET queue", "queue");
    chronos("GET pools", "pools");
    chronos("GET pools/{name}", "pools/none");
    chronos("PUT pools/{name}", "pools/none", "{\"name\":\"other\",\"slots\":-1}");
    chronos("DELETE pools/{name}", "pools/none");
    chronos("GET dagruns", "dagruns?root=none");
    chronos("GET dagruns/{id}", "dagruns/" + RUN);
    chronos("POST dagruns/{id}/kill", "dagruns/" + RUN + "/kill");
    chronos("POST dagruns/{id}/rerun", "dagruns/" + RUN + "/rerun", "{\"mode\":\"failed\"}");
    chronos("GET events", "events?job=none&type=run.failed");
    chronos("GET notifications", "notifications?state=dead");
    chronos("POST notifications/{id}/retry", "notifications/" + RUN + "/retry");
    chronos("GET job/{name}/versions", "job/none/versions?limit=5");
    chronos("POST job/{name}/versions/{version}/restore", "job/none/versions/1/restore");
    put("GET /logging", "/logging");
    put("POST /logging", "/logging", "logger=&level=LOUD");
    put("GET /", "/");
    put("GET /leader", "/leader");
    put("GET /ping", "/ping");
    put("GET /ui", "/ui");
    put("GET /ui/{file}", "/ui/page.js");
    put("GET /metrics", "/metrics?pretty=true");
    put("GET /v1/jobs", "/v1/jobs?embed=schedules");
    put("POST /v1/jobs", "/v1/jobs", METRONOME);
    put("GET /v1/jobs/{id}", "/v1/jobs/none?embed=history");
    put("PUT /v1/jobs/{id}", "/v1/jobs/none", METRONOME);
    put("DELETE /v1/jobs/{id}", "/v1/jobs/none?stopCurrentJobRuns=true");
    put("GET /v1/queue", "/v1/queue");
    put("POST /v0/scheduled-jobs", "/v0/scheduled-jobs", METRONOME);
    put("PUT /v0/scheduled-jobs/{id}", "/v0/scheduled-jobs/none", METRONOME);
    put("GET /v1/jobs/{id}/schedules", "/v1/jobs/none/schedules");
    put("POST /v1/jobs/{id}/schedules", "/v1/jobs/none/schedules", SCHEDULE);
    put("GET /v1/jobs/{id}/schedules/{schedule}", "/v1/jobs/none/schedules/nightly");
    put("PUT /v1/jobs/{id}/schedules/{schedule}", "/v1/jobs/none/schedules/nightly", SCHEDULE);
    put("DELETE /v1/jobs/{id}/schedules/{schedule}", "/v1/jobs/none/schedules/nightly");
    put("GET /v1/jobs/{id}/runs", "/v1/jobs/none/runs");
    put("POST /v1/jobs/{id}/runs", "/v1/jobs/none/runs");
    put("GET /v1/jobs/{id}/runs/{run}", "/v1/jobs/none/runs/20250101000000abcde");
    put(
        "POST /v1/jobs/{id}/runs/{run}/actions/stop",
        "/v1/jobs/none/runs/20250101000000abcde/actions/stop");
  }

  private RouteSamples() {}

  /** Every route that the resources of Chronos and Metronome declare, by name. */
  static SortedMap<String, Route> routes() {
    return Routes.declaredIn("dev.stadion.chronos.api", "dev.stadion.chronos.metronome");
  }

  private static void put(String route, String... sample) {
    SAMPLES.put(route, sample);
  }

  /** Routes below the prefix; it is asked for under one of the two in turn. */
  private static void chronos(String route, String target, String... body) {
    String prefix = SAMPLES.size() % 2 == 0 ? "/v1/scheduler/" : "/scheduler/";
    int space = route.indexOf(' ');
    var sample = new ArrayList<String>();
    sample.add(prefix + target);
    sample.addAll(List.of(body));
    put(
        route.substring(0, space + 1) + PREFIX + "/" + route.substring(space + 1),
        sample.toArray(String[]::new));
  }

  /** Routes that somebody wrote a sample for. */
  static Set<String> names() {
    return SAMPLES.keySet();
  }

  static boolean isMetronome(Route route) {
    return route.template().startsWith("/v0/") || route.template().startsWith("/v1/");
  }

  /** Whether it does something whatever is sent. */
  static boolean acts(Route route) {
    return Set.of("POST " + PREFIX + "/pause", "POST " + PREFIX + "/resume").contains(route.name());
  }

  /** Whether its body is no JSON. */
  static boolean isForm(Route route) {
    return route.template().equals("/logging");
  }

  static Sample of(Route route) {
    String[] sample = SAMPLES.get(route.name());
    if (!route.takesBody()) {
      return new Sample(route.method(), sample[0], List.of(), new byte[0]);
    }
    return new Sample(
        route.method(),
        sample[0],
        List.of("Content-Type: application/" + (isForm(route) ? "x-www-form-urlencoded" : "json")),
        sample[1].getBytes(StandardCharsets.UTF_8));
  }
}

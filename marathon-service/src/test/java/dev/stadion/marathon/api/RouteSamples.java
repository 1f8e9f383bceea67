package dev.stadion.marathon.api;

import dev.stadion.dropwizard.testing.Routes;
import dev.stadion.dropwizard.testing.Routes.Route;
import dev.stadion.dropwizard.testing.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A request for every route, which is refused or changes nothing: what it names does not exist, and
 * every definition in it is wrong three times, so that it stays wrong when one thing is replaced.
 */
final class RouteSamples {
  private static final String WRONG = "\"cmd\":\"true\",\"cpus\":-1,\"mem\":-1,\"disk\":-1";
  private static final String APP =
      "{\"id\":\"/none/app\",%s,\"env\":{\"A\":\"B\"},\"labels\":{\"c\":\"d\"},\"constraints\":[[\"hostname\",\"UNIQUE\"]]}"
          .formatted(WRONG);
  private static final String APPS = "[" + APP + "]";
  private static final String GROUP =
      "{\"id\":\"/none\",\"apps\":[{\"id\":\"app\"," + WRONG + "}]}";
  private static final String POD =
      """
      {"id":"/none/pod","containers":[{"name":"-","exec":{"command":{"shell":"true"}},
       "resources":{"cpus":-1,"mem":-1,"disk":-1}}]}\
      """;

  /** Where no key is configured, none can be stored. */
  private static final String SECRET = "{\"value\":\"word\"}";

  private static final String VERSION = "2026-01-01T00:00:00.000Z";

  /** What stands for each route: a target, and a body where the route takes one. */
  private static final Map<String, String[]> SAMPLES = new TreeMap<>();

  static {
    put("GET /ping", "/ping");
    put("GET /v2/apps", "/v2/apps?embed=apps.tasks&label=a==b&cmd=x");
    put("POST /v2/apps", "/v2/apps?force=true", APP);
    put("PUT /v2/apps", "/v2/apps?force=true&partialUpdate=false", APPS);
    put("PATCH /v2/apps", "/v2/apps", APPS);
    put("GET /v2/apps/{id: .+}", "/v2/apps//none/app?embed=app.taskStats");
    put("PUT /v2/apps/{id: .+}", "/v2/apps//none/app", APP);
    put("PATCH /v2/apps/{id: .+}", "/v2/apps//none/app", APP);
    put("DELETE /v2/apps/{id: .+}", "/v2/apps//none/app?force=true");
    put("POST /v2/apps/{id: .+}/restart", "/v2/apps/none/app/restart?force=true");
    put("DELETE /v2/apps/{id: .+}/restart", "/v2/apps/none/app/restart");
    put("GET /v2/apps/{id: .+}/versions", "/v2/apps/none/app/versions");
    put("GET /v2/apps/{id: .+}/versions/{version}", "/v2/apps/none/app/versions/" + VERSION);
    put("GET /v2/apps/{id: .+}/tasks", "/v2/apps/none/app/tasks");
    put("DELETE /v2/apps/{id: .+}/tasks", "/v2/apps/none/app/tasks?host=h&scale=true&wipe=false");
    put("DELETE /v2/apps/{id: .+}/tasks/{task}", "/v2/apps/none/app/tasks/none_app.1?scale=true");
    put("GET /v2/groups", "/v2/groups?embed=group.apps&embed=group.groups");
    put("POST /v2/groups", "/v2/groups", GROUP);
    put("PUT /v2/groups", "/v2/groups?force=true", GROUP);
    put("DELETE /v2/groups", "/v2/groups?version=" + VERSION);
    put("GET /v2/groups/apps", "/v2/groups/apps");
    put("GET /v2/groups/versions", "/v2/groups/versions");
    put("GET /v2/groups/versions/{version}", "/v2/groups/versions/" + VERSION);
    put("GET /v2/groups/{id: .+}", "/v2/groups//none");
    put("POST /v2/groups/{id: .+}", "/v2/groups//none", GROUP);
    put("PUT /v2/groups/{id: .+}", "/v2/groups//none?dryRun=true", GROUP);
    put("PATCH /v2/groups/{id: .+}", "/v2/groups//none", "{\"enforceRole\":true}");
    put("DELETE /v2/groups/{id: .+}", "/v2/groups//none?force=true");
    put("GET /v2/groups/{id: .+}/apps", "/v2/groups/none/apps");
    put("GET /v2/groups/{id: .+}/versions", "/v2/groups/none/versions");
    put("GET /v2/groups/{id: .+}/versions/{version}", "/v2/groups/none/versions/" + VERSION);
    put("GET /v2/pods", "/v2/pods");
    put("POST /v2/pods", "/v2/pods?force=true", POD);
    put("GET /v2/pods/::status", "/v2/pods/::status");
    put("GET /v2/pods/{id: .+}", "/v2/pods//none/pod");
    put("PUT /v2/pods/{id: .+}", "/v2/pods//none/pod", POD);
    put("DELETE /v2/pods/{id: .+}", "/v2/pods//none/pod?force=true");
    put("GET /v2/pods/{id: .+}::explain", "/v2/pods/none/pod::explain");
    put("GET /v2/pods/{id: .+}::status", "/v2/pods/none/pod::status");
    put("GET /v2/pods/{id: .+}::versions", "/v2/pods/none/pod::versions");
    put("GET /v2/pods/{id: .+}::versions/{version}", "/v2/pods/none/pod::versions/" + VERSION);
    put("DELETE /v2/pods/{id: .+}::instances", "/v2/pods/none/pod::instances", "[\"none_pod.1\"]");
    put("DELETE /v2/pods/{id: .+}::instances/{instance}", "/v2/pods/none/pod::instances/none.1");
    put("GET /v2/tasks", "/v2/tasks?status=running&status[]=staging");
    put("POST /v2/tasks/delete", "/v2/tasks/delete?scale=true", "{\"ids\":[\"none_app.1\"]}");
    put("GET /v2/deployments", "/v2/deployments");
    put("GET /v2/deployments/{id}", "/v2/deployments/00000000-0000-4000-8000-000000000000");
    put("DELETE /v2/deployments/{id}", "/v2/deployments/00000000-0000-4000-8000-000000000000");
    put("GET /v2/queue", "/v2/queue?embed=lastUnusedOffers");
    put("DELETE /v2/queue/{id: .+}/delay", "/v2/queue//none/app/delay");
    put("GET /v2/info", "/v2/info");
    put("GET /v2/leader", "/v2/leader");
    put("DELETE /v2/leader", "/v2/leader");
    put("GET /v2/plugins", "/v2/plugins");
    put("GET /v2/plugins/{id}/{path: .*}", "/v2/plugins/none/x");
    put("POST /v2/plugins/{id}/{path: .*}", "/v2/plugins/none/x");
    put("PUT /v2/plugins/{id}/{path: .*}", "/v2/plugins/none/x");
    put("DELETE /v2/plugins/{id}/{path: .*}", "/v2/plugins/none/x");
    put("POST /v2/artifacts", "/v2/artifacts");
    put("GET /v2/artifacts/{path: .+}", "/v2/artifacts/none");
    put("POST /v2/artifacts/{path: .+}", "/v2/artifacts/none");
    put("PUT /v2/artifacts/{path: .+}", "/v2/artifacts/none");
    put("DELETE /v2/artifacts/{path: .+}", "/v2/artifacts/none");
    put("GET /v2/events", "/v2/events?event_type=none&plan-format=light");
    put("GET /secrets/v1/secret/default", "/secrets/v1/secret/default");
    put("GET /secrets/v1/secret/default/{path: .+}", "/secrets/v1/secret/default/none");
    put("PUT /secrets/v1/secret/default/{path: .+}", "/secrets/v1/secret/default/none", SECRET);
    put("PATCH /secrets/v1/secret/default/{path: .+}", "/secrets/v1/secret/default/none", SECRET);
    put("DELETE /secrets/v1/secret/default/{path: .+}", "/secrets/v1/secret/default/none");
    put("GET /", "/");
    put("GET /config", "/config");
    put("GET /ui", "/ui");
    put("GET /ui/{file}", "/ui/page.js");
    put("GET /logging", "/logging");
    put("POST /logging", "/logging", "{\"level\":1,\"logger\":2}");
    put("GET /v2/unknownTasks", "/v2/unknownTasks");
    put("DELETE /v2/unknownTasks", "/v2/unknownTasks");
    put("GET /v2/eventSubscriptions", "/v2/eventSubscriptions");
    put("POST /v2/eventSubscriptions", "/v2/eventSubscriptions?callbackUrl=http://localhost:9/");
    put("DELETE /v2/eventSubscriptions", "/v2/eventSubscriptions?callbackUrl=http://localhost:9/");
  }

  private RouteSamples() {}

  /** Every route that the resources of Marathon declare, by name. */
  static SortedMap<String, Route> routes() {
    return Routes.declaredIn("dev.stadion.marathon.api");
  }

  private static void put(String route, String... sample) {
    SAMPLES.put(route, sample);
  }

  static boolean has(Route route) {
    return SAMPLES.containsKey(route.name());
  }

  /** Routes that somebody wrote a sample for. */
  static List<String> names() {
    return List.copyOf(SAMPLES.keySet());
  }

  static String target(Route route) {
    return SAMPLES.get(route.name())[0];
  }

  /** The routes beside the API have tests of their own. */
  static boolean isOfTheApi(Route route) {
    return route.template().startsWith("/v2/");
  }

  /** The target without what stands after the question mark. */
  static String path(Route route) {
    return target(route).replaceFirst("\\?.*", "");
  }

  static String body(Route route) {
    return SAMPLES.get(route.name())[1];
  }

  /** Of one route. */
  static Sample of(Route route) {
    var headers = new ArrayList<String>();
    byte[] body = new byte[0];
    if (route.takesBody()) {
      headers.add("Content-Type: application/json");
      body = body(route).getBytes(StandardCharsets.UTF_8);
    }
    return new Sample(route.method(), target(route), headers, body);
  }
}

package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stadion.dropwizard.testing.BadRequests;
import dev.stadion.dropwizard.testing.BadRequests.Manners;
import dev.stadion.dropwizard.testing.BadRequests.Row;
import dev.stadion.dropwizard.testing.HttpBarrage;
import dev.stadion.dropwizard.testing.Routes.Route;
import dev.stadion.dropwizard.testing.TableDigest;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every row of promises.md §6 on every route of Marathon, made from the routes that the resources
 * declare. Behind each refusal the tables are looked at.
 */
class BadInputTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final String JSON = "Content-Type: application/json";

  private static TestDatabase database;
  private static RunningMarathon marathon;
  private static TableDigest tables;

  @BeforeAll
  static void start() throws Exception {
    database = TestDatabase.fresh();
    marathon = RunningMarathon.unhurried(database, "eventSubscriber: http_callback\n");
    tables = new TableDigest(database, "marathon", Set.of("event_log", "event_subscriber"));
  }

  @AfterAll
  static void stop() throws Exception {
    tables.close();
    marathon.close();
  }

  @Test
  void everyRouteHasASampleAndEverySampleARoute() {
    assertThat(RouteSamples.names()).containsExactlyElementsOf(RouteSamples.routes().keySet());
    assertThat(RouteSamples.routes().values())
        .allSatisfy(route ->
            assertThat(RouteSamples.of(route).body().length > 0)
                .as(route.name())
                .isEqualTo(route.takesBody()));
  }

  @TestFactory
  Stream<DynamicTest> bodies() {
    return RouteSamples.routes().values().stream()
        .filter(RouteSamples::isOfTheApi)
        .filter(Route::takesBody)
        .flatMap(route -> bodies(route).stream().map(row -> test(route, row)));
  }

  @TestFactory
  Stream<DynamicTest> heads() {
    return RouteSamples.routes().values().stream()
        .filter(RouteSamples::isOfTheApi)
        // Asked in whatever way, a leader goes.
        .filter(route -> !route.name().equals("DELETE /v2/leader"))
        .flatMap(route -> heads(route).stream().map(row -> test(route, row)));
  }

  private static List<Row> bodies(Route route) {
    int longest = route.template().startsWith("/v2/groups") ? 16 * MEBIBYTE : MEBIBYTE;
    return new BadRequests(new Manners(422, false, longest)).bodies(RouteSamples.of(route));
  }

  private static List<Row> heads(Route route) {
    List<Row> rows =
        new ArrayList<>(
            new BadRequests(new Manners(422, false, MEBIBYTE)).heads(RouteSamples.of(route)));
    if (route.template().contains("{id: .+}")) {
      rows.addAll(ids(route, RouteSamples.path(route), route.method()));
    }
    return rows;
  }

  private static List<Row> ids(Route route, String path, String method) {
    var rows = new ArrayList<Row>();
    for (String bad :
        List.of("UPPER", "under_score", "-begins", "ends-", "sp%20ace", "look%D0%B0like", "a..b")) {
      String target = path.replaceFirst("none", bad);
      var headers = route.takesBody() ? List.of(JSON) : List.<String>of();
      byte[] body = RouteSamples.of(route).body();
      rows.add(new Row("id " + bad, method, target, headers, body, Set.of(404, 422)));
    }
    return rows;
  }

  private static DynamicTest test(Route route, Row row) {
    return dynamicTest(route.name() + ": " + row.name(), () -> refused(row));
  }

  private static void refused(Row row) throws Exception {
    String before = tables.take();
    try (var barrage = new HttpBarrage(marathon.api().getPort())) {
      int status = barrage.send(row.request());

      assertThat(row.statuses()).as("%s %s", row.method(), row.target()).contains(status);
    }
    assertThat(tables.take()).isEqualTo(before);
  }
}

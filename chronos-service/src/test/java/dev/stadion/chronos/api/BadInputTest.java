package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stadion.dropwizard.testing.BadRequests;
import dev.stadion.dropwizard.testing.BadRequests.Manners;
import dev.stadion.dropwizard.testing.BadRequests.Row;
import dev.stadion.dropwizard.testing.Fuzzing;
import dev.stadion.dropwizard.testing.HttpBarrage;
import dev.stadion.dropwizard.testing.Routes.Route;
import dev.stadion.dropwizard.testing.Sample;
import dev.stadion.dropwizard.testing.TableDigest;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every row of promises.md §6 on every route of Chronos and Metronome, made from the routes that
 * the resources declare. Behind each refusal the tables are looked at.
 */
class BadInputTest {
  private static final int MEBIBYTE = 1024 * 1024;
  private static final BadRequests CHRONOS = new BadRequests(new Manners(400, true, MEBIBYTE));
  private static final BadRequests METRONOME = new BadRequests(new Manners(422, true, MEBIBYTE));
  private static final int FUZZ_REQUESTS = 20_000;
  private static final long FUZZ_SEED = 20_001;

  private static Service service;
  private static TableDigest tables;

  @BeforeAll
  static void start() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    service = new Service(database);
    tables = new TableDigest(database, "chronos", Set.of());
  }

  @AfterAll
  static void stop() throws Exception {
    tables.close();
    service.close();
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
        .filter(route -> route.takesBody() && !RouteSamples.isForm(route))
        .flatMap(route ->
            requests(route).bodies(RouteSamples.of(route)).stream().map(row -> test(route, row)));
  }

  @TestFactory
  Stream<DynamicTest> heads() {
    return RouteSamples.routes().values().stream()
        .flatMap(route ->
            requests(route).heads(RouteSamples.of(route)).stream().map(row -> test(route, row)));
  }

  private static BadRequests requests(Route route) {
    return RouteSamples.isMetronome(route) ? METRONOME : CHRONOS;
  }

  private static DynamicTest test(Route route, Row row) {
    return dynamicTest(route.name() + ": " + row.name(), () -> refused(row));
  }

  private static void refused(Row row) throws Exception {
    String before = tables.take();
    try (var barrage = new HttpBarrage(service.uri("").getPort())) {
      int status = barrage.send(row.request());

      assertThat(row.statuses()).as("%s %s", row.method(), row.target()).contains(status);
    }
    assertThat(tables.take()).isEqualTo(before);
  }

  @Test
  void twentyThousandMalformedRequestsAreRefusedAndChangeNothing() throws Exception {
    List<Sample> samples =
        RouteSamples.routes().values().stream()
            .filter(route -> !RouteSamples.acts(route))
            .map(RouteSamples::of)
            .toList();
    Fuzzing.refuses(service.uri("").getPort(), tables, samples, FUZZ_SEED, FUZZ_REQUESTS);

    assertThat(service.get("/v1/scheduler/jobs").body()).isEqualTo("[]");
  }
}

package dev.stadion.marathon.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.stadion.dropwizard.testing.HttpBarrage;
import dev.stadion.dropwizard.testing.MalformedRequests;
import dev.stadion.dropwizard.testing.TableDigest;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.api.Routes.Route;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
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

  /**
   * One row of the table.
   *
   * @param headers whole lines
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  private record Row(
      String name, String method, String target, List<String> headers, byte[] body, int... status) {
    Row(String name, Route route, List<String> headers, byte[] body, int... status) {
      this(name, route.method(), RouteSamples.target(route), headers, body, status);
    }

    static Row of(String name, String method, String target, int... status) {
      return new Row(name, method, target, List.of(), new byte[0], status);
    }
  }

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
    assertThat(RouteSamples.names()).containsExactlyElementsOf(Routes.all().keySet());
    assertThat(Routes.all().values())
        .allSatisfy(route ->
            assertThat(RouteSamples.of(route).body().length > 0)
                .as(route.name())
                .isEqualTo(route.takesBody()));
  }

  @TestFactory
  Stream<DynamicTest> bodies() {
    return Routes.all().values().stream()
        .filter(RouteSamples::isOfTheApi)
        .filter(Route::takesBody)
        .flatMap(route -> bodies(route).stream().map(row -> test(route, row)));
  }

  @TestFactory
  Stream<DynamicTest> heads() {
    return Routes.all().values().stream()
        .filter(RouteSamples::isOfTheApi)
        // Asked in whatever way, a leader goes.
        .filter(route -> !route.name().equals("DELETE /v2/leader"))
        .flatMap(route -> heads(route).stream().map(row -> test(route, row)));
  }

  private static List<Row> bodies(Route route) {
    String good = RouteSamples.body(route);
    boolean list = good.startsWith("[");
    var rows = new ArrayList<Row>();
    rows.add(body(route, "nothing", "", 400, 422));
    rows.add(body(route, "no JSON", "hello", 400));
    rows.add(body(route, "truncated", good.substring(0, good.length() - 1), 400));
    rows.add(body(route, "trailing garbage", good + "}", 400));
    rows.add(body(route, "two documents", good + good, 400));
    rows.add(body(route, "NaN", inside(good, "\"x\":NaN"), 400));
    rows.add(body(route, "Infinity", inside(good, "\"x\":-Infinity"), 400));
    rows.add(body(route, "byte order mark", "\uFEFF" + good, 400));
    rows.add(body(route, "duplicate keys", inside(good, "\"x\":1,\"x\":2"), 400));
    rows.add(body(route, "deep", inside(good, "\"x\":" + "[".repeat(101) + "]".repeat(101)), 400));
    rows.add(body(route, "long number", inside(good, "\"x\":" + "9".repeat(1001)), 400));
    rows.add(body(route, "huge exponent", inside(good, "\"x\":1e401"), 400));
    rows.add(body(route, "small exponent", inside(good, "\"x\":1e-401"), 400));
    rows.add(body(route, "long name", inside(good, "\"" + "x".repeat(65 * 1024) + "\":1"), 400));
    rows.add(body(route, "another type", list ? "{}" : "[]", 422));
    rows.add(body(route, "a text", "\"text\"", 422));
    rows.add(
        body(route, "a wrong member", list ? "[1]" : inside(good, "\"id\":{}"), 400, 404, 422));
    rows.add(
        new Row(
            "invalid UTF-8",
            route,
            List.of(JSON),
            inside(good, "\"x\":\"\u00ff\"").getBytes(ISO_8859_1),
            400));
    rows.add(new Row("plain text", route, List.of("Content-Type: text/plain"), bytes(good), 415));
    // A body that does not say what it is is taken for JSON (marathon.md §1).
    rows.add(new Row("sdch", route, List.of(JSON, "Content-Encoding: sdch"), bytes(good), 415));
    rows.add(
        new Row(
            "gzip bomb",
            route,
            List.of(JSON, "Content-Encoding: gzip"),
            zipped(inside(good, "\"x\":\"" + "x".repeat(20 * MEBIBYTE) + "\"")),
            413));
    rows.add(new Row("no gzip", route, List.of(JSON, "Content-Encoding: gzip"), bytes(good), 400));
    int longest = route.template().startsWith("/v2/groups") ? 16 * MEBIBYTE : MEBIBYTE;
    rows.add(
        new Row(
            "too long",
            route,
            List.of(JSON),
            bytes(inside(good, "\"x\":\"" + "x".repeat(longest) + "\"")),
            413));
    return rows;
  }

  private static Row body(Route route, String name, String body, int... status) {
    return new Row(name, route, List.of(JSON), bytes(body), status);
  }

  /** With one more member in the first object, or one more element. */
  private static String inside(String good, String member) {
    if (good.indexOf('{') >= 0) {
      return good.replaceFirst("\\{", "{" + member.replace("\\", "\\\\").replace("$", "\\$") + ",");
    }
    return "[{" + member + "}," + good.substring(1);
  }

  private static List<Row> heads(Route route) {
    String path = RouteSamples.path(route);
    String method = route.method();
    var rows = new ArrayList<Row>();
    rows.add(Row.of("unknown method", "BREW", path, 405, 501));
    rows.add(Row.of("unknown route", method, "/v3" + path.substring(3), 404));
    rows.add(Row.of("malformed percent", method, path + "/%zz", 400));
    rows.add(Row.of("half a percent", method, path + "/%", 400));
    rows.add(Row.of("NUL", method, path + "/%00", 400));
    rows.add(Row.of("dots", method, path + "/%2e%2e/x", 400, 404));
    rows.add(Row.of("a slash", method, path + "/a%2fb", 400, 404));
    rows.add(Row.of("invalid UTF-8", method, path + "/%ff", 400, 404, 422));
    rows.add(Row.of("long target", method, path + "?x=" + "x".repeat(9000), 414));
    rows.add(
        new Row(
            "long header", method, path, List.of("X: " + "x".repeat(17 * 1024)), new byte[0], 431));
    rows.add(
        new Row(
            "another name", method, path, List.of("Host: evil.example"), new byte[0], 400, 421));
    rows.add(
        new Row(
            "another site",
            method,
            path,
            List.of("Origin: http://evil.example"),
            new byte[0],
            403));
    if (route.template().contains("{id: .+}")) {
      rows.addAll(ids(route, path, method));
    }
    return rows;
  }

  private static List<Row> ids(Route route, String path, String method) {
    var rows = new ArrayList<Row>();
    for (String bad :
        List.of("UPPER", "under_score", "-begins", "ends-", "sp%20ace", "look%D0%B0like", "a..b")) {
      String target = path.replaceFirst("none", bad);
      var headers = route.takesBody() ? List.of(JSON) : List.<String>of();
      byte[] body = route.takesBody() ? bytes(RouteSamples.body(route)) : new byte[0];
      rows.add(new Row("id " + bad, method, target, headers, body, 404, 422));
    }
    return rows;
  }

  private static DynamicTest test(Route route, Row row) {
    return dynamicTest(route.name() + ": " + row.name(), () -> refused(row));
  }

  private static void refused(Row row) throws Exception {
    String before = tables.take();
    try (var barrage = new HttpBarrage(marathon.api().getPort())) {
      int status = barrage.send(new MalformedRequests.Request(bytes(row), false));

      assertThat(row.status()).as("%s %s", row.method(), row.target()).contains(status);
    }
    assertThat(tables.take()).isEqualTo(before);
  }

  private static byte[] bytes(Row row) {
    var head = new StringBuilder(row.method() + " " + row.target() + " HTTP/1.1\r\n");
    if (row.headers().stream().noneMatch(header -> header.startsWith("Host"))) {
      head.append("Host: localhost\r\n");
    }
    row.headers().forEach(header -> head.append(header).append("\r\n"));
    head.append("Content-Length: ").append(row.body().length).append("\r\n\r\n");
    var all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(ISO_8859_1));
    all.writeBytes(row.body());
    return all.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] zipped(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}

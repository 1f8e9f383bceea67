package dev.stadion.dropwizard.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * The rows of promises.md §6 that hold for every route of every service: bodies that are not what
 * they should be, and heads that nobody should send.
 */
public final class BadRequests {
  private static final String JSON = "Content-Type: application/json";
  private static final int MEBIBYTE = 1024 * 1024;

  private final Manners manners;

  public BadRequests(Manners manners) {
    this.manners = manners;
  }

  /**
   * Where the originals differ.
   *
   * @param misfit the status of what is JSON, but of the wrong type
   * @param anyMediaType whether a body is taken for JSON whatever it says to be
   * @param longest how long a body may be, in bytes
   */
  public record Manners(int misfit, boolean anyMediaType, int longest) {}

  /**
   * One row of the table.
   *
   * @param headers whole lines
   * @param statuses what may be answered
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares them
  public record Row(
      String name,
      String method,
      String target,
      List<String> headers,
      byte[] body,
      Set<Integer> statuses) {
    public Row {
      headers = List.copyOf(headers);
      statuses = Set.copyOf(statuses);
    }

    /** Without a body. */
    public static Row of(String name, String method, String target, Integer... statuses) {
      return new Row(name, method, target, List.of(), new byte[0], Set.of(statuses));
    }

    /** Byte for byte as it goes to the socket. */
    public MalformedRequests.Request request() {
      var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
      if (headers.stream().noneMatch(header -> header.startsWith("Host"))) {
        head.append("Host: localhost\r\n");
      }
      headers.forEach(header -> head.append(header).append("\r\n"));
      head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
      var all = new ByteArrayOutputStream();
      all.writeBytes(head.toString().getBytes(ISO_8859_1));
      all.writeBytes(body);
      return new MalformedRequests.Request(all.toByteArray(), false);
    }
  }

  /** What a route that takes a body refuses. */
  public List<Row> bodies(Sample good) {
    String text = new String(good.body(), UTF_8);
    boolean list = text.startsWith("[");
    int misfit = manners.misfit();
    var rows = new ArrayList<Row>();
    // A body that may be left out is not missed; then what the route names is unknown.
    rows.add(body(good, "nothing", "", 400, 404, misfit));
    rows.add(body(good, "no JSON", "hello", 400));
    rows.add(body(good, "truncated", text.substring(0, text.length() - 1), 400));
    rows.add(body(good, "trailing garbage", text + "}", 400));
    rows.add(body(good, "two documents", text + text, 400));
    rows.add(body(good, "NaN", inside(text, "\"x\":NaN"), 400));
    rows.add(body(good, "Infinity", inside(text, "\"x\":-Infinity"), 400));
    rows.add(body(good, "byte order mark", "\uFEFF" + text, 400));
    rows.add(body(good, "duplicate keys", inside(text, "\"x\":1,\"x\":2"), 400));
    rows.add(body(good, "deep", inside(text, "\"x\":" + "[".repeat(101) + "]".repeat(101)), 400));
    rows.add(body(good, "long number", inside(text, "\"x\":" + "9".repeat(1001)), 400));
    rows.add(body(good, "huge exponent", inside(text, "\"x\":1e401"), 400));
    rows.add(body(good, "small exponent", inside(text, "\"x\":1e-401"), 400));
    rows.add(body(good, "long name", inside(text, "\"" + "x".repeat(65 * 1024) + "\":1"), 400));
    rows.add(body(good, "another type", list ? "{}" : "[]", misfit));
    rows.add(body(good, "a text", "\"text\"", misfit));
    rows.add(
        body(good, "a wrong member", list ? "[1]" : inside(text, "\"id\":{}"), 400, 404, misfit));
    byte[] notUtf8 = inside(text, "\"x\":\"\u00ff\"").getBytes(ISO_8859_1);
    rows.add(row(good, "invalid UTF-8", List.of(JSON), notUtf8, 400));
    rows.addAll(encodings(good, text));
    return rows;
  }

  private List<Row> encodings(Sample good, String text) {
    var rows = new ArrayList<Row>();
    byte[] bytes = good.body();
    if (!manners.anyMediaType()) {
      rows.add(row(good, "plain text", List.of("Content-Type: text/plain"), bytes, 415));
    }
    rows.add(row(good, "sdch", List.of(JSON, "Content-Encoding: sdch"), bytes, 415));
    List<String> gzip = List.of(JSON, "Content-Encoding: gzip");
    byte[] bomb = zipped(inside(text, "\"x\":\"" + "x".repeat(20 * MEBIBYTE) + "\""));
    rows.add(row(good, "gzip bomb", gzip, bomb, 413));
    rows.add(row(good, "no gzip", gzip, bytes, 400));
    String tooLong = inside(text, "\"x\":\"" + "x".repeat(manners.longest()) + "\"");
    rows.add(row(good, "too long", List.of(JSON), tooLong.getBytes(UTF_8), 413));
    return rows;
  }

  private static Row body(Sample good, String name, String body, Integer... statuses) {
    return row(good, name, List.of(JSON), body.getBytes(UTF_8), statuses);
  }

  private static Row row(
      Sample good, String name, List<String> headers, byte[] body, Integer... statuses) {
    return new Row(
        name, good.method(), good.target(), headers, body, Set.copyOf(List.of(statuses)));
  }

  /** With one more member in the first object, or one more element. */
  private static String inside(String good, String member) {
    int first = good.indexOf('{') + 1;
    if (first > 0) {
      return good.substring(0, first) + member + "," + good.substring(first);
    }
    return "[{" + member + "}," + good.substring(1);
  }

  /** What every route refuses, whatever else is sent. */
  public List<Row> heads(Sample good) {
    String path = good.target().replaceFirst("\\?.*", "");
    String method = good.method();
    var rows = new ArrayList<Row>();
    rows.add(Row.of("unknown method", "BREW", path, 405, 501));
    rows.add(Row.of("unknown route", method, "/v3" + path, 404));
    rows.add(Row.of("malformed percent", method, path + "/%zz", 400));
    rows.add(Row.of("half a percent", method, path + "/%", 400));
    rows.add(Row.of("NUL", method, path + "/%00", 400));
    rows.add(Row.of("dots", method, path + "/%2e%2e/x", 400, 404));
    rows.add(Row.of("a slash", method, path + "/a%2fb", 400, 404));
    rows.add(Row.of("invalid UTF-8", method, path + "/%ff", 400, 404, 422));
    rows.add(Row.of("long target", method, path + "?x=" + "x".repeat(9000), 414));
    String longHeader = "X: " + "x".repeat(17 * 1024);
    rows.add(head(good, path, "long header", longHeader, 431));
    rows.add(head(good, path, "another name", "Host: evil.example", 400, 421));
    rows.add(head(good, path, "another site", "Origin: http://evil.example", 403));
    return rows;
  }

  private static Row head(
      Sample good, String path, String name, String header, Integer... statuses) {
    return new Row(
        name, good.method(), path, List.of(header), new byte[0], Set.copyOf(List.of(statuses)));
  }

  private static byte[] zipped(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}

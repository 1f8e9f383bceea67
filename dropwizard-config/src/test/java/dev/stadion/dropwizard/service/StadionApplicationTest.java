package dev.stadion.dropwizard.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.service.RawHttp.Answer;
import io.dropwizard.configuration.ConfigurationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StadionApplicationTest {
  private static final String JSON = "Content-Type: application/json";
  private static RunningService service;
  private static URI api;

  @BeforeAll
  static void start() throws Exception {
    service = EchoApplication.start("{}");
    api = service.api();
  }

  @AfterAll
  static void stop() {
    service.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/apps//a/b, /a/b",
    "/v2/apps/a/b, a/b",
    "/v2/apps///a//b/, //a//b/",
    "/v2/apps//*, /*",
    "/v2/apps//a%20b, /a b",
    "/v2/apps//a%23b, /a#b",
  })
  void pathsReachTheRouterAsTheyWereSent(String target, String id) throws IOException {
    Answer answer = RawHttp.get(api, target);

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"id\":\"" + id + "\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v2/apps/%2e%2e/a", "/v2/apps/a%2fb", "/v2/apps/a%00", "/v2/apps/%zz", "/v2/%c0"})
  void ambiguousOrBrokenPathsAreRefusedInOurShape(String target) throws IOException {
    Answer answer = RawHttp.get(api, target);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertProblem(answer, 400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/apps/a", "/nowhere", "/fail/weather"})
  void anAnswerSaysHowLongItIs(String target) throws IOException {
    Answer answer = RawHttp.get(api, target);

    assertThat(answer.head())
        .contains("Content-Length: " + answer.body().getBytes(UTF_8).length)
        .doesNotContain("Transfer-Encoding");
  }

  @Test
  void aStreamDoesNotSayHowLongItIs() throws IOException {
    assertThat(RawHttp.get(api, "/text").head()).doesNotContain("Content-Length");
  }

  @Test
  void anUnknownPathIs404() throws IOException {
    assertProblem(RawHttp.get(api, "/nowhere"), 404);
  }

  @Test
  void anotherMethodIs405AndSaysWhichAreAllowed() throws IOException {
    Answer answer =
        RawHttp.send(
            api, "DELETE /documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertProblem(answer, 405);
    assertThat(answer.head()).containsPattern("Allow: .*POST");
  }

  @Test
  void anUnknownMethodIs405() throws IOException {
    assertProblem(
        RawHttp.send(
            api, "BREW /documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
        405);
  }

  @Test
  void anEndlessUriIs414AndEndlessHeadersAre431() throws IOException {
    assertProblem(RawHttp.get(api, "/" + "a".repeat(20_000)), 414);
    assertProblem(RawHttp.get(api, "/thread", "X-Long: " + "a".repeat(20_000)), 431);
  }

  @Test
  void garbageIs400() throws IOException {
    assertThat(RawHttp.send(api, "NONSENSE\r\n\r\n").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{} x",
        "{\"id\":\"a\"} {}",
        "{\"id\":\"a\",\"id\":\"b\"}",
        "{\"instances\":NaN}",
        "{\"id\":tru}",
        "nothing"
      })
  void whatIsNotJsonIs400(String body) throws IOException {
    assertProblem(RawHttp.post(api, "/documents", body.getBytes(UTF_8), JSON), 400);
  }

  @Test
  void jsonThatIsTooDeepOrNotUtf8Is400() throws IOException {
    assertProblem(
        RawHttp.post(api, "/documents", "{\"id\":".repeat(200).getBytes(UTF_8), JSON), 400);
    byte[] broken = "{\"id\":\"x\"}".getBytes(UTF_8);
    broken[7] = (byte) 0xff;
    assertProblem(RawHttp.post(api, "/documents", broken, JSON), 400);
  }

  @Test
  void jsonOfAnotherShapeNamesTheField() throws IOException {
    Answer answer =
        RawHttp.post(api, "/documents", "{\"instances\":\"many\"}".getBytes(UTF_8), JSON);

    assertProblem(answer, 400);
    assertThat(answer.body()).contains("/instances");
  }

  @Test
  void aMissingContentTypeIs415() throws IOException {
    assertProblem(
        RawHttp.post(api, "/documents", "{}".getBytes(UTF_8), "Content-Type: text/plain"), 415);
  }

  @Test
  void aBodyThatIsTooLongIs413BeforeAndAfterInflating() throws IOException {
    byte[] long1 = new byte[1024 * 1024 + 1];
    Arrays.fill(long1, (byte) ' ');

    assertProblem(RawHttp.post(api, "/bytes", long1, "Content-Type: text/plain"), 413);
    assertProblem(
        RawHttp.post(api, "/bytes", gzip(long1), "Content-Type: a/b", "Content-Encoding: gzip"),
        413);
    assertProblem(
        RawHttp.post(api, "/documents", gzip(long1), JSON, "Content-Encoding: gzip"), 413);
  }

  @Test
  void aBrokenBodyIs400() throws IOException {
    byte[] broken = gzip("{\"id\":\"a\"}".getBytes(UTF_8));
    broken[12] ^= 0x55;
    assertProblem(RawHttp.post(api, "/documents", broken, JSON, "Content-Encoding: gzip"), 400);
    assertProblem(
        RawHttp.send(
            api,
            "POST /documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + JSON
                + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
        400);
    assertProblem(
        RawHttp.post(api, "/documents", "\ufeff{\"id\":\"a\"}".getBytes(UTF_8), JSON), 400);
  }

  @Test
  void aFormThatIsNoGzipIs400() throws IOException {
    byte[] form = "a=b".getBytes(UTF_8);
    String type = "Content-Type: application/x-www-form-urlencoded";

    assertProblem(RawHttp.post(api, "/bytes", form, type, "Content-Encoding: gzip"), 400);
  }

  @Test
  void nulInAQueryIs400() throws IOException {
    assertProblem(RawHttp.get(api, "/thread?a=b%00"), 400);
  }

  @Test
  void anUnknownFieldIsForTheServiceToJudge() throws IOException {
    byte[] more = "{\"id\":\"a\",\"more\":1}".getBytes(UTF_8);

    assertThat(RawHttp.post(api, "/documents", more, JSON).status()).isEqualTo(200);
  }

  @Test
  void aBodyInGzipIsInflatedAndAnotherEncodingIs415() throws IOException {
    Answer answer =
        RawHttp.post(
            api, "/bytes", gzip(new byte[1000]), "Content-Type: a/b", "Content-Encoding: gzip");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("1000");
    assertProblem(
        RawHttp.post(api, "/bytes", new byte[3], "Content-Type: a/b", "Content-Encoding: br"), 415);
  }

  @ParameterizedTest
  @ValueSource(strings = {"candidate", "overload", "weather"})
  void theWorldsWeatherIs503WithRetryAfter(String how) throws IOException {
    Answer answer = RawHttp.get(api, "/fail/" + how);

    assertProblem(answer, 503);
    assertThat(answer.head()).contains("Retry-After: 1");
  }

  @Test
  void ourBugIs500AndTellsNothingButTheRequest() throws IOException {
    Answer answer = RawHttp.get(api, "/fail/plan", "X-Request-Id: my-id");

    assertProblem(answer, 500);
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
    assertThat(answer.head()).contains("X-Request-Id: my-id");
  }

  @Test
  void eachRequestHasAnIdAndAHarmlessOne() throws IOException {
    Answer answer = RawHttp.get(api, "/thread", "X-Request-Id: a b");

    assertThat(answer.head()).contains("X-Request-Id: ").doesNotContain("X-Request-Id: a b");
    assertThat(answer.head()).contains("X-Content-Type-Options: nosniff");
    assertThat(answer.head()).doesNotContain("Server:");
  }

  @Test
  void requestsRunOnVirtualThreads() throws IOException {
    assertThat(RawHttp.get(api, "/thread").body()).contains("true");
  }

  @Test
  void anotherHostNameAndAnotherOriginAreRefused() throws IOException {
    assertProblem(RawHttp.get(api, "/thread", "Host: evil.example"), 421);
    assertProblem(RawHttp.get(api, "/thread", "Origin: http://evil.example"), 403);
    assertProblem(RawHttp.get(service.admin(), "/metrics", "Host: evil.example"), 421);
  }

  @Test
  void theAdminConnectorAnswers() throws IOException {
    assertThat(RawHttp.get(service.admin(), "/ping").body()).contains("pong");
    assertThat(RawHttp.get(service.admin(), "/healthcheck").body()).contains("deadlocks");
    assertThat(RawHttp.get(service.admin(), "/metrics").status()).isEqualTo(200);
    assertThat(RawHttp.get(service.admin(), "/threads").status()).isEqualTo(200);
  }

  @Test
  void severalServicesRunInOneProcess() throws Exception {
    RunningService second = EchoApplication.start("{}");

    assertThat(RawHttp.get(second.api(), "/thread").status()).isEqualTo(200);
    assertThat(second.api()).isNotEqualTo(api);
    second.stop();
    assertThat(RawHttp.get(api, "/thread").status()).isEqualTo(200);
  }

  @Test
  void aConnectorWithoutAHostListensOnLoopback() throws Exception {
    RunningService second =
        EchoApplication.start("server: {applicationConnectors: [{type: http, port: 0}]}");

    assertThat(second.api().getHost()).isEqualTo("127.0.0.1");
    second.stop();
  }

  @Test
  void listeningElsewhereIsRefusedUnlessAskedFor() throws Exception {
    String everywhere =
        "server: {applicationConnectors: [{type: http, port: 0, bindHost: 0.0.0.0}]}\n";

    assertThatThrownBy(() -> EchoApplication.start(everywhere))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("insecureAllowUnauthenticated");
    EchoApplication.start(everywhere + "insecureAllowUnauthenticated: true").stop();
  }

  @Test
  void anUnknownKeyIsAnError() {
    assertThatThrownBy(() -> EchoApplication.start("maxBoddy: 3MiB"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("maxBoddy");
  }

  @Test
  void variablesHaveDefaults() throws Exception {
    EchoApplication.start("maxBody: ${STADION_NO_SUCH_VARIABLE:-3MiB}").stop();
  }

  private static void assertProblem(Answer answer, int status) {
    assertThat(answer.status()).as(answer.head() + answer.body()).isEqualTo(status);
    assertThat(answer.head()).contains("application/problem+json");
    assertThat(answer.body()).contains("\"status\":" + status).contains("\"detail\":");
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }
}

package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is only there when it is switched on; names begin with the section of marathon.md. */
class SwitchesApiTest {
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon =
        new RunningMarathon(
            """
            eventSubscriber: http_callback
            httpEndpoints: ["http://127.0.0.1:1/always"]
            accessControlAllowOrigin: ["https://ui.example.org"]
            """);
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static String with(String url) {
    return "/v2/eventSubscriptions?callbackUrl=" + URLEncoder.encode(url, StandardCharsets.UTF_8);
  }

  @Test
  void s39_subscribersComeAndGo() {
    Answer subscribed = marathon.send("POST", with("http://127.0.0.1:1/me"), null);

    assertThat(subscribed.status()).as(subscribed.response().body()).isEqualTo(200);
    assertThat(subscribed.json().path("eventType").asText()).isEqualTo("subscribe_event");
    assertThat(subscribed.json().path("clientIp").asText()).isEqualTo("127.0.0.1");
    assertThat(subscribed.json().path("callbackUrl").asText()).isEqualTo("http://127.0.0.1:1/me");
    assertThat(marathon.get("/v2/eventSubscriptions").response().body())
        .isEqualTo("{\"callbackUrls\":[\"http://127.0.0.1:1/always\",\"http://127.0.0.1:1/me\"]}");

    assertThat(marathon.delete(with("http://127.0.0.1:1/me")).json().path("eventType").asText())
        .isEqualTo("unsubscribe_event");
    assertThat(marathon.get("/v2/eventSubscriptions").json().path("callbackUrls")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nowhere", "ftp://host/x", "http:///x", "file:///etc/passwd", "http://a b/"})
  void s39_onlyAddressesOfWebServersAreTaken(String url) {
    assertThat(marathon.send("POST", with(url), null).status()).isEqualTo(422);
    assertThat(marathon.send("POST", "/v2/eventSubscriptions", null).status()).isEqualTo(422);
  }

  @Test
  void s1_pagesOfWelcomeSitesMayReadAndNothingElse() {
    Answer read = marathon.get("/v2/apps", "Origin", "https://ui.example.org");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.header("Access-Control-Allow-Origin")).isEqualTo("https://ui.example.org");
    assertThat(read.header("Access-Control-Allow-Methods")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(read.header("Access-Control-Max-Age")).isEqualTo("86400");
    assertThat(
            marathon
                .send(
                    "OPTIONS",
                    "/v2/apps",
                    null,
                    "Origin",
                    "https://ui.example.org",
                    "Access-Control-Request-Headers",
                    "X-Any")
                .header("Access-Control-Allow-Headers"))
        .isEqualTo("X-Any");
    assertThat(
            marathon
                .send(
                    "POST",
                    "/v2/apps",
                    "{\"id\":\"/x\",\"cmd\":\"sleep 1\"}",
                    "Origin",
                    "https://ui.example.org",
                    "Content-Type",
                    "application/json")
                .status())
        .isEqualTo(403);
    assertThat(marathon.get("/v2/apps", "Origin", "https://evil.example.org").status())
        .isEqualTo(403);
  }

  @Test
  void s37_measurementsAreToldAsJsonAndForPrometheus() {
    marathon.post("/v2/apps", "{'id':'/s37/x','cmd':'sleep 100'}");

    Answer json = marathon.get("/metrics", "Accept", "application/json");
    assertThat(json.json().path("version").asText()).isEqualTo("4.0.0");
    assertThat(json.json().at("/gauges/marathon.apps.active.gauge/value").asInt())
        .isGreaterThanOrEqualTo(1);
    assertThat(json.json().at("/timers/loop.commit/count").asInt()).isPositive();
    Answer text = marathon.get("/metrics/prometheus");
    assertThat(text.header("Content-Type")).startsWith("text/plain");
    assertThat(text.response().body())
        .contains("# TYPE marathon_apps_active_gauge gauge\n")
        .contains("# TYPE loop_commit summary\n")
        .contains("loop_commit{quantile=\"0.999\"} ");
    assertThat(text.response().body().lines())
        .allMatch(line ->
            line.matches(
                "# TYPE \\w+ (gauge|counter|summary)|\\w+(\\{quantile=\"[0-9.]+\"})? [-+0-9.eEINanf]+"));
  }
}

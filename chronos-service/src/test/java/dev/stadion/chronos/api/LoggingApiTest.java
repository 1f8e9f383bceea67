package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** chronos.md §1.2: {@code /logging}. */
class LoggingApiTest {
  private static final String NAME = "dev.stadion.test.Chatter";

  private static Service service;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> post(String form) {
    return service.send(
        HttpRequest.newBuilder(service.uri("/logging"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build());
  }

  @Test
  void theLoggersAreAPageAndALevelCanBeSet() {
    HttpResponse<String> page = post("logger=" + NAME + "&level=debug");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
    assertThat(page.body()).contains("<td>" + NAME + "</td><td>DEBUG</td>");
    assertThat(((Logger) LoggerFactory.getLogger(NAME)).getLevel()).isEqualTo(Level.DEBUG);
    assertThat(service.get("/logging").body()).contains("(inherited)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "logger=" + NAME,
        "level=DEBUG",
        "logger=&level=DEBUG",
        "logger=" + NAME + "&level=LOUD",
        "logger=%3Cscript%3Ealert(1)%3C%2Fscript%3E&level=DEBUG",
        "logger=a%0Ab&level=DEBUG"
      })
  void whatNamesNoLoggerOrLevelIsRefused(String form) {
    assertThat(post(form).statusCode()).isEqualTo(400);
    assertThat(service.get("/logging").body()).doesNotContain("<script>");
  }

  @Test
  void onlyAFormIsTaken() {
    assertThat(service.post("/logging", "{'logger':'a','level':'DEBUG'}").statusCode())
        .isEqualTo(415);
  }
}

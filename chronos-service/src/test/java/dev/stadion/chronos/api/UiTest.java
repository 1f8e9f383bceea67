package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.PageContract;
import dev.stadion.dropwizard.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page for people: what it consists of, and that nothing can get into it. */
class UiTest {
  private static Service service;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void itIsAsEveryPageForPeople() throws Exception {
    new PageContract(service.uri("")).holds();
  }

  @Test
  void whoComesWithABrowserIsLedToIt() {
    var answer = service.get("/");

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location").orElseThrow()).endsWith("/ui/");
  }

  @Test
  void whatUsersWriteIsNotInIt() {
    String before = service.get("/ui/").body();
    String markup = "<img src=x onerror=alert(1)>";

    int status =
        service
            .send(
                "POST",
                "/v1/scheduler/iso8601",
                """
                {"name":"plain","command":"echo '%s'","description":"%s","owner":"me@example.com",
                 "schedule":"R1/2199-01-01T00:00:00Z/P1D"}\
                """
                    .formatted(markup, markup)
                    .getBytes(UTF_8))
            .statusCode();

    assertThat(status).isEqualTo(204);
    assertThat(service.get("/ui/").body()).isEqualTo(before).doesNotContain(markup);
    assertThat(service.get("/v1/scheduler/jobs").headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
  }
}

package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** chronos.md §1.1: the one user of the original. */
class AuthenticationTest {
  private static Service service;

  @BeforeAll
  static void start() {
    service =
        new Service(
            TestDatabase.fresh(), "http_credentials: 'chronos:pass:word'\nhttp_realm: Jobs\n");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static HttpResponse<String> as(String credentials, String path) {
    return service.send(
        HttpRequest.newBuilder(service.uri(path))
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8)))
            .build());
  }

  @Test
  void whoDoesNotSayWhoTheyAreIsAsked() {
    for (String path : new String[] {"/v1/scheduler/jobs", "/scheduler/jobs", "/v1/jobs"}) {
      HttpResponse<String> answer = service.get(path);

      assertThat(answer.statusCode()).isEqualTo(401);
      assertThat(answer.headers().firstValue("WWW-Authenticate")).contains("Basic realm=\"Jobs\"");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }
    assertThat(service.get("/metrics").statusCode()).isEqualTo(401);
    assertThat(service.get("/ping").statusCode()).isEqualTo(200);
  }

  @Test
  void theRightUserIsLetInAndNoOther() {
    assertThat(as("chronos:pass:word", "/v1/scheduler/jobs").statusCode()).isEqualTo(200);
    assertThat(as("chronos:other", "/v1/scheduler/jobs").statusCode()).isEqualTo(401);
    assertThat(as("other:pass:word", "/v1/scheduler/jobs").statusCode()).isEqualTo(401);
  }
}

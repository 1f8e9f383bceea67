package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** promises.md §10, Chronos #513: the coordinator is away, and the API neither errs nor crashes. */
@Timeout(120)
class DatabaseAwayTest {
  private static final String JOB =
      "{'name':'%s','command':'x','schedule':'R/2199-01-01T00:00:00Z/P1D'}";

  private final TestDatabase database = TestDatabase.fresh();

  /** Lets everybody in, or nobody; whoever is in is thrown out. */
  private void open(boolean open) throws SQLException {
    TestDatabase other = TestDatabase.fresh();
    String name = database.url().replaceFirst(".*/", "").replaceFirst("\\?.*", "");
    try (Connection connection =
            other.user().isEmpty()
                ? DriverManager.getConnection(other.url())
                : DriverManager.getConnection(other.url(), other.user(), other.password());
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER DATABASE " + name + " ALLOW_CONNECTIONS " + open);
      if (!open) {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                + name
                + "'");
      }
    }
  }

  @Test
  void chronos513WhileTheDatabaseIsAwayRequestsAreToldToComeAgainAndThenTheyAreServed()
      throws Exception {
    try (var service = new Service(database)) {
      assertThat(service.post("/v1/scheduler/iso8601", JOB.formatted("before")).statusCode())
          .isEqualTo(204);

      open(false);
      HttpResponse<String> write = service.post("/v1/scheduler/iso8601", JOB.formatted("lost"));
      HttpResponse<String> read = service.get("/v1/scheduler/runs");
      open(true);

      for (HttpResponse<String> answer : List.of(write, read)) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      }
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      int status = 503;
      while (status == 503 && System.nanoTime() < end) {
        status = service.post("/v1/scheduler/iso8601", JOB.formatted("after")).statusCode();
      }
      assertThat(status).isEqualTo(204);
      assertThat(service.get("/v1/scheduler/jobs").body())
          .contains("before", "after")
          .doesNotContain("lost");
    }
  }
}

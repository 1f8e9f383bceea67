package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two processes on one database (marathon.md §19). */
class StandbyTest {
  private static RunningMarathon first;
  private static RunningMarathon second;

  @BeforeAll
  static void start() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    first = new RunningMarathon(database, freePort(), "");
    second = new RunningMarathon(database, freePort(), "");
  }

  /** Each must know the other's port before either listens. */
  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterAll
  static void stop() {
    second.close();
    first.close();
  }

  private static String leader(RunningMarathon asked) {
    return asked.get("/v2/leader").json().path("leader").asText();
  }

  private static String address(RunningMarathon marathon) {
    return "localhost:" + marathon.api().getPort();
  }

  @Test
  void s19_aStandbyPassesRequestsOnAndStreamsAreFollowedAtTheLeader() {
    RunningMarathon standby = leader(first).equals(address(first)) ? second : first;
    String leader = leader(standby);
    assertThat(leader).isNotEqualTo(address(standby));

    Answer created =
        standby.post("/v2/apps?force=true", "{'id':'/through/standby','cmd':'sleep 1'}");
    assertThat(created.status()).as(created.response().body()).isEqualTo(201);
    assertThat(created.header("X-Marathon-Via")).isEqualTo("1.1 " + address(standby));
    assertThat(created.header("X-Marathon-Leader")).isEqualTo("http://" + leader);
    assertThat(created.header("Marathon-Deployment-Id")).isNotBlank();
    Answer read = standby.get("/v2/apps//through/standby?embed=app.tasks");
    assertThat(read.json().at("/app/id").asText()).isEqualTo("/through/standby");
    Answer refused = standby.post("/v2/apps", "{'id':7}");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/details/0/path").asText()).isEqualTo("/id");
    assertThat(standby.get("/ping").response().body()).isEqualTo("pong");

    Answer stream = standby.get("/v2/events?event_type=x", "Accept", "text/event-stream");
    assertThat(stream.status()).isEqualTo(302);
    assertThat(stream.header("Location")).isEqualTo("http://" + leader + "/v2/events?event_type=x");

    Answer loop = standby.get("/v2/apps", "X-Marathon-Via", "1.1 a:1, 1.1 " + address(standby));
    assertThat(loop.status()).isEqualTo(502);
    assertThat(loop.json().path("message").asText()).isEqualTo("Detected proxying loop.");
  }

  @Test
  void s37_aLeaderThatAbdicatesMakesRoomForTheOther() {
    String before = leader(first);

    Answer answer = first.delete("/v2/leader");

    assertThat(answer.json().path("message").asText()).isEqualTo("Leadership abdicated");
    String after = before;
    for (int i = 0; i < 400 && (after.isEmpty() || after.equals(before)); i++) {
      LockSupport.parkNanos(50_000_000);
      after = leader(second);
    }
    assertThat(after).isNotEmpty().isNotEqualTo(before);
    assertThat(first.get("/v2/apps").status()).isEqualTo(200);
  }
}

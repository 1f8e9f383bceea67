package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.master.MasterConfiguration;
import dev.stadion.master.api.Connection.Answer;
import java.io.EOFException;
import org.junit.jupiter.api.Test;

/** How many may listen at once (mesos-v1.md §13, §16; promises.md P17). */
class SubscriberLimitsTest {
  private static final String SCHEDULER = "/api/v1/scheduler";
  private static final String FRAMEWORK =
      """
      {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n",\
      "failover_timeout":60.0}}}\
      """;

  @Test
  void itIsAThousandUnlessSaidOtherwise() {
    var configuration = new MasterConfiguration();

    assertThat(configuration.getMaxFrameworks()).isEqualTo(1_000);
    assertThat(configuration.getMaxWatchers()).isEqualTo(1_000);
  }

  @Test
  void oneFrameworkTooManyIsToldToComeAgainAndOneThatIsKnownIsLetIn() throws Exception {
    try (RunningMaster master = RunningMaster.start(TestDatabase.fresh(), "maxFrameworks: 2");
        TestFramework one = TestFramework.subscribe(master)) {
      TestFramework two = TestFramework.subscribe(master);
      Answer refused = subscribe(master, FRAMEWORK);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).containsKey("retry-after");
      assertThat(refused.body()).isEqualTo("Too many frameworks are subscribed");

      try (Connection again = master.connect()) {
        String known =
            FRAMEWORK
                .replaceFirst("\\{", "{\"framework_id\":{\"value\":\"" + one.id + "\"},")
                .replace("{\"user\"", "{\"id\":{\"value\":\"" + one.id + "\"},\"user\"");
        assertThat(again.post(SCHEDULER, known).status()).isEqualTo(200);
        assertThat(again.event("SUBSCRIBED")).contains(one.id);
        assertThat(one.stream.event("ERROR")).contains("Framework failed over");
        assertThat(subscribe(master, FRAMEWORK).status()).isEqualTo(503);
      }

      two.close();
      int status = 503;
      for (int i = 0; i < 500 && status == 503; i++) {
        status = subscribe(master, FRAMEWORK).status();
      }
      assertThat(status).isEqualTo(200);
    }
  }

  private static Answer subscribe(RunningMaster master, String json) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.post(SCHEDULER, json);
    }
  }

  @Test
  void forOneOperatorTooManyTheOldestIsDropped() throws Exception {
    String watch = "{\"type\":\"SUBSCRIBE\"}";
    try (RunningMaster master = RunningMaster.start(TestDatabase.fresh(), "maxWatchers: 2");
        Connection oldest = master.connect();
        Connection middle = master.connect();
        Connection newest = master.connect()) {
      for (Connection each : new Connection[] {oldest, middle, newest}) {
        assertThat(each.post("/api/v1", watch).status()).isEqualTo(200);
        assertThat(each.event()).contains("SUBSCRIBED");
        assertThat(each.event()).contains("HEARTBEAT");
      }

      assertThatThrownBy(oldest::event).isInstanceOf(EOFException.class);
      try (TestFramework framework = TestFramework.subscribe(master)) {
        assertThat(middle.event("FRAMEWORK_ADDED")).contains(framework.id);
        assertThat(newest.event("FRAMEWORK_ADDED")).contains(framework.id);
      }
    }
  }
}

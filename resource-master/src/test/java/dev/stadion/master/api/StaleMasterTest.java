package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.agent.v1.Event;
import java.io.EOFException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A master that was overtaken and has not noticed, as after SIGSTOP and SIGCONT (promises.md P9,
 * §3): nothing that it is told has an effect, and the first word to it ends it.
 */
class StaleMasterTest {
  private final BlockingQueue<Integer> exits = new LinkedBlockingQueue<>();
  private TestDatabase database;
  private RunningMaster master;
  private TestAgent agent;
  private TestFramework framework;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.fresh();
    master = RunningMaster.unaware(database, (code, why) -> exits.add(code));
    agent = TestAgent.register(master, "a1");
    framework = TestFramework.subscribe(master);
  }

  @AfterEach
  void stop() throws Exception {
    framework.close();
    agent.close();
    master.close();
  }

  private void overtake() throws Exception {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "update master.leader_epoch set epoch = epoch + 1, holder = 'another'"))
          .isOne();
    }
  }

  private String accept() throws Exception {
    return """
    {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
     "operations":[{"type":"LAUNCH","launch":{"task_infos":[
       {"name":"t","task_id":{"value":"t"},"agent_id":{"value":"%s"},
        "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.5}}],
        "command":{"value":"true"}}]}}]}}\
    """
        .formatted(
            framework.id,
            TestFramework.value(framework.stream.event("OFFERS"), "id"),
            agent.id.getValue());
  }

  @Test
  void doesNotAcceptALaunchAndTellsNoAgent() throws Exception {
    String accept = accept();
    overtake();

    int status = framework.post(accept, "X-No: more").status();

    assertThat(status).isEqualTo(503);
    assertThatThrownBy(() -> agent.next(Event.Type.RUN_TASKS)).isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> framework.stream.event("UPDATE")).isInstanceOf(EOFException.class);
    assertThat(exits.poll(10, TimeUnit.SECONDS)).isEqualTo(ExitHandler.LOST_LEADERSHIP);
  }

  @Test
  void changesNothingForAnOperatorAndTakesNobodyIn() throws Exception {
    overtake();

    try (var operator = master.connect();
        var newcomer = master.connect()) {
      var gone =
          operator.post(
              "/api/v1",
              "{\"type\":\"MARK_AGENT_GONE\",\"mark_agent_gone\":{\"agent_id\":{\"value\":\"%s\"}}}"
                  .formatted(agent.id.getValue()));
      var subscribed =
          newcomer.post(
              "/api/v1/scheduler",
              "{\"type\":\"SUBSCRIBE\",\"subscribe\":{\"framework_info\":"
                  + "{\"user\":\"u\",\"name\":\"n\"}}}");

      assertThat(gone.status()).isEqualTo(503);
      assertThat(gone.headers()).containsKey("retry-after");
      assertThat(subscribed.status()).isIn(307, 503);
      assertThat(subscribed.headers()).doesNotContainKey("mesos-stream-id");
    }
    assertThatThrownBy(() -> agent.next(Event.Type.REFUSED)).isInstanceOf(EOFException.class);
    assertThat(exits.poll(10, TimeUnit.SECONDS)).isEqualTo(ExitHandler.LOST_LEADERSHIP);
  }
}

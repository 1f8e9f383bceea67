package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The master speaks the Mesos v1 scheduler API to anybody who has curl. */
class FrameworkByHandStory {

  @Test
  void curlSubscribesLaunchesATaskAndKillsIt(@TempDir Path data, @TempDir Path scratch) {
    try (Suite suite = Suite.start(data);
        CurlFramework framework =
            CurlFramework.subscribe(
                suite.master().base(),
                scratch,
                """
                {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"%s","name":"by hand","roles":["hand"],
                 "capabilities":[{"type":"MULTI_ROLE"},{"type":"TASK_KILLING_STATE"}]}}}\
                """
                    .formatted(System.getProperty("user.name")))) {
      JsonNode subscribed = framework.event("SUBSCRIBED", any -> true);
      String id = subscribed.at("/framework_id/value").asText();
      assertThat(id).isNotEmpty();
      assertThat(subscribed.at("/heartbeat_interval_seconds").asDouble()).isEqualTo(15.0);

      JsonNode offer = framework.event("OFFERS", any -> true).at("/offers/0");
      assertThat(offer.at("/allocation_info/role").asText()).isEqualTo("hand");

      assertThat(framework.call(launchSleep(id, offer))).isEqualTo(202);
      // One update at a time: the next one comes when this one is acknowledged.
      JsonNode starting = update(framework, "TASK_STARTING");
      assertThat(framework.call(acknowledge(id, starting))).isEqualTo(202);
      JsonNode running = update(framework, "TASK_RUNNING");
      assertThat(running.at("/task_id/value").asText()).isEqualTo("nap");
      assertThat(suite.tasks()).isNotEmpty();
      assertThat(framework.call(acknowledge(id, running))).isEqualTo(202);

      assertThat(
              framework.call(
                  """
                  {"type":"KILL","framework_id":{"value":"%s"},"kill":{"task_id":{"value":"nap"}}}\
                  """
                      .formatted(id)))
          .isEqualTo(202);
      assertThat(framework.call(acknowledge(id, update(framework, "TASK_KILLING")))).isEqualTo(202);
      assertThat(framework.call(acknowledge(id, update(framework, "TASK_KILLED")))).isEqualTo(202);
      await().atMost(Duration.ofSeconds(20)).until(() -> suite.tasks().isEmpty());

      assertThat(
              framework.call(
                  "{\"type\":\"TEARDOWN\",\"framework_id\":{\"value\":\"%s\"}}".formatted(id)))
          .isEqualTo(202);
    }
  }

  private static JsonNode update(CurlFramework framework, String state) {
    return framework
        .event("UPDATE", u -> u.at("/status/state").asText().equals(state))
        .at("/status");
  }

  private static String launchSleep(String framework, JsonNode offer) {
    return """
    {"type":"ACCEPT","framework_id":{"value":"%s"},"accept":{"offer_ids":[{"value":"%s"}],
     "operations":[{"type":"LAUNCH","launch":{"task_infos":[{"name":"nap","task_id":{"value":"nap"},
       "agent_id":{"value":"%s"},"command":{"value":"sleep 60"},
       "resources":[{"name":"cpus","type":"SCALAR","scalar":{"value":0.1}},
                    {"name":"mem","type":"SCALAR","scalar":{"value":32}}]}]}}]}}\
    """
        .formatted(framework, offer.at("/id/value").asText(), offer.at("/agent_id/value").asText());
  }

  private static String acknowledge(String framework, JsonNode status) {
    return """
    {"type":"ACKNOWLEDGE","framework_id":{"value":"%s"},"acknowledge":{"agent_id":{"value":"%s"},
     "task_id":{"value":"nap"},"uuid":"%s"}}\
    """
        .formatted(framework, status.at("/agent_id/value").asText(), status.at("/uuid").asText());
  }
}

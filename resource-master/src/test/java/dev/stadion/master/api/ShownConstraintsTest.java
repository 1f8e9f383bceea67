package dev.stadion.master.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.TestDatabase;
import org.junit.jupiter.api.Test;

/** mesos-v1.md §12.1: a framework is shown with the offer constraints that it sent. */
class ShownConstraintsTest {
  private static final String WANTED =
      """
      {"role_constraints":{"web":{"groups":[{"attribute_constraints":[\
      {"selector":{"attribute_name":"rack"},"predicate":{"text_equals":{"value":"r7"}}}]}]}}}\
      """;

  @Test
  void aFrameworkIsShownWithWhatItWantsToSee() throws Exception {
    try (RunningMaster master = RunningMaster.start(TestDatabase.fresh(), "");
        Connection stream = master.connect();
        TestFramework other = TestFramework.subscribe(master)) {
      stream.post(
          "/api/v1/scheduler",
          """
          {"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"picky",
            "roles":["web"],"capabilities":[{"type":"MULTI_ROLE"}]},"offer_constraints":%s}}\
          """
              .formatted(WANTED));
      String id = TestFramework.value(stream.event("SUBSCRIBED"), "framework_id");

      String shown = "\"offer_constraints\":" + WANTED;
      assertThat(read(master, "/frameworks?framework_id=" + id)).contains(shown);
      assertThat(read(master, "/state")).contains(shown);
      assertThat(read(master, "/frameworks?framework_id=" + other.id))
          .doesNotContain("offer_constraints");
      try (Connection operator = master.connect()) {
        assertThat(operator.post("/api/v1", "{\"type\":\"GET_FRAMEWORKS\"}").body())
            .contains(shown);
      }
    }
  }

  private static String read(RunningMaster master, String path) throws Exception {
    try (Connection connection = master.connect()) {
      return connection.send("GET", path).body();
    }
  }
}

package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** promises.md §7.11: whatever is written into a job stays text wherever it comes out again. */
class InjectionTest {
  private static final String EVIL =
      "x\r\nERROR [fake] all is lost\u001b[2J\u2028\"]; =cmd|'/c calc'!A0 <script>${7*7}</script>";

  private static Service service;
  private static Mesos mesos;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
    mesos = new Mesos(service);
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void noJobsAreLeft() {
    for (JsonNode job : service.json("/scheduler/jobs")) {
      service.delete("/scheduler/job/" + job.get("name").asText().replace(" ", "%20"));
    }
  }

  private static ObjectNode job(String name) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", name)
        .put("command", "true")
        .put("retries", 0)
        .put("schedule", "R1/2199-01-01T00:00:00Z/P1D");
  }

  private static int post(ObjectNode job) {
    return service
        .send("POST", "/scheduler/iso8601", job.toString().getBytes(StandardCharsets.UTF_8))
        .statusCode();
  }

  @Test
  void nothingOfAJobOrATaskBeginsALineOfTheLog() {
    var log = new ListAppender<ILoggingEvent>();
    var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var ours = (Logger) LoggerFactory.getLogger("dev.stadion");
    Level before = ours.getLevel();
    log.start();
    ours.setLevel(Level.DEBUG);
    root.addAppender(log);
    try {
      ObjectNode job = job("evil").put("description", EVIL).put("owner", EVIL);
      job.put("command", EVIL).putArray("arguments").add(EVIL);
      job.putObject("labels").put("note", EVIL);
      assertThat(post(job)).isEqualTo(204);
      service.put("/scheduler/job/evil");
      TaskInfo task = mesos.launched();
      mesos.tells(task, TaskState.TASK_FAILED, EVIL);
      service.get("/v1/scheduler/job/a%0AERROR%20fake%1b");
      post(job("a\r\nb"));
    } finally {
      root.detachAppender(log);
      ours.setLevel(before);
    }

    assertThat(log.list).isNotEmpty();
    assertThat(List.copyOf(log.list))
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.matches("(?s).*[\\r\\n\\u001b\\u2028].*"));
    JsonNode read = service.json("/v1/scheduler/job/evil");
    assertThat(read.get("description").asText()).isEqualTo(EVIL);
    assertThat(read.get("command").asText()).isEqualTo(EVIL);
    assertThat(service.get("/v1/scheduler/graph/dot").body()).doesNotContain("script");
    assertThat(service.get("/v1/scheduler/graph/csv").body()).doesNotContain("cmd");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--x", "- a"})
  void aNameThatLooksLikeAFormulaIsText(String name) {
    assertThat(post(job(name))).isEqualTo(204);

    assertThat(service.get("/scheduler/graph/csv").body())
        .isEqualTo("node,'" + name + ",fresh,idle\n");
    assertThat(service.get("/scheduler/graph/dot").body())
        .isEqualTo("digraph G {\n  1 [ label=\"" + name + "\" ];\n}\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\"]; b [",
        "a\nb",
        "a\rb",
        "a\tb",
        "a,b",
        "<b>",
        "=1",
        "@x",
        "+1",
        "a\\",
        "a\u2028b",
        "\u0430",
        "a/b",
        "..",
        "a\u0000"
      })
  void aNameThatIsMoreThanOneIsNone(String name) {
    assertThat(post(job(name))).isEqualTo(400);
    assertThat(service.json("/scheduler/jobs")).isEmpty();
  }
}

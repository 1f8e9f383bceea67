package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is measured, under the names that dashboards know (marathon.md §3.7, §21). */
class MetricsApiTest {
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon();
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static List<String> names(JsonNode kind) {
    var names = new ArrayList<String>();
    kind.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void s37_theDocumentHasFiveKindsAndTheVersionOfItsShape() {
    JsonNode json = marathon.get("/metrics").json();

    assertThat(names(json))
        .containsExactly("version", "gauges", "counters", "histograms", "meters", "timers");
    assertThat(json.path("version").asText()).isEqualTo("4.0.0");
    assertThat(names(json.at("/timers/marathon.http.requests.duration.timer.seconds")))
        .containsExactlyInAnyOrder(
            "count",
            "max",
            "mean",
            "min",
            "p50",
            "p75",
            "p95",
            "p98",
            "p99",
            "p999",
            "stddev",
            "m15_rate",
            "m1_rate",
            "m5_rate",
            "mean_rate",
            "duration_units",
            "rate_units");
    assertThat(names(json.at("/meters/marathon.http.responses.2xx.rate.meter")))
        .containsExactlyInAnyOrder("count", "m15_rate", "m1_rate", "m5_rate", "mean_rate", "units");
  }

  @Test
  void s21_theNamesOfTheOriginalAreThereFromTheBeginning() {
    JsonNode json = marathon.get("/metrics").json();

    assertThat(names(json.path("counters")))
        .contains(
            "marathon.deployments.counter",
            "marathon.deployments.dismissed.counter",
            "marathon.tasks.launched.counter",
            "marathon.mesos.calls.revive.counter",
            "marathon.mesos.calls.suppress.counter",
            "marathon.mesos.offer-operations.launch-group.counter",
            "marathon.mesos.offer-operations.launch.counter",
            "marathon.mesos.offer-operations.reserve.counter",
            "marathon.mesos.offers.declined.counter",
            "marathon.mesos.offers.incoming.counter",
            "marathon.mesos.offers.used.counter");
    assertThat(names(json.path("gauges")))
        .contains(
            "marathon.apps.active.gauge",
            "marathon.pods.active.gauge",
            "marathon.groups.active.gauge",
            "marathon.deployments.active.gauge",
            "marathon.leadership.duration.gauge.seconds",
            "marathon.uptime.gauge.seconds",
            "marathon.instances.running.gauge",
            "marathon.instances.staged.gauge",
            "marathon.instances.inflight-kills.gauge",
            "marathon.http.requests.active.gauge",
            "marathon.http.event-streams.active.gauge",
            "marathon.jvm.buffers.mapped.gauge",
            "marathon.jvm.buffers.direct.capacity.gauge.bytes",
            "marathon.jvm.buffers.direct.memory.used.gauge.bytes",
            "marathon.jvm.memory.total.used.gauge.bytes",
            "marathon.jvm.memory.heap.max.gauge.bytes",
            "marathon.jvm.memory.heap.usage.gauge",
            "marathon.jvm.memory.non-heap.committed.gauge.bytes",
            "marathon.jvm.threads.active.gauge",
            "marathon.jvm.threads.daemon.gauge",
            "marathon.jvm.threads.timed-waiting.gauge",
            "marathon.jvm.threads.terminated.gauge");
    assertThat(names(json.path("meters")))
        .contains(
            "marathon.http.responses.1xx.rate.meter", "marathon.http.responses.5xx.rate.meter");
    assertThat(names(json.path("timers")))
        .contains(
            "marathon.http.requests.get.duration.timer.seconds",
            "marathon.http.requests.post.duration.timer.seconds",
            "marathon.http.requests.put.duration.timer.seconds",
            "marathon.http.requests.delete.duration.timer.seconds");
  }

  @Test
  void s21_appsAreCountedAndSoIsTheTimeOfTheLeader() {
    int before = apps();
    marathon.post("/v2/apps", "{'id':'/counted','cmd':'sleep 1','instances':0}");

    assertThat(apps()).isEqualTo(before + 1);
    assertThat(
            marathon
                .get("/metrics")
                .json()
                .at("/gauges/marathon.leadership.duration.gauge.seconds/value")
                .asDouble())
        .isPositive();
  }

  private static int apps() {
    return marathon.get("/metrics").json().at("/gauges/marathon.apps.active.gauge/value").asInt(-1);
  }

  @Test
  void s37_prometheusReadsTheSameAsText() {
    Answer answer = marathon.get("/metrics/prometheus");

    assertThat(answer.header("Content-Type")).startsWith("text/plain").contains("version=0.0.4");
    assertThat(answer.response().body().lines())
        .contains(
            "# TYPE marathon_deployments_dismissed_counter counter",
            "marathon_deployments_dismissed_counter 0",
            "# TYPE marathon_apps_active_gauge gauge",
            "# TYPE marathon_http_responses_1xx_rate_meter_count gauge",
            "marathon_http_responses_1xx_rate_meter_count 0",
            "# TYPE marathon_http_responses_1xx_rate_meter_m1_rate gauge",
            "marathon_http_responses_1xx_rate_meter_m1_rate 0.0",
            "# TYPE marathon_http_requests_put_duration_timer_seconds summary",
            "marathon_http_requests_put_duration_timer_seconds{quantile=\"0.5\"} 0.000000",
            "marathon_http_requests_put_duration_timer_seconds{quantile=\"0.999\"} 0.000000",
            "marathon_http_requests_put_duration_timer_seconds_count 0",
            "# TYPE marathon_http_requests_put_duration_timer_seconds_max gauge",
            "marathon_http_requests_put_duration_timer_seconds_max 0.0");
  }
}

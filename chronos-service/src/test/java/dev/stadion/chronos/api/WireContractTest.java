package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §1, §2, §7 and §9 on the wire, rule by rule, where no other test says it. */
class WireContractTest {
  private static final String V1 = "/v1/scheduler";
  private static final String V0 = "/scheduler";
  private static final String NEVER = "'schedule':'R1/2199-01-01T00:00:00Z/P1D'";

  private static final List<TaskInfo> LAUNCHED = new ArrayList<>();

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
    LAUNCHED.forEach(task -> mesos.tells(task, TaskState.TASK_KILLED, ""));
    LAUNCHED.clear();
    for (JsonNode job : service.json(V1 + "/jobs")) {
      service.delete(V0 + "/job/" + encode(job.get("name").asText()));
    }
  }

  /** Launches what waits; it is over when the test is. */
  private static TaskInfo launched() {
    TaskInfo task = mesos.launched();
    LAUNCHED.add(task);
    return task;
  }

  private static String encode(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }

  private static void post(String path, String body) {
    assertThat(service.post(path, body)).returns(204, HttpResponse::statusCode);
  }

  private static void postNever(String name) {
    post(V1 + "/iso8601", "{'name':'%s','command':'x',%s}".formatted(name, NEVER));
  }

  private static HttpResponse<String> typed(String method, String path, String type, String body) {
    return service.send(
        HttpRequest.newBuilder(service.uri(path))
            .header("Content-Type", type)
            .method(
                method,
                body.isEmpty()
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofString(body.replace('\'', '"')))
            .build());
  }

  // ---- §1.1 ------------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "text/plain",
        "application/x-www-form-urlencoded"
      })
  void section11ABodyIsJsonWhateverItSaysToBe(String type) {
    assertThat(
            typed("POST", V1 + "/iso8601", type, "{'name':'a','command':'é',%s}".formatted(NEVER)))
        .returns(204, HttpResponse::statusCode);
    assertThat(service.json(V1 + "/job/a").get("command").asText()).isEqualTo("é");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/jobs,200",
    "GET,/job/a,200",
    "PUT,/job/a,204",
    "PUT,/job/success/a,200",
    "DELETE,/task/kill/a,204",
    "DELETE,/job/a,204"
  })
  void section11ATypeWithoutABodyDoesNoHarm(String method, String path, int status) {
    for (String prefix : List.of(V0, V1)) {
      postNever("a");
      assertThat(typed(method, prefix + path, "application/json", ""))
          .returns(status, HttpResponse::statusCode);
    }
  }

  @Test
  void section11GraphsAreTextAndErrorsAreReadableFromEverywhere() {
    for (String path : List.of("/graph/dot", "/graph/csv")) {
      assertThat(service.get(V1 + path).headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain");
    }
    for (String path : List.of(V1 + "/job/nope", "/nowhere", V0 + "/jobs/search?limit=x")) {
      HttpResponse<String> answer = service.get(path);
      assertThat(answer.statusCode()).isIn(400, 404);
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
      assertThat(Service.read(answer.body()).get("message").asText()).isNotEmpty();
    }
  }

  @Test
  void section11WhatWasAcknowledgedIsSeenAtOnceByEveryReader() {
    for (int i = 0; i < 20; i++) {
      postNever("a" + i);
      assertThat(service.get(V0 + "/job/a" + i).statusCode()).isEqualTo(200);
      assertThat(service.get(V1 + "/jobs").body()).contains("\"a" + i + "\"");
      assertThat(service.get(V1 + "/jobs/search?name=a" + i).body()).contains("\"a" + i + "\"");
      assertThat(service.get(V1 + "/jobs/summary").body()).contains("\"a" + i + "\"");
      assertThat(service.get(V1 + "/graph/csv").body()).contains("node,a" + i + ",");
    }
  }

  // ---- §1.2, §1.3 ------------------------------------------------------------------------------

  @Test
  void section12ADependentJobMayBePutUnderEitherPrefix() {
    postNever("a");
    for (String prefix : List.of(V0, V1)) {
      byte[] body = "{\"name\":\"b\",\"command\":\"x\",\"parents\":[\"a\",\"a\"]}".getBytes(UTF_8);
      assertThat(service.send("PUT", prefix + "/dependency", body).statusCode()).isEqualTo(204);
      assertThat(service.json(prefix + "/job/b").get("parents")).hasSize(1);
    }
  }

  @Test
  void section12WhatCannotBeInAGraphIs400WithItsReason() {
    postNever("a");
    post(V1 + "/dependency", "{'name':'b','command':'x','parents':['a']}");
    post(V1 + "/dependency", "{'name':'c','command':'x','parents':['b']}");

    assertThat(refusal("{'name':'n','command':'x','parents':[]}"))
        .isEqualTo("a dependent job must name its parents");
    assertThat(refusal("{'name':'n','command':'x','parents':['nobody']}"))
        .isEqualTo("Parent 'nobody' of job 'n' not found");
    assertThat(refusal("{'name':'b','command':'x','parents':['c']}"))
        .startsWith("Dependency cycle: ");
    assertThat(refusal("{'name':'b','command':'x','parents':['b']}")).isNotEmpty();
    assertThat(service.json(V1 + "/job/b").get("parents").get(0).asText()).isEqualTo("a");
  }

  private static String refusal(String body) {
    HttpResponse<String> answer = service.post(V1 + "/dependency", body);
    assertThat(answer.statusCode()).isEqualTo(400);
    return Service.read(answer.body()).get("message").asText();
  }

  @Test
  void section13ParentsWinOverASchedule() {
    postNever("a");
    post(V1 + "/dependency", "{'name':'b','command':'x','parents':['a'],%s}".formatted(NEVER));

    assertThat(service.json(V1 + "/job/b").has("schedule")).isFalse();
    assertThat(service.json(V1 + "/job/b").has("parents")).isTrue();
  }

  @Test
  void section13AJobThatSaysNothingOfTimeRunsOnceAtOnce() {
    post(V1 + "/iso8601", "{'name':'a','command':'x'}");

    assertThat(service.json(V1 + "/job/a").get("schedule").asText()).matches("R[01]/20.*/PT24H");
    assertThat(launched().getName()).isEqualTo("ChronosTask:a");
  }

  @Test
  void section13SemicolonsOfArgumentsAreRemoved() {
    post(V1 + "/iso8601", "{'name':'a','command':'echo',%s}".formatted(NEVER));
    service.put(V1 + "/job/a?arguments=" + encode("-c 1 ; ./evil.sh"));

    TaskInfo task = launched();

    assertThat(task.getTaskId().getValue()).startsWith("ct:").contains(":0:a:-c 1  .");
    assertThat(task.getCommand().getValue()).isEqualTo("echo -c 1  ./evil.sh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99thPercentile",
        "98thPercentile",
        "95thPercentile",
        "75thPercentile",
        "median",
        "mean",
        "count"
      })
  void section15EveryMetricListsEveryJob(String metric) {
    postNever("a");
    postNever("b");

    JsonNode stats = service.json(V0 + "/stats/" + metric);

    assertThat(stats.findValuesAsText("jobNameLabel")).containsExactlyInAnyOrder("a", "b");
    assertThat(stats.get(0).get("time").isDouble()).isTrue();
  }

  @Test
  void section15WhatATaskHasDoneIsInItsHistory() {
    post(
        V1 + "/iso8601",
        "{'name':'a','command':'x','dataProcessingJobType':true,%s}".formatted(NEVER));
    service.put(V1 + "/job/a");
    TaskInfo task = launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");
    String progress = V1 + "/job/a/task/" + encode(task.getTaskId().getValue()) + "/progress";
    assertThat(service.post(progress, "{'numAdditionalElementsProcessed':5}").statusCode())
        .isEqualTo(204);

    JsonNode running = service.json(V1 + "/job/stat/a").at("/taskStatHistory/0");
    assertThat(running.get("status").asText()).isEqualTo("Running");
    assertThat(running.get("endTime").asText()).isEqualTo("N/A");
    assertThat(running.get("startTime").asText())
        .matches("\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d");
    assertThat(running.get("numElementsProcessed").asInt()).isEqualTo(5);

    mesos.tells(task, TaskState.TASK_FINISHED, "");
    JsonNode stats = service.json(V1 + "/job/stat/a");
    JsonNode ended = stats.at("/taskStatHistory/0");
    assertThat(ended.get("taskId").asText()).isEqualTo(task.getTaskId().getValue());
    assertThat(ended.get("jobName").asText()).isEqualTo("a");
    assertThat(ended.get("slaveId").asText()).isEqualTo("agent-1");
    assertThat(ended.get("status").asText()).isEqualTo("Success");
    assertThat(ended.get("duration").asText()).matches("(\\d+m)?\\d+s");
    assertThat(stats.at("/histogram/count").isInt()).isTrue();
    assertThat(stats.at("/histogram/count").asInt()).isEqualTo(1);
    assertThat(stats.at("/histogram/median").isDouble()).isTrue();
  }

  @Test
  void section14TheStateFollowsTheRunsOfAJob() {
    post(V1 + "/iso8601", "{'name':'a','command':'x','concurrent':true,%s}".formatted(NEVER));
    assertThat(state()).isEqualTo("idle");
    service.put(V1 + "/job/a?arguments=1");
    assertThat(state()).isEqualTo("queued");
    TaskInfo first = launched();
    mesos.tells(first, TaskState.TASK_RUNNING, "");
    assertThat(state()).isEqualTo("1 running");
    service.put(V1 + "/job/a?arguments=2");
    assertThat(state()).isEqualTo("1 running");
    TaskInfo second = launched();
    mesos.tells(second, TaskState.TASK_RUNNING, "");
    assertThat(state()).isEqualTo("2 running");
    assertThat(service.get(V1 + "/graph/csv").body()).isEqualTo("node,a,fresh,2 running\n");

    mesos.tells(first, TaskState.TASK_FINISHED, "");
    assertThat(state()).isEqualTo("1 running");
    mesos.tells(second, TaskState.TASK_KILLED, "");
    assertThat(state()).isEqualTo("idle");
    assertThat(service.json(V1 + "/jobs/summary").at("/jobs/0/status").asText())
        .isEqualTo("success");
  }

  private static String state() {
    return service.json(V1 + "/jobs/summary").at("/jobs/0/state").asText();
  }

  @Test
  void section16AnEmptySystemIsAnEmptyGraph() {
    assertThat(service.get(V1 + "/graph/csv").body()).isEmpty();
    assertThat(service.get(V1 + "/graph/dot").body()).isEqualTo("digraph G {\n}\n");
    assertThat(service.get(V1 + "/jobs").body()).isEqualTo("[]");
    assertThat(service.get(V1 + "/jobs/summary").body()).isEqualTo("{\"jobs\":[]}");
  }

  @Test
  void section17InfoSaysHowItIsSetUpAndNoneWhereItIsNot() {
    JsonNode info = service.json(V0 + "/info");

    assertThat(info.fieldNames())
        .toIterable()
        .containsExactly(
            "version",
            "leader",
            "frameworkId",
            "mail_config",
            "zookeeper_config",
            "mesos_config",
            "chronos_configuration");
    assertThat(info.at("/mail_config").fieldNames())
        .toIterable()
        .containsExactly("mail_server", "mail_user", "mail_from", "mail_ssl_on");
    assertThat(info.at("/mail_config/mail_server").asText()).isEqualTo("None");
    assertThat(info.at("/mesos_config").fieldNames())
        .toIterable()
        .containsExactly(
            "master",
            "mesos_task_mem",
            "mesos_task_cpu",
            "mesos_task_disk",
            "mesos_checkpoint",
            "mesos_role",
            "mesos_framework_name",
            "mesos_authentication_principal");
    assertThat(info.at("/chronos_configuration").fieldNames())
        .toIterable()
        .containsExactly(
            "user",
            "failover_timeout",
            "scheduler_horizon",
            "cluster_name",
            "hostname",
            "leader_max_idle_time",
            "min_revive_offers_interval",
            "decline_offer_duration",
            "reconciliation_interval",
            "default_task_epsilon",
            "failure_retry_delay",
            "disable_after_failures",
            "task_epsilon");
  }

  @Test
  void section91TheMetricsHaveTheNamesThatPeopleWatch() {
    postNever("watched");
    service.put(V1 + "/job/watched");
    TaskInfo task = launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");
    mesos.tells(task, TaskState.TASK_FINISHED, "");

    JsonNode metrics = service.json("/metrics");

    assertThat(metrics.fieldNames())
        .toIterable()
        .contains("version", "gauges", "counters", "histograms", "meters", "timers");
    assertThat(metrics.at("/counters/jobs.run.success.watched/count").asInt()).isEqualTo(1);
    assertThat(metrics.at("/histograms/jobs.run.time.watched/count").asInt()).isEqualTo(1);
    String manager = "/gauges/org.apache.mesos.chronos.scheduler.jobs.TaskManager.";
    assertThat(metrics.at(manager + "queueSize/value").isNumber()).isTrue();
    assertThat(metrics.at(manager + "highQueueSize/value").isNumber()).isTrue();
    assertThat(service.get("/metrics").body().lines()).hasSize(1);
    assertThat(service.get("/metrics?pretty=true").body().lines()).hasSizeGreaterThan(10);
  }

  // ---- §2 --------------------------------------------------------------------------------------

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iso8601|{\"schedule\":\"R10/2199-10-01T05:52:00Z/PT2S\",\"name\":\"SAMPLE_JOB1\",\"epsilon\":\"PT15M\",\"command\":\"echo"
            + " FOO\",\"owner\":\"bob@x.com\",\"async\":false}",
        "dependency|{\"async\":true,\"command\":\"c\",\"epsilon\":\"PT30M\",\"errorCount\":0,\"lastError\":\"\",\"lastSuccess\":\"2013-03-15T13:02:14.243Z\",\"name\":\"n\",\"owner\":\"o\",\"parents\":[\"a\",\"b\"],\"retries\":2,\"successCount\":100}",
        "iso8601|{\"schedule\":\"R/2199-09-25T17:22:00Z/PT2M\",\"name\":\"dockerjob\",\"container\":{\"type\":\"DOCKER\",\"image\":\"libmesos/ubuntu\",\"network\":\"BRIDGE\",\"volumes\":[{\"containerPath\":\"/var/log/\",\"hostPath\":\"/logs/\",\"mode\":\"RW\"}]},\"cpus\":0.5,\"mem\":512.0,\"fetch\":[],\"command\":\"date\"}",
        "iso8601|{\"schedule\":\"R/2199-09-25T17:22:00Z/PT2M\",\"name\":\"user\",\"command\":\"date\",\"container\":{\"type\":\"MESOS\",\"image\":\"i\",\"network\":\"USER\",\"networkInfos\":[{\"name\":\"dcos\",\"protocol\":\"IPv4\",\"labels\":[{\"key\":\"k\",\"value\":\"v\"}],\"portMappings\":[{\"hostPort\":\"0\",\"containerPort\":\"80\",\"protocol\":\"tcp\"}]}],\"volumes\":[{\"containerPath\":\"/d\",\"mode\":\"RW\",\"external\":{\"name\":\"n\",\"provider\":\"dvdi\",\"options\":[{\"key\":\"k\",\"value\":\"v\"}]}}],\"forcePullImage\":true}}"
      })
  void section23TheExamplesComeBackWithAllTheySaid(String path, String example) {
    postNever("a");
    postNever("b");
    post(V1 + "/" + path, example);
    JsonNode sent = Service.read(example);

    JsonNode read = service.json(V1 + "/job/" + sent.get("name").asText());

    assertSays(read, sent, "");
    post(V1 + "/" + path, read.toString());
    assertThat(service.json(V1 + "/job/" + sent.get("name").asText())).isEqualTo(read);
  }

  /** Whatever the one says, the other says too; it may say more. */
  private static void assertSays(JsonNode read, JsonNode sent, String at) {
    if (sent.isObject()) {
      sent.properties()
          .forEach(entry ->
              assertSays(read.path(entry.getKey()), entry.getValue(), at + "/" + entry.getKey()));
    } else if (sent.isArray()) {
      assertThat(read).as(at).hasSize(sent.size());
      for (int i = 0; i < sent.size(); i++) {
        assertSays(read.get(i), sent.get(i), at + "/" + i);
      }
    } else {
      assertThat(read).as(at).isEqualTo(sent);
    }
  }

  @Test
  void section21WhatIsUnknownIsIgnoredAndNullIsAbsent() {
    post(
        V1 + "/iso8601",
        "{'name':'a','command':'x','whatever':{'a':1},'owner':null,'retries':null,'container':null,%s}"
            .formatted(NEVER));
    JsonNode job = service.json(V1 + "/job/a");

    assertThat(job.has("whatever") || job.has("container")).isFalse();
    assertThat(job.get("owner").asText()).isEmpty();
    assertThat(job.get("retries").asInt()).isEqualTo(2);
  }

  @Test
  void section21ZeroAmountsAndTheOtherNameOfDataJobs() {
    post(
        V1 + "/iso8601",
        "{'name':'a','command':'x','cpus':0,'mem':'0','disk':0,'dataJob':true,%s}"
            .formatted(NEVER));
    JsonNode job = service.json(V1 + "/job/a");

    assertThat(job.get("cpus").asDouble()).isEqualTo(0.1);
    assertThat(job.get("mem").asDouble()).isEqualTo(128.0);
    assertThat(job.get("disk").asDouble()).isEqualTo(256.0);
    assertThat(job.get("dataProcessingJobType").asBoolean()).isTrue();
  }

  // ---- §7 --------------------------------------------------------------------------------------

  private static CommandInfo launched(String job) {
    post(V1 + "/iso8601", "{'name':'a',%s,%s}".formatted(job, NEVER));
    service.put(V1 + "/job/a");
    return launched().getCommand();
  }

  @Test
  void section72WithoutAShellTheArgumentsAreTheProcesss() {
    CommandInfo command =
        launched("'command':'/bin/ls','shell':false,'arguments':['ls','-l','a b']");

    assertThat(command.getShell()).isFalse();
    assertThat(command.getValue()).isEqualTo("/bin/ls");
    assertThat(command.getArgumentsList()).containsExactly("ls", "-l", "a b");
  }

  @Test
  void section72FilesToFetchComeFirstThenUris() {
    CommandInfo command =
        launched(
            "'command':'x','runAsUser':'nobody',"
                + "'fetch':[{'uri':'http://h/a','executable':true,'extract':false,'cache':true,"
                + "'output_file':'b'}]");

    assertThat(command.getUser()).isEqualTo("nobody");
    assertThat(command.getUris(0).getValue()).isEqualTo("http://h/a");
    assertThat(command.getUris(0).getExecutable()).isTrue();
    assertThat(command.getUris(0).getExtract()).isFalse();
    assertThat(command.getUris(0).getCache()).isTrue();
    assertThat(command.getUris(0).getOutputFile()).isEqualTo("b");
  }

  @Test
  void section74ACommandThatIsAnAddressIsFetchedAndRun() {
    CommandInfo command = launched("'command':'http://example.com/tools/run.sh'");

    assertThat(command.getValue()).isEqualTo("\"./run.sh\"");
    assertThat(command.getUrisList()).hasSize(1);
    assertThat(command.getUris(0).getValue()).isEqualTo("http://example.com/tools/run.sh");
    assertThat(command.getUris(0).getExecutable()).isTrue();
  }

  @Test
  void section74OnlyAnAddressIsOne() {
    assertThat(launched("'command':'httpd -X'").getValue()).isEqualTo("httpd -X");
  }
}

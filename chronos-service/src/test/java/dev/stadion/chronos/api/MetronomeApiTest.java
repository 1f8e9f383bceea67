package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.scheduler.Call;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** dcos.md §5: Metronome's API, route by route. */
class MetronomeApiTest {
  private static final String JOBS = "/v1/jobs";
  private static final String RUN = "'run':{'cpus':0.1,'mem':32,'disk':0,'cmd':'sleep 1'}";
  private static final String NIGHTLY = "{'id':'nightly','cron':'0 2 * * *'}";

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
    for (JsonNode job : service.json("/v1/scheduler/jobs")) {
      service.delete("/v1/scheduler/job/" + job.get("name").asText());
    }
  }

  private static HttpResponse<String> put(String path, String body) {
    return service.send("PUT", path, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode created(String id, String more) {
    HttpResponse<String> answer = service.post(JOBS, "{'id':'%s',%s%s}".formatted(id, RUN, more));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return Service.read(answer.body());
  }

  private static String message(HttpResponse<String> answer) {
    return Service.read(answer.body()).get("message").asText();
  }

  // ---- jobs ----------------------------------------------------------------------------------

  @Test
  void postJobsAnswersTheJobWithItsDefaults() {
    JsonNode job = created("prod.example.job", ",'labels':{'a':'b'},'description':'d'");

    assertThat(job.get("id").asText()).isEqualTo("prod.example.job");
    assertThat(job.get("description").asText()).isEqualTo("d");
    assertThat(job.at("/labels/a").asText()).isEqualTo("b");
    assertThat(job.at("/run/cmd").asText()).isEqualTo("sleep 1");
    assertThat(job.at("/run/maxLaunchDelay").asInt()).isEqualTo(3600);
    assertThat(job.at("/run/restart/policy").asText()).isEqualTo("NEVER");
    assertThat(job.at("/run/env").isObject()).isTrue();
    assertThat(job.at("/run/placement/constraints").isArray()).isTrue();
    assertThat(job.get("schedules")).isEmpty();
    assertThat(job.get("dependencies")).isEmpty();
    assertThat(job.has("activeRuns")).isFalse();
    assertThat(service.json(JOBS + "/prod.example.job")).isEqualTo(job);
    assertThat(service.json(JOBS)).containsExactly(job);
  }

  @Test
  void postJobsRefusesAnIdThatExists() {
    created("twice", "");

    HttpResponse<String> answer = service.post(JOBS, "{'id':'twice',%s}".formatted(RUN));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(message(answer)).isEqualTo("Job with this id already exists");
  }

  /** Both are answered 2xx, whoever came first; so both must be there. */
  @Test
  void changesOfAJobAndOfItsScheduleDoNotUndoOneAnother() {
    created("shared", "");
    for (int round = 0; round < 25; round++) {
      String description = "round " + round;
      CompletableFuture<HttpResponse<String>> job =
          CompletableFuture.supplyAsync(
              () -> put(JOBS + "/shared", "{'description':'%s',%s}".formatted(description, RUN)));
      boolean before = round % 2 == 0;
      HttpResponse<String> schedule =
          before
              ? service.post(JOBS + "/shared/schedules", NIGHTLY)
              : service.delete(JOBS + "/shared/schedules/nightly");

      assertThat(job.join().statusCode()).isEqualTo(200);
      assertThat(schedule.statusCode()).isEqualTo(before ? 201 : 200);
      JsonNode now = service.json(JOBS + "/shared?embed=schedules");
      assertThat(now.path("description").asText()).isEqualTo(description);
      assertThat(now.path("schedules")).hasSize(before ? 1 : 0);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'A b','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x'}}",
        "{'id':'a'}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0}}",
        "{'id':'a','run':{'mem':32,'disk':0,'cmd':'x'}}",
        "{'id':'a','run':{'cpus':0,'mem':32,'disk':0,'cmd':'x'}}",
        "{'id':'a','run':{'cpus':1,'mem':16,'disk':0,'cmd':'x'}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','nope':1}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','restart':{'policy':'ALWAYS'}}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','maxLaunchDelay':0}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'docker':{}}}",
        "{'id':'a','dependencies':[{'id':'nobody'}],'run':{'cpus':1,'mem':32,'disk':0,'cmd':'x'}}",
        "{'id':7,'run':{'cpus':1,'mem':32,'disk':0,'cmd':'x'}}",
        "{'id':'a','run':'x'}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':7}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','args':['y']}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','artifacts':{}}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','artifacts':[{}]}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','restart':'NEVER'}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','env':[]}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','env':{'A':{'secret':'s'}}}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','networks':[{'mode':'ring'}]}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','networks':[{'mode':'container'}]}}",
        "{'id':'a','run':{'cpus':1,'mem':32,'disk':0,'cmd':'x','volumes':[{'hostPath':'/h'}]}}",
        "{'id':'a','labels':{'b':1},'run':{'cpus':1,'mem':32,'disk':0,'cmd':'x'}}",
        "[]",
        "'text'"
      })
  void postJobsSaysWhatIsNotValid(String body) {
    HttpResponse<String> answer = service.post(JOBS, body);

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(message(answer)).isEqualTo("Object is not valid");
    assertThat(Service.read(answer.body()).at("/details/0/errors/0").asText()).isNotEmpty();
    assertThat(service.json(JOBS)).isEmpty();
  }

  @Test
  void numbersAreAsShortAsClientsReadThem() {
    HttpResponse<String> answer =
        service.post(
            JOBS,
            "{'id':'a','run':{'cpus':1.0,'mem':64.0,'disk':0.0,'gpus':0,'cmd':'','args':['x'],"
                + "'docker':{'image':'i'}}}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.body()).contains("\"cpus\":1,\"mem\":64,\"disk\":0,\"gpus\":0");
    JsonNode run = Service.read(answer.body()).get("run");
    assertThat(run.has("cmd")).isFalse();
    assertThat(run.at("/docker/forcePullImage").isBoolean()).isTrue();
    assertThat(service.json("/v1/scheduler/job/a").get("shell").asBoolean()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "hello", "{'id':'a','id':'b'}"})
  void whatIsNoJsonIs400(String body) {
    HttpResponse<String> answer = service.post(JOBS, body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(message(answer)).isNotEmpty();
    assertThat(put(JOBS + "/nope", body).statusCode()).isEqualTo(400);
  }

  @Test
  void putJobsKeepsTheSchedulesThatAreStored() {
    created("a", "");
    service.post(JOBS + "/a/schedules", NIGHTLY);

    HttpResponse<String> answer =
        put(
            JOBS + "/a",
            "{'id':'a','run':{'cpus':1,'mem':64,'disk':0,'cmd':'other'},'schedules':[]}");

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode job = Service.read(answer.body());
    assertThat(job.at("/run/cmd").asText()).isEqualTo("other");
    assertThat(job.at("/schedules/0/id").asText()).isEqualTo("nightly");
    assertThat(put(JOBS + "/a", "{'id':'a','run':{}}").statusCode()).isEqualTo(422);
    assertThat(put(JOBS + "/nope", "{'id':'nope',%s}".formatted(RUN)).statusCode()).isEqualTo(404);
  }

  @Test
  void deleteJobsAnswersTheJobAndRefusesWhileItRunsOrOthersNeedIt() {
    created("a", "");
    created("b", ",'dependencies':[{'id':'a'}]");

    assertThat(service.delete(JOBS + "/a").statusCode()).isEqualTo(409);
    assertThat(service.delete(JOBS + "/b").statusCode()).isEqualTo(200);
    service.post(JOBS + "/a/runs", "");
    assertThat(service.delete(JOBS + "/a").statusCode()).isEqualTo(409);
    HttpResponse<String> gone = service.delete(JOBS + "/a?stopCurrentJobRuns=true");
    assertThat(gone.statusCode()).isEqualTo(200);
    assertThat(Service.read(gone.body()).get("id").asText()).isEqualTo("a");
    assertThat(service.get(JOBS + "/a").statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/v1/jobs/nope", "DELETE,/v1/jobs/nope", "GET,/v1/jobs/nope/schedules",
    "GET,/v1/jobs/nope/schedules/x", "DELETE,/v1/jobs/nope/schedules/x", "GET,/v1/jobs/nope/runs",
    "POST,/v1/jobs/nope/runs", "GET,/v1/jobs/nope/runs/1", "POST,/v1/jobs/nope/runs/1/actions/stop"
  })
  void anUnknownJobIsNotFound(String method, String path) {
    HttpResponse<String> answer =
        service.send(method, path, method.equals("POST") ? new byte[0] : null);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("{\"id\":\"nope\",\"message\":\"Job not found\"}");
  }

  @Test
  void aJobOfChronosIsNoneOfMetronome() {
    service.post(
        "/v1/scheduler/iso8601",
        "{'name':'plain','command':'x','schedule':'R1/2199-01-01T00:00:00Z/P1D'}");

    assertThat(service.json(JOBS)).isEmpty();
    assertThat(service.get(JOBS + "/plain").statusCode()).isEqualTo(404);
    assertThat(service.post(JOBS, "{'id':'plain',%s}".formatted(RUN)).statusCode()).isEqualTo(409);
    assertThat(service.get("/v1/scheduler/jobs").body()).doesNotContain("metronome");
  }

  // ---- schedules -----------------------------------------------------------------------------

  @Test
  void aJobHasOneScheduleThatIsShownWithItsDefaultsAndItsNextRun() {
    created("a", "");

    HttpResponse<String> answer = service.post(JOBS + "/a/schedules", NIGHTLY);

    assertThat(answer.statusCode()).isEqualTo(201);
    JsonNode schedule = Service.read(answer.body());
    assertThat(schedule.get("timezone").asText()).isEqualTo("UTC");
    assertThat(schedule.get("startingDeadlineSeconds").asInt()).isEqualTo(900);
    assertThat(schedule.get("concurrencyPolicy").asText()).isEqualTo("ALLOW");
    assertThat(schedule.get("enabled").asBoolean()).isTrue();
    assertThat(schedule.get("nextRunAt").asText())
        .matches("20\\d\\d-\\d\\d-\\d\\dT02:00:00\\.000\\+0000");
    assertThat(service.json(JOBS + "/a/schedules")).containsExactly(schedule);
    assertThat(service.json(JOBS + "/a/schedules/nightly")).isEqualTo(schedule);
    assertThat(service.json(JOBS + "/a").get("schedules")).containsExactly(schedule);
    assertThat(
            service.post(JOBS + "/a/schedules", "{'id':'another','cron':'0 3 * * *'}").statusCode())
        .isEqualTo(409);
  }

  @Test
  void aScheduleIsChangedDisabledAndRemoved() {
    created("a", "");
    service.post(JOBS + "/a/schedules", NIGHTLY);

    HttpResponse<String> changed =
        put(
            JOBS + "/a/schedules/nightly",
            "{'id':'nightly','cron':'30 4 * * 1-5','timezone':'Europe/Berlin','enabled':false,"
                + "'concurrencyPolicy':'FORBID','startingDeadlineSeconds':60}");

    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(Service.read(changed.body()).has("nextRunAt")).isFalse();
    assertThat(Service.read(changed.body()).get("timezone").asText()).isEqualTo("Europe/Berlin");
    assertThat(put(JOBS + "/a/schedules/other", NIGHTLY).statusCode()).isEqualTo(404);
    assertThat(service.get(JOBS + "/a/schedules/other").body())
        .isEqualTo("{\"id\":\"other\",\"message\":\"Schedule not found\"}");
    HttpResponse<String> gone = service.delete(JOBS + "/a/schedules/nightly");
    assertThat(gone.statusCode()).isEqualTo(200);
    assertThat(gone.body()).isEmpty();
    assertThat(service.json(JOBS + "/a/schedules")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'x','cron':'0 2 * * *'}",
        "{'id':'night','cron':'0 2 * *'}",
        "{'id':'night','cron':'0 2 31 2 *'}",
        "{'id':'night','cron':'0 2 1 * 1'}",
        "{'id':'night','cron':'0 2 * * *','timezone':'Mars/Phobos'}",
        "{'id':'night','cron':'0 2 * * *','startingDeadlineSeconds':59}",
        "{'id':'night','cron':'0 2 * * *','concurrencyPolicy':'REPLACE'}",
        "{'id':'night'}"
      })
  void aScheduleThatCannotBeIsNotValid(String body) {
    created("a", "");

    assertThat(service.post(JOBS + "/a/schedules", body).statusCode()).isEqualTo(422);
    assertThat(service.json(JOBS + "/a/schedules")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0 2 L * *", "0 2 15W * *", "0 2 * * 5#3", "0 2 * * 7L", "0 2 * * 5-7 2030"})
  void theSpecialCharactersOfQuartzAreUnderstood(String cron) {
    created("a", "");

    assertThat(
            service
                .post(JOBS + "/a/schedules", "{'id':'night','cron':'%s'}".formatted(cron))
                .statusCode())
        .isEqualTo(201);
    assertThat(service.json(JOBS + "/a/schedules/night").has("nextRunAt")).isTrue();
  }

  @Test
  void theOlderApiTakesAJobWithItsSchedule() {
    HttpResponse<String> created =
        service.post(
            "/v0/scheduled-jobs", "{'id':'a',%s,'schedules':[%s]}".formatted(RUN, NIGHTLY));

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(Service.read(created.body()).at("/schedules/0/id").asText()).isEqualTo("nightly");
    HttpResponse<String> replaced =
        put("/v0/scheduled-jobs/a", "{'id':'a',%s,'schedules':[]}".formatted(RUN));
    assertThat(replaced.statusCode()).isEqualTo(200);
    assertThat(Service.read(replaced.body()).get("schedules")).isEmpty();
    assertThat(put("/v0/scheduled-jobs/b", "{'id':'b',%s}".formatted(RUN)).statusCode())
        .isEqualTo(404);
  }

  // ---- runs ----------------------------------------------------------------------------------

  @Test
  void aRunGoesFromStartingOverActiveToTheHistory() {
    created("a", "");

    HttpResponse<String> started = service.post(JOBS + "/a/runs", "");
    assertThat(started.statusCode()).isEqualTo(201);
    JsonNode run = Service.read(started.body());
    String id = run.get("id").asText();
    assertThat(id).matches("20[0-9]{12}[0-9A-Z]{5}");
    assertThat(run.get("jobId").asText()).isEqualTo("a");
    assertThat(run.get("status").asText()).isEqualTo("STARTING");
    assertThat(run.get("completedAt").isNull()).isTrue();
    assertThat(run.get("createdAt").asText()).endsWith("+0000");
    assertThat(service.json("/v1/queue").at("/0/runs/0/runId").asText()).isEqualTo(id);

    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");
    JsonNode active = service.json(JOBS + "/a/runs/" + id);
    assertThat(active.get("status").asText()).isEqualTo("ACTIVE");
    assertThat(active.at("/tasks/0/id").asText()).isEqualTo(task.getTaskId().getValue());
    assertThat(active.at("/tasks/0/status").asText()).isEqualTo("TASK_RUNNING");
    assertThat(service.json(JOBS + "/a?embed=activeRuns").get("activeRuns"))
        .containsExactly(active);
    assertThat(service.json(JOBS + "/a/runs")).containsExactly(active);

    assertThat(service.json(JOBS + "?embed=activeRuns").at("/0/activeRuns")).hasSize(1);

    mesos.tells(task, TaskState.TASK_FINISHED, "");
    assertThat(service.json(JOBS + "/a/runs")).isEmpty();
    assertThat(service.json(JOBS + "?embed=activeRuns").get(0).has("activeRuns")).isFalse();
    assertThat(service.json(JOBS + "/a?embed=activeRuns").get("activeRuns")).isEmpty();
    assertThat(service.get(JOBS + "/a/runs/" + id).body())
        .isEqualTo(
            "{\"jobSpec\":\"a\",\"id\":\"%s\",\"message\":\"Job Run not found\"}".formatted(id));
    JsonNode job = service.json(JOBS + "/a?embed=history,historySummary&embed=schedules");
    assertThat(job.at("/history/successCount").asInt()).isEqualTo(1);
    assertThat(job.at("/history/successfulFinishedRuns/0/id").asText()).isEqualTo(id);
    assertThat(job.at("/history/successfulFinishedRuns/0/tasks/0").asText())
        .isEqualTo(task.getTaskId().getValue());
    assertThat(job.at("/history/lastFailureAt").isNull()).isTrue();
    assertThat(job.at("/historySummary/lastSuccessAt").asText()).endsWith("+0000");
  }

  @Test
  void aRunThatIsStoppedIsKilledAndEndsFailed() {
    created("a", "");
    String id = Service.read(service.post(JOBS + "/a/runs", "").body()).get("id").asText();
    TaskInfo task = mesos.launched();
    mesos.tells(task, TaskState.TASK_RUNNING, "");

    HttpResponse<String> stopped = service.post(JOBS + "/a/runs/" + id + "/actions/stop", "");

    assertThat(stopped.statusCode()).isEqualTo(200);
    assertThat(Service.read(stopped.body()).get("id").asText()).isEqualTo(id);
    assertThat(mesos.next(Call.Type.KILL).getKill().getTaskId()).isEqualTo(task.getTaskId());
    mesos.tells(task, TaskState.TASK_KILLED, "");
    assertThat(
            service.json(JOBS + "/a?embed=history").at("/history/failedFinishedRuns/0/id").asText())
        .isEqualTo(id);
    assertThat(service.post(JOBS + "/a/runs/" + id + "/actions/stop", "").statusCode())
        .isEqualTo(404);
  }

  @Test
  void everyPostOfARunMakesAnotherOne() {
    created("a", "");
    service.post(JOBS + "/a/runs", "");
    service.post(JOBS + "/a/runs", "");

    assertThat(service.json(JOBS + "/a/runs")).hasSize(2);
  }

  @Test
  void anUnknownEmbedIsRefused() {
    assertThat(service.get(JOBS + "?embed=nope").statusCode()).isEqualTo(400);
    assertThat(service.get(JOBS + "/a?embed=activeRuns,nope").statusCode()).isEqualTo(400);
  }

  @Test
  void jobsAndSchedulesAreThereAfterARestart() {
    var database = TestDatabase.fresh();
    JsonNode before;
    try (var first = new Service(database)) {
      first.post("/v0/scheduled-jobs", "{'id':'a',%s,'schedules':[%s]}".formatted(RUN, NIGHTLY));
      before = first.json(JOBS + "/a");
    }
    try (var second = new Service(database)) {
      assertThat(second.json(JOBS + "/a")).isEqualTo(before);
    }
  }
}

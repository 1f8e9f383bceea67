package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API as clients see it, section by section of chronos.md. */
class ChronosApiTest {
  private static final String V1 = "/v1/scheduler";
  private static final String V0 = "/scheduler";
  private static final String NEVER = "'schedule':'R1/2199-01-01T00:00:00Z/P1D'";

  private static Service service;

  @BeforeAll
  static void start() {
    service = new Service(TestDatabase.fresh());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @AfterEach
  void noJobsAreLeft() {
    for (JsonNode job : service.json(V1 + "/jobs")) {
      service.delete(V0 + "/job/" + encode(job.get("name").asText()));
    }
  }

  private static String encode(String name) {
    return java.net.URLEncoder.encode(name, java.nio.charset.StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  private static void postNever(String name) {
    assertThat(
            service.post(V1 + "/iso8601", "{'name':'%s','command':'x',%s}".formatted(name, NEVER)))
        .returns(204, HttpResponse::statusCode);
  }

  private static List<String> names(JsonNode jobs) {
    return jobs.findValuesAsText("name");
  }

  @Nested
  class Section1Conventions {
    @ParameterizedTest
    @CsvSource({
      "POST,/scheduler/iso8601", "PUT,/scheduler/iso8601",
      "POST,/v1/scheduler/iso8601", "PUT,/v1/scheduler/iso8601",
    })
    void aWriteIsAnsweredWithNothingAtAll(String method, String path) {
      HttpResponse<String> answer =
          service.send(
              method,
              path,
              "{'name':'a','command':'x',%s}"
                  .formatted(NEVER)
                  .replace('\'', '"')
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8));

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
      assertThat(answer.headers().firstValue("Content-Length").orElse("0")).isEqualTo("0");
      assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }

    @Test
    void theListIsOneLineSortedByName() {
      postNever("b");
      postNever("a");
      HttpResponse<String> answer = service.get(V1 + "/jobs");

      assertThat(answer.body().lines()).hasSize(1);
      assertThat(names(Service.read(answer.body()))).containsExactly("a", "b");
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/json");
    }

    @ParameterizedTest
    @CsvSource({
      "GET,/v1/scheduler/job/nope",
      "GET,/v1/scheduler/job/stat/nope",
      "PUT,/v1/scheduler/job/nope",
      "DELETE,/v1/scheduler/job/nope",
      "DELETE,/scheduler/task/kill/nope",
    })
    void anUnknownJobIs400WithTheWordsClientsLookFor(String method, String path) {
      HttpResponse<String> answer = service.send(method, path, null);

      assertThat(answer.statusCode()).isEqualTo(400);
      JsonNode body = Service.read(answer.body());
      assertThat(body.get("message").asText()).isEqualTo("Job 'nope' not found");
      assertThat(body.get("status").asText()).isEqualTo("Bad Request");
      assertThat(body.get("details").isArray()).isTrue();
    }

    @Test
    void anUnknownUriIs404AndAWrongVerb405() {
      assertThat(service.get(V1 + "/nothing").statusCode()).isEqualTo(404);
      assertThat(service.get("/isMaster").statusCode()).isEqualTo(404);
      assertThat(service.post(V1 + "/jobs", "{}").statusCode()).isEqualTo(405);
    }

    @Test
    void aBodyNeedsNoContentTypeToBeJson() {
      var request =
          HttpRequest.newBuilder(service.uri(V1 + "/iso8601"))
              .POST(
                  BodyPublishers.ofString(
                      "{'name':'a','command':'x',%s}".formatted(NEVER).replace('\'', '"')))
              .build();

      assertThat(service.send(request).statusCode()).isEqualTo(204);
    }

    @Test
    void pingLeaderInfoAndMetricsAnswer() {
      assertThat(service.get("/ping").body()).isEqualTo("pong");
      for (String path : List.of("/leader", V0 + "/leader", V1 + "/leader")) {
        assertThat(service.json(path).get("leader").asText())
            .isEqualTo(service.uri("").getAuthority());
      }
      assertThat(service.json("/metrics").get("version").asText()).isEqualTo("3.0.0");
      assertThat(service.json(V1 + "/info").get("frameworkId").asText()).isEqualTo("framework-1");
    }
  }

  @Nested
  class Section2Documents {
    private static final String FULL =
        "{'name':'full','command':'echo','shell':false,'epsilon':'PT15M','executor':'',"
            + "'executorFlags':'f','taskInfoData':'t','retries':5,'owner':'o@x.com',"
            + "'ownerName':'O','description':'d','async':true,'successCount':7,'errorCount':3,"
            + "'lastSuccess':'2013-03-15T13:02:14.243Z','lastError':'','cpus':0.5,'disk':100.0,"
            + "'mem':512.0,'disabled':true,'softError':true,'dataProcessingJobType':true,"
            + "'errorsSinceLastSuccess':1,'fetch':[{'uri':'http://h/a','executable':true,"
            + "'cache':true,'extract':false,'output_file':'b'}],'uris':['http://h/a'],"
            + "'environmentVariables':[{'name':'K','value':'V'}],'arguments':['1','2'],"
            + "'highPriority':true,'runAsUser':'nobody','concurrent':true,'maxCompletionTime':60,"
            + "'container':{'type':'DOCKER','image':'i','network':'BRIDGE','networkInfos':[],"
            + "'volumes':[{'hostPath':'/h','containerPath':'/c','mode':'RO'}],"
            + "'forcePullImage':true,'parameters':[{'key':'k','value':'v'}]},"
            + "'constraints':[['rack','EQUALS','1'],['zone','UNLIKE','a.*']],"
            + "'schedule':'R10/2199-10-01T05:52:00Z/PT2S','scheduleTimeZone':'Europe/Paris'}";

    @Test
    void everyFieldComesBackAsItWasSentInTheOrderOfChronos3() {
      assertThat(service.post(V1 + "/iso8601", FULL).statusCode()).isEqualTo(204);

      String sent = FULL.replace('\'', '"');
      assertThat(service.get(V1 + "/job/full").body()).isEqualTo(sent);
      assertThat(service.get(V1 + "/jobs").body()).isEqualTo("[" + sent + "]");
    }

    @Test
    void whatIsReadCanBeSentBack() {
      service.post(V1 + "/iso8601", FULL);
      String read = service.get(V1 + "/job/full").body();

      assertThat(service.post(V1 + "/iso8601", read).statusCode()).isEqualTo(204);
      assertThat(service.get(V1 + "/job/full").body()).isEqualTo(read);
    }

    @Test
    void theTwoGenerationsShowEpsilonAsyncAndContainersDifferently() {
      service.post(
          V1 + "/iso8601",
          "{'name':'a','command':'x','container':{'image':'i'},%s}".formatted(NEVER));
      JsonNode v1 = service.json(V1 + "/job/a");
      JsonNode v0 = service.json(V0 + "/job/a");

      assertThat(v1.has("epsilon") || v1.has("async")).isFalse();
      assertThat(v1.at("/container/type").asText()).isEqualTo("DOCKER");
      assertThat(v0.get("epsilon").asText()).isEqualTo("PT60S");
      assertThat(v0.get("async").asBoolean()).isFalse();
      assertThat(v0.at("/container/type").asText()).isEqualTo("docker");
    }

    @Test
    void numbersMayBeTextAndTextNumbers() {
      assertThat(
              service
                  .post(
                      V1 + "/iso8601",
                      "{'name':7,'command':'x','cpus':'0.5','mem':'512','retries':'1',"
                          + "'shell':'false','owner':null,%s}".formatted(NEVER))
                  .statusCode())
          .isEqualTo(204);
      JsonNode job = service.json(V1 + "/job/7");
      assertThat(job.get("cpus").asDouble()).isEqualTo(0.5);
      assertThat(job.get("shell").asBoolean()).isFalse();
      assertThat(job.get("owner").asText()).isEmpty();
    }

    @Test
    void aNameWithBlanksIsOfTheOlderGenerationOnly() {
      String body = "{'name':'my job #1','command':'x',%s}".formatted(NEVER);

      assertThat(service.post(V1 + "/iso8601", body).statusCode()).isEqualTo(400);
      assertThat(service.post(V0 + "/iso8601", body).statusCode()).isEqualTo(204);
      assertThat(service.json(V1 + "/job/my%20job%20%231").get("name").asText())
          .isEqualTo("my job #1");
    }

    @Test
    void urisAndFetchMirrorEachOther() {
      service.post(
          V1 + "/iso8601", "{'name':'a','command':'x','uris':['http://h/f'],%s}".formatted(NEVER));

      assertThat(service.json(V1 + "/job/a").at("/fetch/0/uri").asText()).isEqualTo("http://h/f");
    }
  }

  @Nested
  class Section1Reads {
    @Test
    void searchFindsByNameCommandOrAny() {
      service.post(V1 + "/iso8601", "{'name':'alpha','command':'echo ONE',%s}".formatted(NEVER));
      service.post(V1 + "/iso8601", "{'name':'beta','command':'echo two',%s}".formatted(NEVER));

      assertThat(names(service.json(V1 + "/jobs/search?name=LPH"))).containsExactly("alpha");
      assertThat(names(service.json(V1 + "/jobs/search?command=one"))).containsExactly("alpha");
      assertThat(names(service.json(V1 + "/jobs/search?any=two"))).containsExactly("beta");
      assertThat(names(service.json(V1 + "/jobs/search?name=x&any=beta"))).containsExactly("beta");
      assertThat(names(service.json(V1 + "/jobs/search?limit=1&offset=1"))).containsExactly("beta");
      assertThat(service.get(V1 + "/jobs/search?limit=-1").statusCode()).isEqualTo(400);
    }

    @Test
    void theSummaryAndTheGraphShowJobsAndTheirParents() {
      postNever("a");
      service.post(V1 + "/dependency", "{'name':'b','command':'x','parents':['a']}");

      assertThat(service.get(V1 + "/jobs/summary").body())
          .isEqualTo(
              "{'jobs':[{'name':'a','status':'fresh','state':'idle',"
                  .concat("'schedule':'R1/2199-01-01T00:00:00Z/P1D','parents':[],")
                  .concat("'disabled':false},{'name':'b','status':'fresh','state':'idle',")
                  .concat("'schedule':'','parents':['a'],'disabled':false}]}")
                  .replace('\'', '"'));
      assertThat(service.get(V1 + "/graph/csv").body())
          .isEqualTo("node,a,fresh,idle\nnode,b,fresh,idle\nlink,a,b\n");
      assertThat(service.get(V1 + "/graph/dot").body())
          .isEqualTo("digraph G {\n  1 [ label=\"a\" ];\n  2 [ label=\"b\" ];\n  1 -> 2;\n}\n");
    }

    @Test
    void aFreshJobHasFiguresOfZero() {
      postNever("a");

      assertThat(service.get(V1 + "/job/stat/a").body())
          .isEqualTo(
              "{'histogram':{'75thPercentile':0.0,'95thPercentile':0.0,'98thPercentile':0.0,"
                  .concat("'99thPercentile':0.0,'median':0.0,'mean':0.0,'count':0},")
                  .concat("'taskStatHistory':[]}")
                  .replace('\'', '"'));
      assertThat(service.get(V1 + "/stats/mean").body())
          .isEqualTo("[{\"jobNameLabel\":\"a\",\"time\":0.0}]");
      assertThat(service.get(V1 + "/stats/nonsense").body()).isEqualTo("[]");
    }
  }

  @Nested
  class Section1Writes {
    @Test
    void aDependentJobIsSentToDependencyOnly() {
      postNever("a");
      assertThat(
              service
                  .post(V1 + "/iso8601", "{'name':'b','command':'x','parents':['a']}")
                  .statusCode())
          .isEqualTo(400);
      assertThat(
              service
                  .post(V1 + "/dependency", "{'name':'b','command':'x',%s}".formatted(NEVER))
                  .statusCode())
          .isEqualTo(400);
      assertThat(service.json(V1 + "/jobs")).hasSize(1);
    }

    @Test
    void aDocumentIsReplacedAsAWholeAndItsCountersWithIt() {
      service.post(
          V1 + "/iso8601",
          "{'name':'a','command':'x','owner':'me','successCount':5,%s}".formatted(NEVER));
      postNever("a");

      assertThat(service.json(V1 + "/job/a").get("owner").asText()).isEmpty();
      assertThat(service.json(V1 + "/job/a").get("successCount").asInt()).isZero();
    }

    @Test
    void markingASuccessIsAnsweredInWords() {
      postNever("a");

      assertThat(service.put(V1 + "/job/success/a").body())
          .isEqualTo("marked job a as successful: true");
      assertThat(service.put(V1 + "/job/success/nope").body())
          .isEqualTo("marked job nope as successful: false");
      assertThat(service.json(V1 + "/job/a").get("successCount").asInt()).isEqualTo(1);
    }

    @Test
    void aRunAskedForIsQueuedAndKillingNothingIsFine() {
      postNever("a");

      assertThat(service.put(V1 + "/job/a?arguments=-v").statusCode()).isEqualTo(204);
      assertThat(service.json(V1 + "/jobs/summary").at("/jobs/0/state").asText())
          .isEqualTo("queued");
      assertThat(service.delete(V1 + "/task/kill/a").statusCode()).isEqualTo(204);
    }
  }

  /** promises.md §6: the caller's mistakes are named, and nothing is stored. */
  @Nested
  class BadInput {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "null",
          "[]",
          "'text'",
          "{",
          "{'name':'a','command':'x'} trailing",
          "{'name':'a','name':'b'}",
          "{'name':'a','cpus':NaN}",
          "\uFEFF{'name':'a','command':'x'}",
          "{'command':'x'}",
          "{'name':'','command':'x'}",
          "{'name':'a/b','command':'x'}",
          "{'name':'..','command':'x'}",
          "{'name':'\u0430\u0301','command':'x'}",
          "{'name':{},'command':'x'}",
          "{'name':'a','command':[]}",
          "{'name':'a','command':'a\\u0000b'}",
          "{'name':'a','command':'x','cpus':-1}",
          "{'name':'a','command':'x','mem':'NaN'}",
          "{'name':'a','command':'x','disk':1e300}",
          "{'name':'a','command':'x','other':1e999}",
          "{'name':'a','command':'x','retries':-1}",
          "{'name':'a','command':'x','retries':1.5}",
          "{'name':'a','command':'x','shell':'maybe'}",
          "{'name':'a','command':'x','schedule':'FOO'}",
          "{'name':'a','command':'x','schedule':'R/2014-01-01T00:00:00Z/PT0S'}",
          "{'name':'a','command':'x','schedule':'R-2/2014-01-01T00:00:00Z/PT1M'}",
          "{'name':'a','command':'x','schedule':'R/20140-01-01T00:00:00Z/PT1M'}",
          "{'name':'a','command':'x','schedule':'R/1969-01-01T00:00:00Z/PT1M'}",
          "{'name':'a','command':'x','scheduleTimeZone':'Mars/Olympus'}",
          "{'name':'a','command':'x','epsilon':'soon'}",
          "{'name':'a','command':'x','epsilon':'P999999999Y'}",
          "{'name':'a','command':'x','uris':['http://a'],'fetch':[{'uri':'http://b'}]}",
          "{'name':'a','command':'x','uris':['gopher://a']}",
          "{'name':'a','command':'x','uris':['http://user:secret@host/a']}",
          "{'name':'a','command':'x','fetch':[{'uri':'http://a','output_file':'../b'}]}",
          "{'name':'a','command':'x','environmentVariables':[{'name':'1A','value':''}]}",
          "{'name':'a','command':'x','environmentVariables':[{'name':'A'}]}",
          "{'name':'a','command':'x','constraints':[['rack','NEAR','1']]}",
          "{'name':'a','command':'x','constraints':[['rack','EQUALS']]}",
          "{'name':'a','command':'x','constraints':[['rack','LIKE','(']]}",
          "{'name':'a','command':'x','container':{'type':'DOCKER'}}",
          "{'name':'a','command':'x','container':{'image':'i','network':'TOKEN_RING'}}",
          "{'name':'a','command':'x','lastSuccess':'yesterday'}",
          "{'name':'a','command':'x','parents':['nobody']}",
          "{'name':'a','command':'x','parents':['a']}",
          "{'name':'a','command':'x','parents':'b'}",
        })
    void isRefusedByEveryRouteThatTakesAJob(String body) {
      for (String path : List.of("/iso8601", "/dependency")) {
        for (String prefix : List.of(V0, V1)) {
          HttpResponse<String> answer = service.post(prefix + path, body);

          assertThat(answer.statusCode()).as("%s %s", path, answer.body()).isEqualTo(400);
          JsonNode error = Service.read(answer.body());
          assertThat(error.get("message").asText()).isNotEmpty();
          assertThat(error.get("status").asText()).isEqualTo("Bad Request");
        }
      }
      assertThat(service.get(V1 + "/jobs").body()).isEqualTo("[]");
    }

    @Test
    void whatIsTooDeepTooLongOrNotUtf8IsRefused() {
      List<byte[]> bodies = new ArrayList<>();
      bodies.add(
          ("{\"name\":\"a\",\"x\":" + "[".repeat(200) + "]".repeat(200) + "}")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      bodies.add(
          ("{\"name\":\"a\",\"x\":" + "9".repeat(101) + "}")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      bodies.add(
          ("{\"name\":\"" + "a".repeat(10_000) + "\"}")
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
      bodies.add(new byte[] {'{', '"', 'n', (byte) 0xff, (byte) 0xfe, '"', '}'});
      for (byte[] body : bodies) {
        assertThat(service.send("POST", V1 + "/iso8601", body).statusCode()).isEqualTo(400);
      }
      byte[] huge = new byte[(1 << 20) + 1];
      java.util.Arrays.fill(huge, (byte) ' ');
      assertThat(service.send("POST", V1 + "/iso8601", huge).statusCode()).isEqualTo(413);
      assertThat(service.get(V1 + "/jobs").body()).isEqualTo("[]");
    }

    @Test
    void aMistakeNamesItsField() {
      HttpResponse<String> answer =
          service.post(
              V1 + "/iso8601",
              "{'name':'a','command':'x','retries':-1,'cpus':'many','schedule':'FOO'}");

      JsonNode details = Service.read(answer.body()).get("details");
      assertThat(details.findValuesAsText("path"))
          .containsExactlyInAnyOrder("/retries", "/cpus", "/schedule");
      assertThat(details.findValuesAsText("error")).contains("Cannot parse schedule 'FOO'");
    }

    @Test
    void textThatLooksLikeATemplateIsText() {
      String text = "${7*7} #{x} {0} %s";
      service.post(
          V1 + "/iso8601",
          "{'name':'a','command':'%s','description':'%s',%s}".formatted(text, text, NEVER));

      assertThat(service.json(V1 + "/job/a").get("command").asText()).isEqualTo(text);
    }
  }
}

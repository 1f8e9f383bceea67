package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** chronos.md §12.14: versions, labels and ends of jobs as clients see them. */
class VersionsApiTest {
  private static final String V1 = "/v1/scheduler";
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
  void nothingIsLeft() {
    for (JsonNode job : service.json(V1 + "/jobs")) {
      service.delete(V1 + "/job/" + job.get("name").asText());
    }
  }

  private static void post(String name, String more) {
    assertThat(
            service.post(
                V1 + "/iso8601", "{'name':'%s','command':'x',%s%s}".formatted(name, NEVER, more)))
        .returns(204, HttpResponse::statusCode);
  }

  private static HttpResponse<String> ifMatch(String path, String tag, String body) {
    return service.send(
        HttpRequest.newBuilder(service.uri(path))
            .header("If-Match", tag)
            .POST(BodyPublishers.ofString(body.replace('\'', '"')))
            .build());
  }

  private static HttpResponse<String> declareIfMatch(String tag, String command) {
    return ifMatch(
        V1 + "/iso8601", tag, "{'name':'a','command':'%s',%s}".formatted(command, NEVER));
  }

  @Test
  void b67TheVersionIsShownOnlyToWhoAsksForIt() {
    post("a", "");

    assertThat(service.json(V1 + "/job/a").has("version")).isFalse();
    assertThat(service.get(V1 + "/jobs").body()).doesNotContain("version");
    HttpResponse<String> verbose = service.get(V1 + "/job/a?verbose=true");
    assertThat(Service.read(verbose.body()).get("version").asInt()).isEqualTo(1);
    assertThat(verbose.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(service.get(V1 + "/job/a?verbose=perhaps").statusCode()).isEqualTo(400);
  }

  @Test
  void b67WhoHasSeenAnOlderVersionIsRefusedAndChangesNothing() {
    post("a", "");

    assertThat(declareIfMatch("\"1\"", "second").statusCode()).isEqualTo(204);
    HttpResponse<String> stale = declareIfMatch("\"1\"", "third");

    assertThat(stale.statusCode()).isEqualTo(412);
    assertThat(Service.read(stale.body()).get("message").asText())
        .isEqualTo("job 'a' is version 2, not 1");
    assertThat(service.json(V1 + "/job/a").get("command").asText()).isEqualTo("second");
    assertThat(declareIfMatch("*", "third").statusCode()).isEqualTo(204);
    service.delete(V1 + "/job/a");
    assertThat(declareIfMatch("*", "fourth").statusCode()).isEqualTo(412);
    assertThat(service.json(V1 + "/jobs")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"one", "\"1", "\"-1\"", "\"1\", \"2\"", "\"99999999999\""})
  void b67ATagThatIsNoVersionIsRefused(String tag) {
    assertThat(declareIfMatch(tag, "x").statusCode()).isEqualTo(400);
    assertThat(service.json(V1 + "/jobs")).isEmpty();
  }

  @Test
  void b67EarlierVersionsAreListedTheNewestFirstAndCanBeRestored() {
    post("a", ",'owner':'first'");
    service.put(V1 + "/job/success/a");
    post("a", ",'owner':'second','successCount':7");
    post("a", ",'owner':'third','successCount':7");

    JsonNode versions = service.json(V1 + "/job/a/versions").get("items");
    assertThat(versions.findValuesAsText("version")).containsExactly("3", "2", "1");
    assertThat(versions.findValuesAsText("owner")).containsExactly("third", "second", "first");
    assertThat(versions.findValuesAsText("since")).hasSize(3);
    assertThat(service.post(V1 + "/job/a/versions/1/restore", "").statusCode()).isEqualTo(204);

    JsonNode job = service.json("/scheduler/job/a?verbose=true");
    assertThat(job.get("owner").asText()).isEqualTo("first");
    assertThat(job.get("version").asInt()).isEqualTo(4);
    assertThat(job.get("successCount").asInt()).isEqualTo(7);
  }

  @Test
  void b67TheListComesInPagesAndWhatIsUnknownIs404() {
    for (String owner : new String[] {"1", "2", "3"}) {
      post("a", ",'owner':'%s'".formatted(owner));
    }

    JsonNode first = service.json(V1 + "/job/a/versions?limit=2");
    assertThat(first.get("items").findValuesAsText("version")).containsExactly("3", "2");
    JsonNode second =
        service.json(V1 + "/job/a/versions?limit=2&cursor=" + first.get("next").asText());
    assertThat(second.get("items").findValuesAsText("version")).containsExactly("1");
    assertThat(second.has("next")).isFalse();
    assertThat(service.get(V1 + "/job/nope/versions").statusCode()).isEqualTo(404);
    assertThat(service.post(V1 + "/job/nope/versions/1/restore", "").statusCode()).isEqualTo(404);
    assertThat(service.post(V1 + "/job/a/versions/9/restore", "").statusCode()).isEqualTo(404);
    assertThat(service.post(V1 + "/job/a/versions/x/restore", "").statusCode()).isEqualTo(404);
    assertThat(service.get(V1 + "/job/a/versions?limit=0").statusCode()).isEqualTo(400);
  }

  @Test
  void b67OnlyTheLastHundredAreKeptAndADeletedJobsAreGone() {
    for (int i = 0; i < 103; i++) {
      post("a", ",'owner':'%d'".formatted(i));
    }
    assertThat(service.rows("SELECT count(*) FROM chronos.job_version")).isEqualTo(100);

    service.delete(V1 + "/job/a");

    assertThat(service.rows("SELECT count(*) FROM chronos.job_version")).isZero();
  }

  @Test
  void section1210ARunKnowsTheVersionOfItsJob() {
    post("a", ",'concurrent':true");
    assertThat(ordered().get("jobVersion").asInt()).isEqualTo(1);
    post("a", ",'concurrent':true,'owner':'me'");
    assertThat(ordered().get("jobVersion").asInt()).isEqualTo(2);

    JsonNode runs = service.json(V1 + "/job/a/runs").get("items");

    assertThat(runs.findValuesAsText("jobVersion")).containsExactly("2", "1");
  }

  private static JsonNode ordered() {
    return Service.read(service.post(V1 + "/job/a/runs", "{}").body());
  }

  @Test
  void b68ListsAreNarrowedByLabels() {
    post("a", ",'labels':{'team':'web','critical':''}");
    post("b", ",'labels':{'team':'db'}");
    post("c", "");

    assertThat(names("/jobs?label=team=web")).isEqualTo("a");
    assertThat(names("/jobs?label=team")).isEqualTo("a,b");
    assertThat(names("/jobs?label=team=web,critical")).isEqualTo("a");
    assertThat(names("/jobs?label=team&label=critical")).isEqualTo("a");
    assertThat(names("/jobs?label=team=nobody")).isEmpty();
    assertThat(names("/jobs/search?label=team=db")).isEqualTo("b");
    assertThat(names("/jobs/search?name=b&label=team=web")).isEmpty();
    assertThat(names("/jobs")).isEqualTo("a,b,c");
    assertThat(service.json(V1 + "/job/a").at("/labels/team").asText()).isEqualTo("web");
    assertThat(service.json(V1 + "/job/c").has("labels")).isFalse();
  }

  private static String names(String path) {
    return String.join(",", service.json(V1 + path).findValuesAsText("name"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'labels':[]",
        "'labels':'a=b'",
        "'labels':{'':'b'}",
        "'labels':{'a=b':'c'}",
        "'labels':{'a,b':'c'}",
        "'labels':{'a':{}}",
        "'deleteAfter':'someday'",
        "'deleteAfter':'-PT5M'",
        "'deleteAfter':'P999999Y'",
        "'deleteAfter':{}"
      })
  void whatCannotBeIsRefused(String field) {
    assertThat(
            service
                .post(V1 + "/iso8601", "{'name':'a','command':'x',%s,%s}".formatted(NEVER, field))
                .statusCode())
        .isEqualTo(400);
    assertThat(service.json(V1 + "/jobs")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"success", "completion", "PT5M", "300"})
  void b66WhatIsSaidIsWhatIsRead(String deleteAfter) {
    post("a", ",'deleteAfter':'%s'".formatted(deleteAfter));

    assertThat(service.json(V1 + "/job/a").get("deleteAfter").asText()).isEqualTo(deleteAfter);
  }

  @Test
  void labelsOfMetronomeAreThoseOfTheJob() {
    service.post(
        "/v1/jobs",
        "{'id':'m','labels':{'team':'web','an odd=key':'1'},"
            + "'run':{'cpus':1,'mem':32,'disk':0,'cmd':'true'}}");

    assertThat(names("/jobs?label=team=web")).isEqualTo("m");
    assertThat(service.json("/v1/jobs/m").at("/labels/an odd=key").asText()).isEqualTo("1");
  }
}

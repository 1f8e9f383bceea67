package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.marathon.api.RunningMarathon.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The routes of marathon.md §3.8. */
class PodsApiTest {
  private static RunningMarathon marathon;

  @BeforeAll
  static void start() throws Exception {
    marathon = new RunningMarathon();
  }

  @AfterAll
  static void stop() {
    marathon.close();
  }

  private static String pod(String id, String more) {
    return "{'id':'"
        + id
        + "','containers':[{'name':'web','exec':{'command':{'shell':'sleep 100'}},"
        + "'resources':{'cpus':0.1,'mem':32}}]"
        + more
        + "}";
  }

  @Test
  void s38_thereArePods() {
    assertThat(marathon.send("HEAD", "/v2/pods", null).status()).isEqualTo(200);
    assertThat(marathon.get("/v2/pods").json().isArray()).isTrue();
  }

  @Test
  void s38_aPodIsMadeReadChangedAndDeleted() {
    Answer made = marathon.post("/v2/pods", pod("/s38/pod", ",'labels':{'a':'b'}"));
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    assertThat(made.header("Location")).endsWith("/s38/pod");
    assertThat(made.header("Marathon-Deployment-Id")).isNotBlank();
    assertThat(made.json().at("/scaling/instances").asInt()).isEqualTo(1);
    assertThat(made.json().at("/executorResources/mem").asInt()).isEqualTo(32);
    assertThat(made.json().at("/networks/0/mode").asText()).isEqualTo("host");
    String first = made.json().path("version").asText();
    assertThat(marathon.get("/v2/pods//s38/pod").json()).isEqualTo(made.json());

    Answer put =
        marathon.put(
            "/v2/pods//s38/pod?force=true",
            pod("/s38/pod", ",'scaling':{'kind':'fixed','instances':3}"));
    assertThat(put.status()).as(put.response().body()).isEqualTo(200);
    assertThat(put.header("Marathon-Deployment-Id")).isNotBlank();
    assertThat(put.json().at("/scaling/instances").asInt()).isEqualTo(3);
    assertThat(put.json().path("labels")).isEmpty();
    assertThat(marathon.get("/v2/pods//s38/pod::versions").json()).hasSize(2);
    assertThat(marathon.get("/v2/pods//s38/pod::versions/" + first).json()).isEqualTo(made.json());

    Answer deleted = marathon.delete("/v2/pods//s38/pod?force=true");
    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.response().body()).isEmpty();
    assertThat(deleted.header("Location")).endsWith(deleted.header("Marathon-Deployment-Id"));
    assertThat(marathon.get("/v2/pods//s38/pod").status()).isEqualTo(404);
    assertThat(marathon.delete("/v2/pods//s38/pod").json().path("message").asText())
        .isEqualTo("Pod '/s38/pod' does not exist");
  }

  @Test
  void s82_statusIsToldOfOneAndOfAll() {
    marathon.post("/v2/pods", pod("/s82/pod", ""));

    JsonNode status = marathon.get("/v2/pods//s82/pod::status").json();
    assertThat(status.path("id").asText()).isEqualTo("/s82/pod");
    assertThat(status.path("status").asText()).isEqualTo("DEGRADED");
    assertThat(status.path("instances")).isEmpty();
    assertThat(status.at("/spec/containers/0/name").asText()).isEqualTo("web");
    assertThat(marathon.get("/v2/pods/::status").json().valueStream())
        .anyMatch(one -> one.path("id").asText().equals("/s82/pod"));
    JsonNode group = marathon.get("/v2/groups//s82").json();
    assertThat(group.path("apps")).isEmpty();
    assertThat(group.at("/pods/0/id").asText()).isEqualTo("/s82/pod");
  }

  @Test
  void s34_deploymentsNamePodsAsPods() {
    String id = marathon.post("/v2/pods", pod("/s34/pod", "")).header("Marathon-Deployment-Id");

    JsonNode deployment = marathon.get("/v2/deployments/" + id).json();
    assertThat(deployment.at("/affectedPods/0").asText()).isEqualTo("/s34/pod");
    assertThat(deployment.path("affectedApps")).isEmpty();
    assertThat(deployment.at("/steps/0/actions/0/action").asText()).isEqualTo("StartPod");
    assertThat(deployment.at("/steps/1/actions/0/pod").asText()).isEqualTo("/s34/pod");
    assertThat(
            marathon
                .get("/v2/queue")
                .json()
                .path("queue")
                .valueStream()
                .anyMatch(item -> item.at("/pod/id").asText().equals("/s34/pod")))
        .isTrue();
  }

  @Test
  void s11_podsAndAppsAreToldApart() {
    marathon.post("/v2/pods", pod("/s11p/pod", ""));
    marathon.post("/v2/apps", "{'id':'/s11p/app','cmd':'sleep 1'}");

    Answer again = marathon.post("/v2/pods", pod("/s11p/pod", ""));
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.json().path("message").asText())
        .isEqualTo("A pod with id [/s11p/pod] already exists.");
    assertThat(marathon.get("/v2/apps//s11p/pod").status()).isEqualTo(404);
    assertThat(marathon.get("/v2/pods//s11p/app").status()).isEqualTo(404);
    assertThat(marathon.delete("/v2/apps//s11p/pod").status()).isEqualTo(404);
    assertThat(marathon.send("POST", "/v2/apps//s11p/pod/restart", null).status()).isEqualTo(404);
    assertThat(marathon.get("/v2/pods//s11p/pod").status()).isEqualTo(200);
    assertThat(marathon.get("/v2/apps?id=/s11p/").json().path("apps")).hasSize(1);
    assertThat(marathon.put("/v2/apps//s11p/pod?force=true", "{'cmd':'sleep 1'}").status())
        .isEqualTo(422);
    Answer other = marathon.put("/v2/pods//s11p/other", pod("/s11p/pod", ""));
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.json().path("message").asText())
        .isEqualTo("'/s11p/other' does not match definition's id ('/s11p/pod')");
  }

  @Test
  void s38_instancesAreEndedByTheirIds() {
    marathon.post("/v2/pods", pod("/s38i/pod", ""));
    String nobody = "s38i_pod.instance-c0caec0a-863a-11e9-915b-c610fee06dff";

    assertThat(marathon.delete("/v2/pods//s38i/pod::instances/" + nobody).status()).isEqualTo(404);
    assertThat(marathon.delete("/v2/pods//s38i/pod::instances/nonsense").status()).isEqualTo(422);
    assertThat(
            marathon
                .delete("/v2/pods//s38i/none::instances/" + nobody)
                .json()
                .path("message")
                .asText())
        .isEqualTo("Path '/s38i/none' does not exist");
    assertThat(
            marathon
                .send("DELETE", "/v2/pods//s38i/pod::instances", "[\"" + nobody + "\"]")
                .response()
                .body())
        .isEqualTo("[]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'id':'/bad'}|/containers",
        "{'id':'/bad','containers':[]}|/containers",
        "{'id':'/bad','containers':[{'name':'web'}]}|/containers(0)/resources",
        "{'id':'/bad','containers':[{'name':'Web_','resources':{}}]}|/containers(0)/name",
        "{'id':'/bad','containers':[{'name':'a','resources':{'cpus':0}}]}|/containers(0)/resources/cpus",
        "{'id':'/bad','containers':[{'name':'a','resources':{}}]}|/containers(0)/exec",
        "{'containers':[{'name':'a','resources':{}}]}|/id",
        "{'id':'/bad','containers':[{'name':'a','resources':{},'exec':{'command':{'shell':'x','argv':['y']}}}]}|/containers(0)/exec/command/shell",
        "{'id':'/bad','scaling':{'kind':'magic'},'containers':[{'name':'a','resources':{},'exec':{'command':{'shell':'x'}}}]}|/scaling/kind",
        "{'id':'/bad','volumes':[{'name':'v'}],'containers':[{'name':'a','resources':{},'exec':{'command':{'shell':'x'}}}]}|/volumes(0)",
        "{'id':'/bad','containers':[{'name':'a','resources':{},'exec':{'command':{'shell':'x'}},'volumeMounts':[{'name':'v','mountPath':'p'}]}]}|/containers(0)/volumeMounts",
        "{'id':'/bad','containers':[{'name':'a','resources':{},'exec':{'command':{'shell':'x'}},'endpoints':[{'name':'e','containerPort':80}]}]}|/containers(0)/endpoints(0)/containerPort",
        "{'id':'/bad','containers':[{'name':'a','resources':{},'exec':{'command':{'shell':'x'}},'healthCheck':{'http':{'endpoint':'none'}}}]}|/containers(0)/healthCheck",
        "{'id':'/bad','scheduling':{'placement':{'constraints':[{'fieldName':'hostname','operator':'NEAR'}]}},'containers':[{'name':'a','resources':{},'exec':{'command':{'shell':'x'}}}]}|/scheduling/placement/constraints(0)/operator"
      })
  void s81_whatIsWrongIsNamedByPath(String body, String path) {
    Answer answer = marathon.post("/v2/pods", body);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
    assertThat(answer.json().at("/details/0/path").asText()).isEqualTo(path);
    assertThat(marathon.get("/v2/pods//bad").status()).isEqualTo(404);
  }

  private static Answer createSharing(String volume) {
    String container =
        "{'name':'%s','resources':{'cpus':0.1,'mem':32},'exec':{'command':{'shell':'x'}},"
            + "'volumeMounts':[{'name':'VOLUME','mountPath':'data'}]}";
    return marathon.post(
        "/v2/pods",
        ("{'id':'/s81/shared','role':'s81','volumes':[{'name':'VOLUME','persistent':{'size':10}}],"
                + "'containers':["
                + container.formatted("a")
                + ","
                + container.formatted("b")
                + "]}")
            .replace("VOLUME", volume));
  }

  @Test
  void s81_containersMayShareAPersistentVolume() {
    // There the executor keeps what is to be gone with it.
    Answer refused = createSharing("tasks");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/details/0/path").asText()).isEqualTo("/volumes(0)/name");

    Answer answer = createSharing("data");
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
  }

  @Test
  void s38_scalingAGroupLeavesPodsAlone() {
    marathon.post("/v2/pods", pod("/s38g/pod", ""));
    marathon.post("/v2/apps", "{'id':'/s38g/app','cmd':'sleep 1'}");

    marathon.put("/v2/groups//s38g?force=true", "{'scaleBy':2}");
    assertThat(marathon.get("/v2/pods//s38g/pod").json().at("/scaling/instances").asInt())
        .isEqualTo(1);
    marathon.put("/v2/groups//s38g?force=true", "{'apps':[]}");
    assertThat(marathon.get("/v2/pods//s38g/pod").status()).isEqualTo(200);
    assertThat(marathon.get("/v2/apps//s38g/app").status()).isEqualTo(404);
    marathon.delete("/v2/groups//s38g?force=true");
    assertThat(marathon.get("/v2/pods//s38g/pod").status()).isEqualTo(404);
  }
}

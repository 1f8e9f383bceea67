package dev.stadion.marathon.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.scheduler.Apps;
import org.junit.jupiter.api.Test;

/** Pods as they are told: defaults, and nothing that is empty (marathon.md §8.1). */
class PodDocumentTest {
  private static PodDefinition read(String json) {
    return switch (PodReader.read(Apps.json(json))) {
      case PodReader.Result.Read(var pod) -> pod.role().isEmpty() ? pod.withRole("*") : pod;
      case PodReader.Result.Misfit(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static ObjectNode told(String json) {
    return PodWriter.write(read(json));
  }

  @Test
  void whoSaysLittleIsToldTheDefaultsAndNothingThatIsEmpty() {
    ObjectNode pod =
        told(
            "{'id':'p','containers':[{'name':'a','resources':{'cpus':0.5,'mem':32},"
                + "'exec':{'command':{'shell':'sleep 1'}}}]}");

    assertThat(pod.get("id").asText()).isEqualTo("/p");
    assertThat(pod.get("containers").toString())
        .isEqualTo(
            "[{\"name\":\"a\",\"exec\":{\"command\":{\"shell\":\"sleep 1\"}},"
                + "\"resources\":{\"cpus\":0.5,\"mem\":32,\"disk\":0,\"gpus\":0}}]");
    assertThat(pod.get("networks").toString()).isEqualTo("[{\"mode\":\"host\"}]");
    assertThat(pod.get("scaling").toString()).isEqualTo("{\"kind\":\"fixed\",\"instances\":1}");
    assertThat(pod.at("/scheduling/backoff").toString())
        .isEqualTo("{\"backoff\":1,\"backoffFactor\":1.15,\"maxLaunchDelay\":300}");
    assertThat(pod.at("/scheduling/upgrade").toString())
        .isEqualTo("{\"maximumOverCapacity\":1,\"minimumHealthCapacity\":1}");
    assertThat(pod.at("/scheduling/killSelection").asText()).isEqualTo("YOUNGEST_FIRST");
    assertThat(pod.at("/scheduling/unreachableStrategy").toString())
        .isEqualTo("{\"inactiveAfterSeconds\":0,\"expungeAfterSeconds\":0}");
    assertThat(pod.get("scheduling").has("placement")).isFalse();
    assertThat(pod.get("executorResources").toString())
        .isEqualTo("{\"cpus\":0.1,\"mem\":32,\"disk\":10}");
    for (String absent : new String[] {"labels", "environment", "secrets", "volumes", "user"}) {
      assertThat(pod.has(absent)).as(absent).isFalse();
    }
  }

  private static final String WHOLE =
      """
      {'id':'/w','labels':{'a':'b'},'user':'nobody','environment':{'A':'b','S':{'secret':'s'}},
       'secrets':{'s':{'source':'/s'}},'role':'dev','scaling':{'kind':'fixed','instances':3},
       'volumes':[{'name':'v'},{'name':'h','host':'/h'},{'name':'t','secret':'s'}],
       'networks':[{'mode':'container','name':'n'}],
       'scheduling':{'backoff':{'backoff':2,'backoffFactor':3,'maxLaunchDelay':4},
        'upgrade':{'minimumHealthCapacity':0.5,'maximumOverCapacity':0.25},
        'placement':{'constraints':[{'fieldName':'hostname','operator':'LIKE','value':'x'}],
         'acceptedResourceRoles':['*']},
        'killSelection':'OLDEST_FIRST','unreachableStrategy':'disabled'},
       'executorResources':{'cpus':0.5,'mem':64,'disk':20},
       'containers':[{'name':'a','resources':{'cpus':0.5,'mem':32.5},'user':'u',
        'exec':{'command':{'argv':['x','y']}},
        'endpoints':[{'name':'http','containerPort':80,'hostPort':0,'protocol':['tcp'],
         'labels':{'VIP_0':'v'}}],
        'image':{'kind':'DOCKER','id':'i','forcePull':true,'labels':{'os':'linux'}},
        'environment':{'C':'d'},'labels':{'l':'m'},'tty':true,
        'healthCheck':{'http':{'endpoint':'http','path':'/h','scheme':'HTTPS'}},
        'volumeMounts':[{'name':'v','mountPath':'m','readOnly':true},
         {'name':'h','mountPath':'n'},{'name':'t','mountPath':'o'}],
        'artifacts':[{'uri':'http://h/x'}],'lifecycle':{'killGracePeriodSeconds':5.5}}]}
      """;

  @Test
  void whatIsToldIsReadAsTheSame() {
    PodDefinition pod = read(WHOLE);

    assertThat(read(PodWriter.write(pod).toString())).isEqualTo(pod);
  }

  @Test
  void constraintsArePlacedAsObjectsAndNotAsLists() {
    assertThat(told(WHOLE).at("/scheduling/placement").toString())
        .isEqualTo(
            "{\"constraints\":[{\"fieldName\":\"hostname\",\"operator\":\"LIKE\",\"value\":\"x\"}],"
                + "\"acceptedResourceRoles\":[\"*\"]}");
  }

  @Test
  void endpointsHaveWhatWasSaidOfThem() {
    assertThat(told(WHOLE).at("/containers/0/endpoints/0").toString())
        .isEqualTo(
            "{\"name\":\"http\",\"containerPort\":80,\"hostPort\":0,\"protocol\":[\"tcp\"],"
                + "\"labels\":{\"VIP_0\":\"v\"}}");
  }
}

package dev.stadion.marathon.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.scheduler.Apps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Definitions as they are told: defaults, key sets and the shapes of numbers (marathon.md §1 "Null
 * and empty", §5, §25.2).
 */
class AppDocumentTest {
  private static ObjectNode told(String json) {
    return AppWriter.write(Apps.app(json));
  }

  private static Set<String> keys(ObjectNode json) {
    var keys = new TreeSet<String>();
    json.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  @Test
  void s51_whoSaysNothingIsToldTheDefaultsAndNothingElse() {
    assertThat(told("{'id':'a','cmd':'sleep 1'}").toString())
        .isEqualTo(
            """
            {"id":"/a","backoffFactor":1.15,"backoffSeconds":1,"cmd":"sleep 1","cpus":1,"disk":0,\
            "executor":"","gpus":0,"instances":1,"killSelection":"YOUNGEST_FIRST","labels":{},\
            "maxLaunchDelaySeconds":300,"mem":128,"networks":[{"mode":"host"}],\
            "portDefinitions":[{"port":0,"protocol":"tcp","name":"default"}],"requirePorts":false,\
            "role":"*","unreachableStrategy":{"inactiveAfterSeconds":0,"expungeAfterSeconds":0},\
            "upgradeStrategy":{"maximumOverCapacity":1,"minimumHealthCapacity":1}}\
            """);
  }

  @Test
  void s1_wholeNumbersHaveNoFraction() {
    ObjectNode app = told("{'id':'a','cmd':'sleep 1','cpus':0.25,'mem':64.5,'disk':10.0}");

    assertThat(app.get("cpus").toString()).isEqualTo("0.25");
    assertThat(app.get("mem").toString()).isEqualTo("64.5");
    assertThat(app.get("disk").toString()).isEqualTo("10");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'a','cmd':'sleep 1','args':[],'constraints':[],'fetch':[],'uris':[],'env':{},"
            + "'dependencies':[],'healthChecks':[],'readinessChecks':[],'secrets':{}}",
        "{'id':'a','cmd':'sleep 1','args':null,'constraints':null,'container':null,'user':null,"
            + "'ipAddress':null,'residency':null,'check':null,'tty':null,'resourceLimits':null,"
            + "'acceptedResourceRoles':null,'upgradeStrategy':null,'instances':null}",
        "{'id':'a','cmd':'sleep 1','nobodyKnows':{'this':[1]},'version':'2026-01-01T00:00:00.000Z',"
            + "'versionInfo':{},'tasks':[],'tasksRunning':7,'deployments':[{'id':'x'}]}"
      })
  void s1_nullAndEmptyAndUnknownAreAsAbsent(String json) {
    assertThat(told(json)).isEqualTo(told("{'id':'a','cmd':'sleep 1'}"));
  }

  @Test
  void s51_anEmptyListOfPortsIsNotTheDefault() {
    assertThat(told("{'id':'a','cmd':'sleep 1','portDefinitions':[]}").get("portDefinitions"))
        .isEmpty();
    assertThat(told("{'id':'a','cmd':'sleep 1','ports':[]}").get("portDefinitions")).isEmpty();
    assertThat(
            told("{'id':'a','cmd':'sleep 1','networks':[{'mode':'container/bridge'}],"
                    + "'container':{'type':'MESOS','portMappings':[]}}")
                .at("/container/portMappings"))
        .isEmpty();
  }

  @Test
  void s52_aContainerOnABridgeHasADefaultMapping() {
    ObjectNode app =
        told(
            "{'id':'a','networks':[{'mode':'container/bridge'}],"
                + "'container':{'docker':{'image':'nginx'}}}");

    assertThat(app.has("portDefinitions")).isFalse();
    assertThat(app.get("requirePorts").asBoolean(true)).isFalse();
    assertThat(app.get("container").toString())
        .isEqualTo(
            """
            {"type":"DOCKER","docker":{"image":"nginx","forcePullImage":false,"privileged":false,\
            "parameters":[]},"volumes":[],"portMappings":[{"containerPort":0,"hostPort":0,\
            "labels":{},"name":"default","protocol":"tcp","servicePort":0}]}\
            """);
  }

  @Test
  void s54_aContainersOwnPortHasNoHostPort() {
    ObjectNode app =
        told(
            "{'id':'a','networks':[{'name':'net'}],'container':{'type':'MESOS',"
                + "'docker':{'image':'i'},'portMappings':[{'containerPort':80}]}}");

    assertThat(app.get("networks").toString())
        .isEqualTo("[{\"mode\":\"container\",\"name\":\"net\"}]");
    assertThat(app.at("/container/portMappings/0").has("hostPort")).isFalse();
  }

  @Test
  void s51_singleInstancesAndDataHaveStrategiesOfTheirOwn() {
    assertThat(
            told("{'id':'a','cmd':'sleep 1','labels':{'MARATHON_SINGLE_INSTANCE_APP':'true'}}")
                .get("upgradeStrategy")
                .toString())
        .isEqualTo("{\"maximumOverCapacity\":0,\"minimumHealthCapacity\":0}");
    ObjectNode resident =
        told(
            "{'id':'a','cmd':'sleep 1','container':{'type':'MESOS','volumes':[{'containerPath':'d',"
                + "'mode':'RW','persistent':{'size':10}}]}}");
    assertThat(resident.get("upgradeStrategy").toString())
        .isEqualTo("{\"maximumOverCapacity\":0,\"minimumHealthCapacity\":0.5}");
    assertThat(resident.get("unreachableStrategy").asText()).isEqualTo("disabled");
    assertThat(resident.get("residency").toString())
        .isEqualTo(
            "{\"relaunchEscalationTimeoutSeconds\":3600,\"taskLostBehavior\":\"WAIT_FOREVER\"}");
    assertThat(resident.at("/container/volumes/0").toString())
        .isEqualTo(
            "{\"containerPath\":\"d\",\"mode\":\"RW\",\"persistent\":{\"type\":\"root\",\"size\":10,"
                + "\"constraints\":[]}}");
  }

  @Test
  void s55_aProfileMeansAMount() {
    assertThat(
            told("{'id':'a','cmd':'sleep 1','container':{'type':'MESOS','volumes':[{"
                    + "'containerPath':'d','mode':'RW','persistent':{'size':1,'profileName':'p'}}]}}")
                .at("/container/volumes/0/persistent/type")
                .asText())
        .isEqualTo("mount");
  }

  @Test
  void s143_constraintsAreToldInUpperCaseAndWithoutAValueThatIsNone() {
    assertThat(
            told("{'id':'a','cmd':'sleep 1','constraints':[['hostname','UNIQUE'],"
                    + "['rack','GROUP_BY','3'],['@zone','LIKE','a.*']]}")
                .get("constraints")
                .toString())
        .isEqualTo(
            "[[\"hostname\",\"UNIQUE\"],[\"rack\",\"GROUP_BY\",\"3\"],[\"@zone\",\"LIKE\",\"a.*\"]]");
  }

  @Test
  void s151_healthChecksHaveAllTheirDefaults() {
    ObjectNode app =
        told(
            "{'id':'a','cmd':'sleep 1','healthChecks':[{},{'protocol':'TCP','port':80},"
                + "{'protocol':'COMMAND','command':{'value':'true'}},{'path':'ok'}]}");

    assertThat(app.get("healthChecks").get(0).toString())
        .isEqualTo(
            """
            {"delaySeconds":15,"gracePeriodSeconds":300,"ignoreHttp1xx":false,"intervalSeconds":60,\
            "ipProtocol":"IPv4","maxConsecutiveFailures":3,"portIndex":0,"protocol":"HTTP",\
            "timeoutSeconds":20}\
            """);
    assertThat(keys((ObjectNode) app.get("healthChecks").get(1)))
        .contains("port")
        .doesNotContain("portIndex", "ignoreHttp1xx", "path", "command");
    assertThat(keys((ObjectNode) app.get("healthChecks").get(2)))
        .contains("command")
        .doesNotContain("portIndex", "port");
    assertThat(app.at("/healthChecks/3/path").asText()).isEqualTo("/ok");
  }

  @Test
  void s16_readinessChecksHaveAllTheirDefaults() {
    assertThat(
            told("{'id':'a','cmd':'sleep 1','portDefinitions':[{'name':'http-api'}],"
                    + "'readinessChecks':[{}]}")
                .at("/readinessChecks/0")
                .toString())
        .isEqualTo(
            """
            {"name":"readinessCheck","protocol":"HTTP","path":"/","portName":"http-api",\
            "intervalSeconds":30,"timeoutSeconds":10,"httpStatusCodesForReady":[200],\
            "preserveLastResponse":false}\
            """);
  }

  @Test
  void s56_artifactsAreToldWhole() {
    assertThat(
            told("{'id':'a','cmd':'sleep 1','fetch':[{'uri':'http://h/x.tgz'}]}")
                .get("fetch")
                .toString())
        .isEqualTo(
            "[{\"uri\":\"http://h/x.tgz\",\"extract\":true,\"executable\":false,\"cache\":false}]");
  }

  /** With everything that can be said at once. */
  private static final String WHOLE =
      """
      {'id':'/w','args':['x'],'instances':3,'cpus':0.5,'mem':64,'disk':5,'user':'nobody',
       'env':{'A':'b','S':{'secret':'s'}},'secrets':{'s':{'source':'/s'}},'labels':{'l':'m'},
       'executor':'/opt/exec','executorResources':{'cpus':0.2,'mem':40,'disk':20},
       'resourceLimits':{'cpus':'unlimited','mem':128},'constraints':[['hostname','UNIQUE']],
       'fetch':[{'uri':'http://h/x','extract':false,'executable':true,'cache':true,'destPath':'y'}],
       'dependencies':['/b','/c'],'healthChecks':[{'protocol':'HTTPS','path':'/h','portIndex':0}],
       'check':{'http':{'portIndex':0,'path':'/c'}},'readinessChecks':[{'portName':'p'}],
       'upgradeStrategy':{'minimumHealthCapacity':0.5,'maximumOverCapacity':0.25},
       'backoffSeconds':2,'backoffFactor':3,'maxLaunchDelaySeconds':4,'taskKillGracePeriodSeconds':5,
       'killSelection':'OLDEST_FIRST','acceptedResourceRoles':['*'],'role':'dev','tty':true,
       'unreachableStrategy':{'inactiveAfterSeconds':6,'expungeAfterSeconds':7},'requirePorts':true,
       'portDefinitions':[{'port':80,'name':'p','protocol':'udp,tcp','labels':{'VIP_0':'v'}}],
       'container':{'type':'MESOS','docker':{'image':'i','forcePullImage':true,
        'pullConfig':{'secret':'s'}},'volumes':[{'containerPath':'/c','hostPath':'/h','mode':'RO'},
        {'containerPath':'/s','secret':'s'}],
        'linuxInfo':{'seccomp':{'unconfined':true},'ipcInfo':{'mode':'PRIVATE','shmSize':16}}}}
      """;

  @Test
  void s5_whatIsToldIsReadAsTheSame() {
    AppDefinition app = Apps.app(WHOLE);

    assertThat(Apps.app(AppWriter.write(app).toString())).isEqualTo(app);
  }

  @Test
  void s252_keysThatAClientRaisesOnAreThereOnlyWhereTheyWereSent() {
    Set<String> optional = Set.of("tty", "check", "executorResources", "resourceLimits");

    assertThat(keys(told(WHOLE))).containsAll(optional);
    assertThat(keys(told("{'id':'a','cmd':'sleep 1'}"))).doesNotContainAnyElementsOf(optional);
  }

  @Test
  void s252_noKeyIsToldThatThePythonClientDoesNotKnow() {
    ObjectNode app = told(WHOLE);
    app.remove(List.of("tty", "check", "executorResources", "resourceLimits"));
    ((ObjectNode) app.get("container")).remove("linuxInfo");

    assertThat(
            Set.of(
                "acceptedResourceRoles",
                "args",
                "backoffFactor",
                "backoffSeconds",
                "cmd",
                "constraints",
                "container",
                "cpus",
                "dependencies",
                "deployments",
                "disk",
                "env",
                "executor",
                "fetch",
                "gpus",
                "healthChecks",
                "id",
                "instances",
                "ipAddress",
                "killSelection",
                "labels",
                "lastTaskFailure",
                "maxLaunchDelaySeconds",
                "mem",
                "networks",
                "portDefinitions",
                "ports",
                "readinessChecks",
                "readinessCheckResults",
                "requirePorts",
                "residency",
                "role",
                "secrets",
                "storeUrls",
                "taskKillGracePeriodSeconds",
                "taskRateLimit",
                "taskStats",
                "tasks",
                "tasksHealthy",
                "tasksRunning",
                "tasksStaged",
                "tasksUnhealthy",
                "unreachableStrategy",
                "upgradeStrategy",
                "uris",
                "user",
                "version",
                "versionInfo"))
        .containsAll(keys(app));
    assertThat(Set.of("docker", "type", "portMappings", "volumes"))
        .containsAll(keys((ObjectNode) app.get("container")));
  }

  @Test
  void s51_theVersionIsToldWithItsHistory() {
    var app = App.created(Apps.sleeper("/a", 1), Instant.parse("2026-01-01T00:00:00.100Z"));
    ObjectNode json = AppWriter.write(app.redefined(Apps.sleeper("/a", 2), Instant.EPOCH));

    assertThat(json.get("version").asText()).isEqualTo("1970-01-01T00:00:00.000Z");
    assertThat(json.get("versionInfo").toString())
        .isEqualTo(
            "{\"lastScalingAt\":\"1970-01-01T00:00:00.000Z\","
                + "\"lastConfigChangeAt\":\"2026-01-01T00:00:00.100Z\"}");
    assertThat(AppWriter.withoutHistory(app).has("versionInfo")).isFalse();
  }

  @Test
  void s11_aRestartKeepsTheTimeOfTheLastScaling() {
    Instant created = Instant.parse("2026-01-01T00:00:00Z");
    Instant restarted = Instant.parse("2026-01-02T00:00:00Z");
    var info = App.created(Apps.sleeper("/a", 1), created).restarted(restarted).versionInfo();

    assertThat(Map.of("s", info.lastScalingAt(), "c", info.lastConfigChangeAt()))
        .isEqualTo(Map.of("s", created, "c", restarted));
    assertThat(info.version()).isEqualTo(restarted);
  }
}

package dev.stadion.marathon.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.scheduler.Apps;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The variables of an app's task (marathon.md §10). */
class TaskEnvironmentTest {
  private static final String ON_BRIDGE =
      ",'networks':[{'mode':'container/bridge'}],'container':{'type':'MESOS','portMappings':";

  private static SortedMap<String, String> of(String more, Integer... hostPorts) {
    return of(more, false, "", hostPorts);
  }

  private static SortedMap<String, String> of(
      String more, boolean groupRole, String prefix, Integer... hostPorts) {
    App app =
        App.created(
            Apps.app("{'id':'/prod/db','cmd':'sleep 1'" + more + "}"),
            Instant.parse("2026-01-02T03:04:05.060Z"));
    var place =
        new Placement(
            new AgentId("a"), "host.example.org", Arrays.asList(hostPorts), new TreeMap<>());
    return TaskEnvironment.of(
        new TaskLaunch(
            new TaskId("prod_db.instance-x._app.1"),
            app,
            place,
            Resources.of(1, 128, 0),
            groupRole),
        prefix);
  }

  @Test
  void withoutPortsAndUserThereIsExactlyThis() {
    assertThat(of(",'cpus':0.5,'mem':64,'portDefinitions':[]"))
        .containsExactlyEntriesOf(
            new TreeMap<>(
                Map.ofEntries(
                    Map.entry("HOST", "host.example.org"),
                    Map.entry("MARATHON_APP_ENFORCE_GROUP_ROLE", "FALSE"),
                    Map.entry("MARATHON_APP_ID", "/prod/db"),
                    Map.entry("MARATHON_APP_LABELS", ""),
                    Map.entry("MARATHON_APP_RESOURCE_CPUS", "0.5"),
                    Map.entry("MARATHON_APP_RESOURCE_DISK", "0.0"),
                    Map.entry("MARATHON_APP_RESOURCE_GPUS", "0"),
                    Map.entry("MARATHON_APP_RESOURCE_MEM", "64.0"),
                    Map.entry("MARATHON_APP_VERSION", "2026-01-02T03:04:05.060Z"),
                    Map.entry("MESOS_TASK_ID", "prod_db.instance-x._app.1"))));
  }

  @Test
  void onTheHostEveryPortIsTheOneFromTheOffer() {
    SortedMap<String, String> variables =
        of(
            ",'portDefinitions':[{'port':10000,'name':'http-api'},{'port':0,'name':'admin'}]",
            31005,
            31007);

    assertThat(variables)
        .containsEntry("PORT", "31005")
        .containsEntry("PORT0", "31005")
        .containsEntry("PORT1", "31007")
        .containsEntry("PORTS", "31005,31007")
        .containsEntry("PORT_10000", "31005")
        .containsEntry("PORT_31007", "31007")
        .containsEntry("PORT_HTTP-API", "31005")
        .containsEntry("PORT_ADMIN", "31007");
  }

  @Test
  void onABridgeTheRequestedPortIsTheContainers() {
    SortedMap<String, String> variables =
        of(
            ON_BRIDGE + "[{'containerPort':80,'hostPort':0},{'containerPort':0,'hostPort':0}]}",
            31005,
            31006);

    assertThat(variables)
        .containsEntry("PORT0", "31005")
        .containsEntry("PORT_80", "31005")
        .containsEntry("PORT_31006", "31006")
        .containsEntry("PORTS", "31005,31006");
  }

  @Test
  void aPortOfTheContainerAloneIsItselfAndComesAfterThoseOfTheHost() {
    SortedMap<String, String> variables =
        of(
            ",'networks':[{'mode':'container','name':'n'}],'container':{'type':'MESOS',"
                + "'portMappings':[{'containerPort':8080},{'containerPort':9090,'hostPort':0},"
                + "{'containerPort':0}]}",
            31005);

    assertThat(variables)
        .containsEntry("PORT0", "8080")
        .containsEntry("PORT_8080", "8080")
        .containsEntry("PORT1", "31005")
        .containsEntry("PORT_9090", "31005")
        .containsEntry("PORT", "31005");
    assertThat(List.of(variables.get("PORTS").split(",", -1)))
        .startsWith("31005", "8080")
        .hasSize(3);
    assertThat(Integer.parseInt(variables.get("PORT2"))).isBetween(1025, 65535);
  }

  @Test
  void whatTheUserWritesWins() {
    assertThat(
            of(
                ",'env':{'HOST':'mine','PORT0':'x','MARATHON_APP_ID':'y','A':'b'},'ports':[0]",
                31000))
        .containsEntry("HOST", "mine")
        .containsEntry("PORT0", "x")
        .containsEntry("MARATHON_APP_ID", "y")
        .containsEntry("A", "b")
        .containsEntry("PORT", "31000");
  }

  @ParameterizedTest
  @CsvSource({
    "owner, OWNER",
    "HAPROXY_0_VHOST, HAPROXY_0_VHOST",
    "traefik.frontend.rule, TRAEFIK_FRONTEND_RULE",
    "a--b, A_B"
  })
  void namesOfLabelsAreWrittenAsVariables(String label, String name) {
    assertThat(of(",'labels':{'" + label + "':'v'},'portDefinitions':[]"))
        .containsEntry("MARATHON_APP_LABELS", name)
        .containsEntry("MARATHON_APP_LABEL_" + name, "v");
  }

  @Test
  void labelsThatAreTooLongAreLeftOut() {
    assertThat(
            of(
                ",'labels':{'fits':'"
                    + "v".repeat(511)
                    + "','value':'"
                    + "v".repeat(512)
                    + "','"
                    + "k".repeat(493)
                    + "':'v'},'portDefinitions':[]"))
        .containsEntry("MARATHON_APP_LABELS", "FITS");
  }

  @Test
  void onlyDockersContainersAreToldTheirImage() {
    String image = "'docker':{'image':'nginx:1'}},'portDefinitions':[]";

    assertThat(of(",'container':{'type':'DOCKER'," + image))
        .containsEntry("MARATHON_APP_DOCKER_IMAGE", "nginx:1");
    assertThat(of(",'container':{'type':'MESOS'," + image))
        .doesNotContainKey("MARATHON_APP_DOCKER_IMAGE");
  }

  @Test
  void whetherTheGroupEnforcesItsRoleIsTold() {
    assertThat(of(",'portDefinitions':[]", true, ""))
        .containsEntry("MARATHON_APP_ENFORCE_GROUP_ROLE", "TRUE");
  }

  @Test
  void aPrefixIsBeforePortsAndHostAlone() {
    SortedMap<String, String> variables = of(",'ports':[80],'env':{'A':'b'}", false, "P_", 31000);

    assertThat(variables)
        .containsEntry("P_HOST", "host.example.org")
        .containsEntry("P_PORT", "31000")
        .containsEntry("P_PORT0", "31000")
        .containsEntry("P_PORTS", "31000")
        .containsEntry("P_PORT_80", "31000")
        .containsEntry("A", "b")
        .containsEntry("MARATHON_APP_ID", "/prod/db")
        .doesNotContainKeys("HOST", "PORT", "PORT0", "PORTS", "PORT_80");
  }
}

package dev.stadion.marathon.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.scheduler.Apps;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written as for old Marathons is told as today's (marathon.md §22, row by row). */
class LegacyInputTest {
  private static final String IMAGE = "'container':{'type':'DOCKER','docker':{'image':'i'";

  private static ObjectNode told(String fields) {
    return AppWriter.write(Apps.app("{'id':'a'," + fields + "}"));
  }

  private static String at(String fields, String pointer) {
    return told(fields).at(pointer).toString().replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource({
    "http://h/a.tgz, true",
    "http://h/a.tar.gz, true",
    "http://h/a.tar.bz2, true",
    "http://h/a.tar.xz, true",
    "http://h/a.tar, true",
    "http://h/a.gz, true",
    "http://h/a.tbz2, true",
    "http://h/a.txz, true",
    "http://h/a.zip, true",
    "http://h/a.ZIP, true",
    "http://h/a.jar, false",
    "http://h/a, false"
  })
  void urisAreFetchedAndArchivesExtracted(String uri, boolean extract) {
    ObjectNode app = told("'cmd':'sleep 1','uris':['" + uri + "']");

    assertThat(app.has("uris")).isFalse();
    assertThat(app.at("/fetch/0/uri").asText()).isEqualTo(uri);
    assertThat(app.at("/fetch/0/extract").asBoolean()).isEqualTo(extract);
  }

  @Test
  void portsBecomeDefinitionsWithoutNames() {
    assertThat(at("'cmd':'sleep 1','ports':[0,8080]", "/portDefinitions"))
        .isEqualTo("[{'port':0,'protocol':'tcp'},{'port':8080,'protocol':'tcp'}]");
    assertThat(told("'cmd':'sleep 1','ports':[0]").has("ports")).isFalse();
  }

  @Test
  void portsThatSayTheSameAsDefinitionsAreFine() {
    assertThat(
            at(
                "'cmd':'sleep 1','ports':[80],'portDefinitions':[{'port':80,'name':'x'}]",
                "/portDefinitions/0/name"))
        .isEqualTo("'x'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'network':'HOST'}}|[{'mode':'host'}]",
        "'network':'BRIDGE'}}|[{'mode':'container/bridge'}]",
        "'network':'USER'}},'ipAddress':{'networkName':'n','labels':{'a':'b'}}|"
            + "[{'mode':'container','name':'n','labels':{'a':'b'}}]"
      })
  void dockersNetworksBecomeNetworks(String more, String networks) {
    String fields = IMAGE + "," + more.strip();
    assertThat(at(fields, "/networks")).isEqualTo(networks);
    assertThat(told(fields).at("/container/docker").has("network")).isFalse();
    assertThat(told(fields).has("ipAddress")).isFalse();
  }

  @Test
  void anIpAddressAloneIsAContainerOnThatNetwork() {
    ObjectNode app =
        told(
            "'cmd':'sleep 1','ipAddress':{'networkName':'n','discovery':{'ports':"
                + "[{'number':80,'name':'http','protocol':'tcp','labels':{'x':'y'}}]}}");

    assertThat(app.get("networks").toString().replace('"', '\''))
        .isEqualTo("[{'mode':'container','name':'n'}]");
    assertThat(app.get("container").toString().replace('"', '\''))
        .isEqualTo(
            "{'type':'MESOS','volumes':[],'portMappings':[{'containerPort':80,'labels':{'x':'y'},"
                + "'name':'http','protocol':'tcp','servicePort':0}]}");
    assertThat(app.has("portDefinitions")).isFalse();
  }

  @Test
  void dockersMappingsMoveToTheContainer() {
    String fields =
        IMAGE
            + ",'network':'BRIDGE','portMappings':[{'containerPort':80,'hostPort':0,"
            + "'servicePort':9000,'protocol':'udp','name':'x','labels':{'a':'b'}}]}}";

    assertThat(at(fields, "/container/portMappings"))
        .isEqualTo(
            "[{'containerPort':80,'hostPort':0,'labels':{'a':'b'},'name':'x','protocol':'udp',"
                + "'servicePort':9000}]");
    assertThat(told(fields).at("/container/docker").has("portMappings")).isFalse();
  }

  @Test
  void mappingsOfOldOnTheHostAreDropped() {
    ObjectNode app = told(IMAGE + ",'network':'HOST','portMappings':[{'containerPort':80}]}}");

    assertThat(app.at("/container/portMappings").isMissingNode()).isTrue();
    assertThat(app.get("portDefinitions")).hasSize(1);
  }

  @Test
  void moreNumbersThanMappingsMeanMoreMappings() {
    ObjectNode app =
        told(IMAGE + ",'network':'BRIDGE','portMappings':[{'containerPort':80}]}},'ports':[0,0,0]");

    assertThat(app.at("/container/portMappings")).hasSize(3);
    assertThat(app.at("/container/portMappings/1/containerPort").asInt(-1)).isZero();
  }

  @Test
  void definitionsOfPortsOffTheHostAreDropped() {
    ObjectNode app = told(IMAGE + ",'network':'BRIDGE'}},'portDefinitions':[{'port':80}]");

    assertThat(app.has("portDefinitions")).isFalse();
    assertThat(app.at("/container/portMappings")).hasSize(1);
  }

  @Test
  void aNetworkNeedsAContainerAndGetsOne() {
    assertThat(at("'cmd':'sleep 1','networks':[{'mode':'container/bridge'}]", "/container"))
        .isEqualTo(
            "{'type':'MESOS','volumes':[],'portMappings':[{'containerPort':0,'hostPort':0,"
                + "'labels':{},'name':'default','protocol':'tcp','servicePort':0}]}");
  }

  @Test
  void onABridgeEveryMappingHasAHostPort() {
    assertThat(
            at(
                IMAGE + ",'network':'BRIDGE','portMappings':[{'containerPort':80}]}}",
                "/container/portMappings/0/hostPort"))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'cmd':'sleep 1','healthChecks':[{'protocol':'HTTP'}]|0",
        "'cmd':'sleep 1','healthChecks':[{'protocol':'HTTP','port':80}]|",
        "'cmd':'sleep 1','ports':[],'healthChecks':[{'protocol':'MESOS_TCP','port':80}]|"
      })
  void checksAreOfTheFirstPortUnlessTheySayOtherwise(String fields, String index) {
    assertThat(at(fields, "/healthChecks/0/portIndex")).isEqualTo(index == null ? "" : index);
  }

  @Test
  void requiredPortsAreTheHostsAlone() {
    assertThat(at(IMAGE + ",'network':'BRIDGE'}},'requirePorts':true", "/requirePorts"))
        .isEqualTo("false");
    assertThat(at("'cmd':'sleep 1','requirePorts':true,'ports':[80]", "/requirePorts"))
        .isEqualTo("true");
  }

  @Test
  void noNetworksAreTheHosts() {
    assertThat(at("'cmd':'sleep 1','networks':[]", "/networks")).isEqualTo("[{'mode':'host'}]");
  }

  @Test
  void readinessWithoutCodesIs200() {
    assertThat(
            at(
                "'cmd':'sleep 1','portDefinitions':[{'name':'http-api'}],"
                    + "'readinessChecks':[{'httpStatusCodesForReady':[]}]",
                "/readinessChecks/0/httpStatusCodesForReady"))
        .isEqualTo("[200]");
  }

  @Test
  void whatThePythonClientSendsIsRead() {
    AppDefinition app =
        Apps.app(
            "{'id':'/p','cmd':'sleep 1','args':[],'constraints':null,'uris':['http://h/x.tgz'],"
                + "'container':{'type':'DOCKER','docker':{'image':'i','network':'BRIDGE',"
                + "'portMappings':[{'containerPort':80}],'parameters':[]},'volumes':[]}}");

    assertThat(app.cmd()).contains("sleep 1");
    assertThat(app.args()).isEmpty();
    assertThat(app.portMappings()).hasSize(1);
  }

  @Test
  void anUpdateFromTheHostToABridgeDropsTheDefinitions() {
    ObjectNode stored = told("'cmd':'sleep 1','ports':[8080]");
    ObjectNode update = Apps.json("{" + IMAGE + "}},'networks':[{'mode':'container/bridge'}]}");

    switch (AppReader.readOver(stored, update, ChosenNames.DEFAULT)) {
      case AppReader.Result.Read(var app) -> {
        assertThat(app.portDefinitions()).isEmpty();
        assertThat(app.portMappings()).hasSize(1);
      }
      case AppReader.Result.Misfit(var problems) -> assertThat(problems).isEqualTo(List.of());
    }
  }

  @Test
  void anUpdateForgetsLimitsThatItDoesNotRepeat() {
    ObjectNode stored =
        told(
            "'cmd':'sleep 1','resourceLimits':{'cpus':2},'executorResources':{'cpus':0.5},"
                + "'mem':64");

    switch (AppReader.readOver(stored, Apps.json("{'cpus':0.5}"), ChosenNames.DEFAULT)) {
      case AppReader.Result.Read(var app) -> {
        assertThat(app.resourceLimits()).isEmpty();
        assertThat(app.executorResources()).isEmpty();
        assertThat(app.resources().mem()).isEqualTo(64);
      }
      case AppReader.Result.Misfit(var problems) -> assertThat(problems).isEqualTo(List.of());
    }
  }
}

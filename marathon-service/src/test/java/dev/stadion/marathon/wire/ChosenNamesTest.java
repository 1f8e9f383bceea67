package dev.stadion.marathon.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.Network;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.app.PodValidation;
import dev.stadion.marathon.app.Problem;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.scheduler.Apps;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of an installation stand for those that were not given (marathon.md §5.3, §20, §22). */
class ChosenNamesTest {
  private static final ChosenNames NAMES =
      new ChosenNames(Optional.of("weave"), "house-bridge", "");

  private static AppDefinition app(String fields) {
    return switch (AppReader.read(Apps.json("{'id':'/a','cmd':'sleep 1'" + fields + "}"), NAMES)) {
      case AppReader.Result.Read(var read) -> read;
      case AppReader.Result.Misfit(var problems) -> throw new AssertionError(problems.toString());
    };
  }

  private static Network onlyNetwork(String fields) {
    return app(fields).networks().getFirst();
  }

  @Test
  void aContainerNetworkWithoutNameIsTheUsualOne() {
    assertThat(onlyNetwork(",'networks':[{'mode':'container'}]").name()).contains("weave");
    assertThat(onlyNetwork(",'networks':[{'mode':'container','name':'own'}]").name())
        .contains("own");
    assertThat(onlyNetwork(",'networks':[{'mode':'container/bridge'}]").name()).isEmpty();
    assertThat(onlyNetwork("").name()).isEmpty();
  }

  @Test
  void anIpAddressOnTheBridgeMeansTheBridge() {
    Network bridge = onlyNetwork(",'ipAddress':{'networkName':'house-bridge','labels':{'a':'b'}}");

    assertThat(bridge.mode()).isEqualTo(Network.Mode.BRIDGE);
    assertThat(bridge.name()).isEmpty();
    assertThat(bridge.labels()).containsEntry("a", "b");
    assertThat(onlyNetwork(",'ipAddress':{'networkName':'mesos-bridge'}").mode())
        .isEqualTo(Network.Mode.CONTAINER);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ,'linuxInfo':{'seccomp':{'unconfined':true}} | /linuxInfo/seccomp
          ,'linuxInfo':{'ipcInfo':{'mode':'SHARE_PARENT','shmSize':1}} | /linuxInfo/ipcInfo
          +'linuxInfo':{'seccomp':{'unconfined':false}} | /containers(0)/linuxInfo/seccomp
          +'check':{'http':{'endpoint':'none'}} | /containers(0)/check
          +'check':{'exec':{'command':{'shell':'x'}},'intervalSeconds':1,'timeoutSeconds':1} | /containers(0)/check/timeoutSeconds
          +'image':{'kind':'DOCKER','id':'a','pullConfig':{'secret':'none'}} | /containers(0)/image/pullConfig
          +'resourceLimits':{'cpus':0.01} | /containers(0)/resourceLimits/cpus
          """)
  void whatAPodCannotHaveIsNamed(String fields, String path) {
    boolean ofContainer = fields.startsWith("+");
    String rest = fields.substring(1);
    PodDefinition pod =
        Apps.pod(
            "/pod",
            1,
            ",'containers':[{'name':'a','exec':{'command':{'shell':'x'}},'resources':{'cpus':1,'mem':32}"
                + (ofContainer ? "," + rest : "")
                + "}]"
                + (ofContainer ? "" : "," + rest));
    var rules = new ValidationRules(Set.of("secrets"), RoleRules.of("*"), 10, false);

    List<Problem> problems = PodValidation.problems(pod, rules);

    assertThat(problems).extracting(Problem::path).contains(path);
  }

  @Test
  void aPodIsReadAgainAsItWasWritten() {
    PodDefinition pod =
        Apps.pod(
            "/pod",
            1,
            ",'legacySharedCgroups':false,'linuxInfo':{'ipcInfo':{'mode':'PRIVATE','shmSize':8}},"
                + "'containers':[{'name':'a','resources':{'cpus':1,'mem':32},'endpoints':[{'name':"
                + "'http'}],'exec':{'command':{'argv':['x']},'overrideEntrypoint':true},'image':"
                + "{'kind':'DOCKER','id':'i'},'check':{'tcp':{'endpoint':'http'}},'linuxInfo':"
                + "{'seccomp':{'profileName':'p'}},'tty':true}]");

    assertThat(PodReader.read(PodWriter.write(pod))).isEqualTo(new PodReader.Result.Read(pod));
  }
}

package dev.stadion.agent.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.LinuxInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.TTYInfo;
import org.junit.jupiter.api.Test;

/** What an agent of this kind refuses before it begins (mesos-v1.md §6.7). */
class ContainerRulesTest {
  private static ContainerInfo.Builder mesos() {
    return ContainerInfo.newBuilder().setType(ContainerInfo.Type.MESOS);
  }

  @Test
  void whetherLimitsAreSharedMakesNoDifferenceHere() {
    var apart = mesos().setLinuxInfo(LinuxInfo.newBuilder().setShareCgroups(false));
    var together = mesos().setLinuxInfo(LinuxInfo.newBuilder().setShareCgroups(true));

    assertThat(ContainerRules.impossible(apart.build())).isEmpty();
    assertThat(ContainerRules.impossible(together.build())).isEmpty();
  }

  @Test
  void whatOnlyAnotherContainerizerHasIsRefusedByName() {
    var profile = LinuxInfo.newBuilder().setShareCgroups(false);
    profile.getSeccompBuilder().setProfileName("strict");

    assertThat(ContainerRules.impossible(mesos().setLinuxInfo(profile).build()))
        .hasValueSatisfying(why -> assertThat(why).contains("linux_info"));
    assertThat(ContainerRules.impossible(mesos().setTtyInfo(TTYInfo.getDefaultInstance()).build()))
        .hasValueSatisfying(why -> assertThat(why).contains("terminal"));
    assertThat(
            ContainerRules.impossible(
                mesos().addNetworkInfos(NetworkInfo.newBuilder().setName("mesos-bridge")).build()))
        .hasValueSatisfying(why -> assertThat(why).contains("network"));
  }

  @Test
  void aNetworkWithoutANameIsTheHosts() {
    var port = NetworkInfo.newBuilder();
    port.addPortMappingsBuilder().setHostPort(31000).setContainerPort(80);

    assertThat(ContainerRules.impossible(mesos().addNetworkInfos(port).build())).isEmpty();
  }
}

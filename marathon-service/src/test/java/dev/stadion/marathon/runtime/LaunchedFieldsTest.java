package dev.stadion.marathon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.AppDefinition;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.PodDefinition;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.launch.PodLaunch;
import dev.stadion.marathon.launch.TaskLaunch;
import dev.stadion.marathon.scheduler.Apps;
import dev.stadion.mesos.v1.CheckInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.mesos.v1.LinuxInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Whatever a definition says of containers reaches the master (marathon.md §5.2–§5.5, §8.1, §10).
 */
class LaunchedFieldsTest {
  private static final UUID ID = UUID.fromString("c0caec0a-863a-11e9-915b-c610fee06dff");
  private static final ChosenNames NAMES =
      new ChosenNames(Optional.of("weave"), "house-bridge", "my_");
  private static final Placement PLACE =
      new Placement(new AgentId("agent"), "host", List.of(31005), new TreeMap<>());
  private static final Resources TAKEN =
      Resources.of(1, 256, 100).withPorts(new Range(31005, 31005));

  private static TaskInfo task(String more) {
    AppDefinition app = Apps.sleeper("/prod/app", 1, more);
    return TaskInfos.of(
        new TaskLaunch(
            new InstanceId(app.id(), ID).task(1),
            App.created(app, Instant.EPOCH),
            PLACE,
            TAKEN,
            false),
        SecretValues.NONE,
        NAMES);
  }

  /**
   * @param container fields of its only container, beginning with a comma
   */
  private static Offer.Operation.LaunchGroup group(String container, String more) {
    PodDefinition pod =
        Apps.pod(
            "/prod/pod",
            1,
            ",'containers':[{'name':'web','resources':{'cpus':0.1,'mem':32}"
                + container
                + "}]"
                + more);
    return PodInfos.of(
            new PodLaunch(
                new InstanceId(pod.id(), ID),
                1,
                App.created(pod, Instant.EPOCH),
                PLACE,
                TAKEN,
                false),
            SecretValues.NONE,
            NAMES)
        .getLaunchGroup();
  }

  private static TaskInfo web(String container, String more) {
    return group(container, more).getTaskGroup().getTasks(0);
  }

  private static Map<String, String> environment(TaskInfo task) {
    return task.getCommand().getEnvironment().getVariablesList().stream()
        .collect(Collectors.toMap(v -> v.getName(), v -> v.getValue()));
  }

  @Test
  void s51_aTerminalNeedsNoOtherContainer() {
    assertThat(task(",'tty':true").getContainer().hasTtyInfo()).isTrue();
    assertThat(task(",'tty':true").getContainer().getType()).isEqualTo(ContainerInfo.Type.MESOS);
    assertThat(task(",'tty':false").hasContainer()).isFalse();
    assertThat(task("").hasContainer()).isFalse();
  }

  @Test
  void s51_anExecutorOfItsOwnIsStartedWithTheCommandAsItsArguments() {
    TaskInfo told =
        task(
            ",'executor':'/opt/it\\u0027s/run','executorResources':{'cpus':0.2,'mem':64,'disk':10},"
                + "'user':'us','container':{'type':'MESOS','volumes':[]}");

    assertThat(told.hasCommand()).isFalse();
    assertThat(told.hasContainer()).isFalse();
    assertThat(told.getExecutor().getExecutorId().getValue())
        .isEqualTo("marathon-" + told.getTaskId().getValue());
    assertThat(told.getExecutor().getType()).isEqualTo(ExecutorInfo.Type.CUSTOM);
    assertThat(told.getExecutor().getCommand().getValue())
        .isEqualTo("chmod ug+rx '/opt/it'\\''s/run' && exec '/opt/it'\\''s/run' sleep 1000");
    assertThat(told.getExecutor().getCommand().getUser()).isEqualTo("us");
    assertThat(told.getExecutor().hasContainer()).isTrue();
    assertThat(cpus(told.getExecutor().getResourcesList())).isEqualTo(0.2);
    assertThat(cpus(told.getResourcesList())).isEqualTo(0.8);
    assertThat(told.getData().toStringUtf8()).contains("\"id\":\"/prod/app\"");
    assertThat(task(",'executor':'//cmd'").hasExecutor()).isFalse();
  }

  private static double cpus(List<Resource> resources) {
    return resources.stream()
        .filter(resource -> resource.getName().equals("cpus"))
        .mapToDouble(resource -> resource.getScalar().getValue())
        .sum();
  }

  @Test
  void s51_whatAnExecutorNeedsIsAskedForWithTheRest() {
    String more = ",'executorResources':{'cpus':0.2,'mem':64,'disk':10}";

    assertThat(Apps.sleeper("/a", 1, more + ",'executor':'run'").needs().cpus())
        .isCloseTo(0.3, within(1e-9));
    assertThat(Apps.sleeper("/a", 1, more).needs().cpus()).isEqualTo(0.1);
  }

  @Test
  void s52_kernelMattersAreTold() {
    LinuxInfo told =
        task(",'container':{'type':'MESOS','linuxInfo':{'seccomp':{'profileName':'strict'},"
                + "'ipcInfo':{'mode':'PRIVATE','shmSize':64}}}")
            .getContainer()
            .getLinuxInfo();

    assertThat(told.getSeccomp().getProfileName()).isEqualTo("strict");
    assertThat(told.getSeccomp().getUnconfined()).isFalse();
    assertThat(told.getIpcMode()).isEqualTo(LinuxInfo.IpcMode.PRIVATE);
    assertThat(told.getShmSize()).isEqualTo(64);
  }

  @Test
  void s52_imagesArePulledWithTheCredentialsOfADeclaredSecret() {
    ContainerInfo told =
        task(",'secrets':{'registry':{'source':'/reg'}},'container':{'type':'MESOS','docker':"
                + "{'image':'a/b:1','pullConfig':{'secret':'registry'}}}")
            .getContainer();

    assertThat(told.getMesos().getImage().getDocker().getConfig().getReference().getName())
        .isEqualTo("/reg");
    assertThat(
            task(",'container':{'type':'MESOS','docker':{'image':'a/b:1'}}")
                .getContainer()
                .getMesos()
                .getImage()
                .getDocker()
                .hasConfig())
        .isFalse();
  }

  @Test
  void s53_theBridgeHasTheNameThatAgentsKnowItBy() {
    ContainerInfo told =
        task(",'networks':[{'mode':'container/bridge'}],'container':{'type':'MESOS',"
                + "'portMappings':[{'containerPort':80,'protocol':'udp,tcp'}]}")
            .getContainer();

    NetworkInfo bridge = told.getNetworkInfos(0);
    assertThat(bridge.getName()).isEqualTo("house-bridge");
    assertThat(bridge.getPortMappingsList())
        .extracting(NetworkInfo.PortMapping::getHostPort)
        .containsExactly(31005, 31005);
    assertThat(bridge.getPortMappingsList())
        .extracting(NetworkInfo.PortMapping::getContainerPort)
        .containsOnly(80);
    assertThat(bridge.getPortMappingsList())
        .extracting(NetworkInfo.PortMapping::getProtocol)
        .containsExactly("udp", "tcp");
  }

  @Test
  void s54_aPortIsMappedOnlyInItsNetwork() {
    ContainerInfo told =
        task(",'networks':[{'mode':'container','name':'blue'},{'mode':'container','name':'red'}],"
                + "'container':{'type':'MESOS','portMappings':[{'containerPort':80,'hostPort':0,"
                + "'networkNames':['red']}]}")
            .getContainer();

    assertThat(told.getNetworkInfosList())
        .extracting(NetworkInfo::getName)
        .containsExactly("blue", "red");
    assertThat(told.getNetworkInfosList())
        .extracting(NetworkInfo::getPortMappingsCount)
        .containsExactly(0, 1);
  }

  @Test
  void s55_externalVolumesAreAskedOfTheirDriver() {
    String volume =
        "'volumes':[{'containerPath':'data','mode':'RW','external':{'name':'v1','provider':'dvdi',"
            + "'options':{'dvdi/driver':'rexray','dvdi/iops':' 100 ','other':'x'}}}]";

    Volume own = task(",'container':{'type':'MESOS'," + volume + "}").getContainer().getVolumes(0);
    assertThat(own.getSource().getType()).isEqualTo(Volume.Source.Type.DOCKER_VOLUME);
    assertThat(own.getSource().getDockerVolume().getDriver()).isEqualTo("rexray");
    assertThat(own.getSource().getDockerVolume().getName()).isEqualTo("v1");
    assertThat(own.getSource().getDockerVolume().getDriverOptions().getParameterList())
        .singleElement()
        .satisfies(option -> {
          assertThat(option.getKey()).isEqualTo("iops");
          assertThat(option.getValue()).isEqualTo("100");
        });

    ContainerInfo docker =
        task(",'container':{'type':'DOCKER','docker':{'image':'a'}," + volume + "}").getContainer();
    assertThat(docker.getDocker().getVolumeDriver()).isEqualTo("rexray");
    assertThat(docker.getVolumes(0).getHostPath()).isEqualTo("v1");
  }

  @Test
  void s10_onlyVariablesOfPortsAndHostsHaveThePrefix() {
    assertThat(environment(task(",'env':{'A':'b'},'portDefinitions':[{'port':0,'name':'http'}]")))
        .containsEntry("my_HOST", "host")
        .containsEntry("my_PORT0", "31005")
        .containsEntry("my_PORT_HTTP", "31005")
        .containsEntry("my_PORTS", "31005")
        .containsEntry("MARATHON_APP_ID", "/prod/app")
        .containsEntry("A", "b")
        .doesNotContainKeys("HOST", "PORT0", "my_A");
    assertThat(environment(web(",'endpoints':[{'name':'http'}]", "")))
        .containsEntry("MY_ENDPOINT_HTTP", "31005")
        .containsEntry("MY_EP_HOST_HTTP", "31005")
        .containsEntry("HOST", "host")
        .doesNotContainKey("ENDPOINT_HTTP");
  }

  @Test
  void s81_aContainerOfAPodHasChecksTerminalAndKernelMatters() {
    TaskInfo told =
        web(
            ",'endpoints':[{'name':'http'}],'tty':true,'check':{'http':{'endpoint':'http','path':"
                + "'/up'},'intervalSeconds':7,'timeoutSeconds':3,'delaySeconds':1},"
                + "'linuxInfo':{'seccomp':{'unconfined':true}}",
            "");

    assertThat(told.getCheck().getType()).isEqualTo(CheckInfo.Type.HTTP);
    assertThat(told.getCheck().getHttp().getPort()).isEqualTo(31005);
    assertThat(told.getCheck().getHttp().getPath()).isEqualTo("/up");
    assertThat(told.getCheck().getIntervalSeconds()).isEqualTo(7);
    assertThat(told.getCheck().getTimeoutSeconds()).isEqualTo(3);
    assertThat(told.getCheck().getDelaySeconds()).isEqualTo(1);
    assertThat(told.getContainer().hasTtyInfo()).isTrue();
    assertThat(told.getContainer().getLinuxInfo().getSeccomp().getUnconfined()).isTrue();
  }

  @Test
  void s81_limitsOfContainersAreTheirOwnUnlessTheOldWayIsAskedFor() {
    assertThat(web("", "").getContainer().getLinuxInfo().hasShareCgroups()).isTrue();
    assertThat(web("", "").getContainer().getLinuxInfo().getShareCgroups()).isFalse();
    assertThat(
            web("", ",'legacySharedCgroups':true").getContainer().getLinuxInfo().getShareCgroups())
        .isTrue();
    assertThat(web(",'resourceLimits':{'cpus':2,'mem':'unlimited'}", "").getLimitsMap())
        .containsOnlyKeys("cpus", "mem");
  }

  @Test
  void s81_anInstanceSharesNetworksAndMemoryOfItsProcesses() {
    ContainerInfo told =
        group(
                ",'endpoints':[{'name':'http','containerPort':80,'hostPort':0,'protocol':['tcp',"
                    + "'udp']}]",
                ",'networks':[{'mode':'container'}],'linuxInfo':{'ipcInfo':{'mode':'PRIVATE',"
                    + "'shmSize':32}}")
            .getExecutor()
            .getContainer();

    assertThat(told.getLinuxInfo().getIpcMode()).isEqualTo(LinuxInfo.IpcMode.PRIVATE);
    assertThat(told.getLinuxInfo().getShmSize()).isEqualTo(32);
    assertThat(told.getNetworkInfos(0).getPortMappingsList())
        .extracting(NetworkInfo.PortMapping::getProtocol)
        .containsExactly("tcp", "udp");
  }

  @Test
  void s81_theEntrypointOfAnImageIsOverriddenWhenAskedFor() {
    String image = ",'image':{'kind':'DOCKER','id':'a'},'exec':{'command':{'argv':['x','y']}";

    assertThat(web(image + "}", "").getCommand().hasValue()).isFalse();
    assertThat(web(image + "}", "").getCommand().getArgumentsList()).containsExactly("x", "y");
    assertThat(web(image + ",'overrideEntrypoint':true}", "").getCommand().getValue())
        .isEqualTo("x");
    assertThat(web(",'exec':{'command':{'argv':['x','y']}}", "").getCommand().getValue())
        .isEqualTo("x");
  }

  @Test
  void s81_volumesOfEachKindAreMounted() {
    List<Volume> told =
        web(
                ",'volumeMounts':[{'name':'h','mountPath':'/h','readOnly':true},{'name':'e',"
                    + "'mountPath':'e'},{'name':'s','mountPath':'s'}]",
                ",'secrets':{'key':{'source':'/k'}},'volumes':[{'name':'h','host':'/opt'},"
                    + "{'name':'e'},{'name':'s','secret':'key'}]")
            .getContainer()
            .getVolumesList();

    assertThat(told.get(0).getHostPath()).isEqualTo("/opt");
    assertThat(told.get(0).getMode()).isEqualTo(Volume.Mode.RO);
    assertThat(told.get(1).getSource().getSandboxPath().getPath()).isEqualTo("volumes/e");
    assertThat(told.get(1).getSource().getSandboxPath().getType())
        .isEqualTo(Volume.Source.SandboxPath.Type.PARENT);
    assertThat(told.get(2).getSource().getSecret().getReference().getName()).isEqualTo("/k");
  }

  @Test
  void s10_othersFindThePortsOfAPod() {
    var onHost = web(",'endpoints':[{'name':'http','labels':{'a':'b'}}]", "").getDiscovery();
    assertThat(onHost.getName()).isEqualTo("pod.prod");
    assertThat(onHost.getPorts().getPorts(0).getNumber()).isEqualTo(31005);
    assertThat(onHost.getPorts().getPorts(0).getName()).isEqualTo("http");
    assertThat(onHost.getPorts().getPorts(0).getLabels().getLabelsList())
        .extracting(label -> label.getKey())
        .containsExactly("a");

    var inside =
        web(",'endpoints':[{'name':'http','containerPort':80}]", ",'networks':[{'name':'blue'}]")
            .getDiscovery();
    assertThat(inside.getPorts().getPorts(0).getNumber()).isEqualTo(80);
    assertThat(inside.getPorts().getPorts(0).getLabels().getLabelsList())
        .extracting(label -> label.getKey() + "=" + label.getValue())
        .containsExactly("network-name=blue", "network-scope=container");
  }
}

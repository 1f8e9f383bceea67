package dev.stadion.agent.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Ulimit;
import com.google.protobuf.ByteString;
import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Size;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ContainerInfo.DockerInfo;
import dev.stadion.mesos.v1.NetworkInfo;
import dev.stadion.mesos.v1.Parameter;
import dev.stadion.mesos.v1.Secret;
import dev.stadion.mesos.v1.Volume;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The run rules of the Docker containerizer, as values (mesos-v1.md §6.7, §6.8). */
class DockerSpecsTest {
  private static final long MB = 1 << 20;
  private static final CommandInfo SHELL = CommandInfo.newBuilder().setValue("a b").build();

  private final ContainerInfo.Builder container =
      ContainerInfo.newBuilder()
          .setType(ContainerInfo.Type.DOCKER)
          .setDocker(DockerInfo.newBuilder().setImage("image"));

  @Test
  void aShellCommandReplacesTheEntrypointAndArgumentsFollowTheImage() throws Exception {
    assertThat(spec(SHELL).entrypoint).containsExactly("/bin/sh");
    assertThat(spec(SHELL).command).containsExactly("-c", "a b");

    CommandInfo words =
        CommandInfo.newBuilder().setShell(false).setValue("v").addArguments("x").build();
    assertThat(spec(words).entrypoint).isEmpty();
    assertThat(spec(words).command).containsExactly("v", "x");
  }

  @Test
  void requestsAndLimitsBecomeSharesQuotaAndMemory() throws Exception {
    var asked = specs(false).of(launching(SHELL, Map.of())).host;
    assertThat(asked.getCpuShares()).isEqualTo(512);
    assertThat(asked.getCpuQuota()).isNull();
    assertThat(asked.getMemory()).isEqualTo(64 * MB);

    var limited = specs(false).of(launching(SHELL, Map.of("cpus", 1.5, "mem", 128.0))).host;
    assertThat(limited.getCpuQuota()).isEqualTo(150_000);
    assertThat(limited.getMemory()).isEqualTo(128 * MB);
    assertThat(limited.getMemoryReservation()).isEqualTo(64 * MB);
    assertThat(limited.getOomScoreAdj()).isEqualTo(936);

    var endless = specs(true).of(launching(SHELL, Map.of("mem", Double.POSITIVE_INFINITY))).host;
    assertThat(endless.getMemory()).isNull();
    assertThat(endless.getCpuQuota()).isEqualTo(50_000);
  }

  @Test
  void whatTheAgentGivesWinsOverWhatTheTaskSays() throws Exception {
    CommandInfo.Builder command = SHELL.toBuilder();
    command.getEnvironmentBuilder().addVariablesBuilder().setName("MESOS_TASK_ID").setValue("no");
    command.getEnvironmentBuilder().addVariablesBuilder().setName("MINE").setValue("yes");

    assertThat(spec(command.build()).environment)
        .containsEntry("MESOS_TASK_ID", "t")
        .containsEntry("MINE", "yes")
        .containsEntry("MESOS_SANDBOX", "/mnt/mesos/sandbox")
        .containsEntry("MESOS_CONTAINER_NAME", "mesos-c-1")
        .doesNotContainKey("LIBPROCESS_IP");
  }

  @Test
  void networksAreChosenAndPortsAreThoseOfTheTask() throws Exception {
    assertThat(spec(SHELL).host.getNetworkMode()).isEqualTo("host");

    docker(docker -> docker.setNetwork(DockerInfo.Network.USER));
    assertRefused("exactly one network_infos entry");
    container.addNetworkInfos(NetworkInfo.newBuilder().setName("mine"));
    assertThat(spec(SHELL).host.getNetworkMode()).isEqualTo("mine");

    docker(docker -> docker.addPortMappings(mapping(31000, "udp")));
    assertThat(spec(SHELL).bindings)
        .singleElement()
        .returns("31000", binding -> binding.getBinding().getHostPortSpec())
        .returns("80/udp", binding -> binding.getExposedPort().toString());
    docker(docker -> docker.addPortMappings(mapping(31001, "")));
    assertRefused("host_port 31001 is not among the ports of the task");
    docker(docker -> docker.setNetwork(DockerInfo.Network.NONE));
    assertRefused("port_mappings need network BRIDGE or USER, not NONE");
  }

  @Test
  void pathsAreRelativeToTheSandboxOnBothSidesButNotAtOnce() throws Exception {
    container.addVolumes(volume("/in", "/out", Volume.Mode.RO));
    container.addVolumes(volume("rel", "/out", Volume.Mode.RW));
    container.addVolumes(volume("/in", "rel", Volume.Mode.RW));
    assertThat(spec(SHELL).binds)
        .containsExactly(
            "/sandbox:/mnt/mesos/sandbox:rw",
            "/out:/in:ro",
            "/out:/mnt/mesos/sandbox/rel:rw",
            "/sandbox/rel:/in:rw");

    container.addVolumes(volume("both", "relative", Volume.Mode.RW));
    assertRefused("both relative");
    container.clearVolumes().addVolumes(volume("/in", "../up", Volume.Mode.RW));
    assertRefused("'../up' leaves the sandbox");
  }

  @Test
  void parametersAreWhatTheCommandLineMakesOfThem() throws Exception {
    parameters(
        "label", "a=b=c",
        "env", "X=1",
        "ulimit", "nofile=10:20",
        "cap-add", "NET_ADMIN",
        "cap-drop", "cap_chown",
        "hostname", "h",
        "add-host", "db:1.2.3.4",
        "log-driver", "syslog",
        "log-opt", "tag=t",
        "net", "other",
        "user", "1000:1000",
        "workdir", "/w",
        "volume", "/a:/b:ro",
        "memory-swap", "1g",
        "read-only", "true",
        "tmpfs", "/tmp:size=1m",
        "sysctl", "net.core.somaxconn=1",
        "dns", "1.1.1.1",
        "init", "");

    DockerSpec spec = spec(SHELL);

    assertThat(spec.labels).containsEntry("a", "b=c");
    assertThat(spec.environment).containsEntry("X", "1");
    assertThat(spec.host.getUlimits()).containsExactly(new Ulimit("nofile", 10L, 20L));
    assertThat(spec.host.getCapAdd()).containsExactly(Capability.NET_ADMIN);
    assertThat(spec.host.getCapDrop()).containsExactly(Capability.CHOWN);
    assertThat(spec.hostname).isEqualTo("h");
    assertThat(spec.host.getExtraHosts()).containsExactly("db:1.2.3.4");
    assertThat(spec.host.getLogConfig().getType().getType()).isEqualTo("syslog");
    assertThat(spec.host.getLogConfig().getConfig()).containsEntry("tag", "t");
    assertThat(spec.host.getNetworkMode()).isEqualTo("other");
    assertThat(spec.user).isEqualTo("1000:1000");
    assertThat(spec.workingDirectory).isEqualTo("/w");
    assertThat(spec.binds).contains("/a:/b:ro");
    assertThat(spec.host.getMemorySwap()).isEqualTo(1024 * MB);
    assertThat(spec.host.getReadonlyRootfs()).isTrue();
    assertThat(spec.host.getTmpFs()).containsEntry("/tmp", "size=1m");
    assertThat(spec.host.getSysctls()).containsEntry("net.core.somaxconn", "1");
    assertThat(spec.host.getDns()).containsExactly("1.1.1.1");
    assertThat(spec.host.getInit()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "frobnicate, 1, does not know the Docker parameter 'frobnicate'",
    "name, x, is the agent's own business",
    "rm, true, is the agent's own business",
    "memory, lots, Docker parameter memory=lots",
    "ulimit, nofile, Docker parameter ulimit=nofile",
    "cap-add, EVERYTHING, Docker parameter cap-add=EVERYTHING",
    "privileged, perhaps, neither true nor false",
    "publish, 31001:80, host_port 31001 is not among the ports of the task",
    "publish, 80, a published port needs one port of the host",
    "log-driver, nosuch, does not know the log driver 'nosuch'",
  })
  void aParameterThatCannotBeObeyedIsRefused(String key, String value, String why) {
    parameters(key, value);

    assertRefused(why);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> spec(SHELL)).isInstanceOf(Invalid.class).hasMessageContaining(why);
  }

  private void parameters(String... pairs) {
    docker(docker -> {
      for (int i = 0; i < pairs.length; i += 2) {
        docker.addParameters(Parameter.newBuilder().setKey(pairs[i]).setValue(pairs[i + 1]));
      }
    });
  }

  private void docker(Consumer<DockerInfo.Builder> wish) {
    wish.accept(container.getDockerBuilder());
  }

  private DockerSpec spec(CommandInfo command) throws Invalid {
    return specs(false).of(launching(command, Map.of()));
  }

  private static DockerSpecs specs(boolean cpuQuota) {
    return new DockerSpecs(cpuQuota, 1000 * MB);
  }

  private Launching launching(CommandInfo command, Map<String, Double> limits) {
    return new Launching(
        new ContainerId("c-1"),
        new Sandbox(Path.of("/sandbox"), Optional.empty()),
        "nobody",
        command,
        container.build(),
        new Size(Resources.of(0.5, 64, 0).withPorts(new Range(31000, 31000)), limits, 0),
        Map.of("MESOS_TASK_ID", "t", "LIBPROCESS_IP", "127.0.0.1"));
  }

  private static DockerInfo.PortMapping mapping(int host, String protocol) {
    return DockerInfo.PortMapping.newBuilder()
        .setHostPort(host)
        .setContainerPort(80)
        .setProtocol(protocol)
        .build();
  }

  private static Volume.Builder secret(String inside, String value) {
    Volume.Builder volume = Volume.newBuilder().setContainerPath(inside).setMode(Volume.Mode.RW);
    volume
        .getSourceBuilder()
        .setType(Volume.Source.Type.SECRET)
        .getSecretBuilder()
        .setType(Secret.Type.VALUE)
        .getValueBuilder()
        .setData(ByteString.copyFromUtf8(value));
    return volume;
  }

  @Test
  void secretsAreFilesThatNobodyCanChangeAndOnlyTheContainerCanRead(@TempDir Path sandbox)
      throws Exception {
    container.addVolumes(secret("/etc/password", "s3cr3t")).addVolumes(secret("key", "k3y"));
    DockerSpec spec = spec(SHELL);

    Path first = spec.secrets.keySet().iterator().next();
    assertThat(first.getParent()).hasFileName(".secrets");
    assertThat(spec.binds)
        .contains(first + ":/etc/password:ro")
        .anyMatch(bind -> bind.endsWith("/.secrets/1:/mnt/mesos/sandbox/key:ro"));

    Path file = sandbox.resolve(".secrets").resolve("0");
    SecretFiles.write(Map.of(file, ByteString.copyFromUtf8("old")));
    SecretFiles.write(Map.of(file, ByteString.copyFromUtf8("new")));
    assertThat(file).hasContent("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("r--r--r--");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
  }

  @Test
  void aSecretThatIsOnlyANameIsRefused() {
    Volume.Builder volume = secret("/etc/password", "");
    volume.getSourceBuilder().getSecretBuilder().clear().setType(Secret.Type.REFERENCE);
    container.addVolumes(volume);

    assertThatThrownBy(() -> spec(SHELL)).hasMessageContaining("/etc/password is a reference");
  }

  private static Volume volume(String container, String host, Volume.Mode mode) {
    return Volume.newBuilder().setContainerPath(container).setHostPath(host).setMode(mode).build();
  }
}

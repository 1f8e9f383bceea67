package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Ulimit;
import dev.stadion.agent.container.Launching;
import dev.stadion.agent.container.Size;
import dev.stadion.mesos.v1.CommandInfo;
import dev.stadion.mesos.v1.ContainerInfo;
import dev.stadion.mesos.v1.ContainerInfo.DockerInfo;
import dev.stadion.mesos.v1.Environment;
import dev.stadion.scheduling.resource.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The run rules of the Docker containerizer (mesos-v1.md §6.7, §6.8). Pure.
 *
 * @param cpuQuota whether a container may never use more than its cpus
 * @param machineMemory bytes of memory this machine has
 */
record DockerSpecs(boolean cpuQuota, long machineMemory) {
  static final String SANDBOX = "/mnt/mesos/sandbox";
  private static final long BYTES_PER_MB = 1L << 20;
  private static final long LEAST_MEMORY = 32 * BYTES_PER_MB;
  private static final long CPU_PERIOD_MICROS = 100_000;
  private static final int MOST_OOM_SCORE = 1000;

  DockerSpec of(Launching launching) throws Invalid {
    ContainerInfo container = launching.container();
    DockerInfo docker = container.getDocker();
    if (docker.getImage().isBlank()) {
      throw new Invalid("docker.image is empty");
    }
    if (container.hasLinuxInfo() || container.hasTtyInfo()) {
      throw new Invalid("linux_info and tty_info are for the MESOS containerizer; use parameters");
    }
    var spec = new DockerSpec(launching.id(), docker.getImage());
    network(spec, container);
    spec.host.withPrivileged(docker.getPrivileged());
    limit(spec.host, launching.size());
    DockerVolumes.add(spec, container, launching.sandbox().directory());
    ulimits(spec, container);
    for (var parameter : docker.getParametersList()) {
      DockerParameters.apply(spec, parameter.getKey(), parameter.getValue());
    }
    ports(spec, docker, launching.size().resources());
    command(spec, launching.command());
    environment(spec, launching);
    return spec;
  }

  private static void network(DockerSpec spec, ContainerInfo container) throws Invalid {
    DockerInfo docker = container.getDocker();
    boolean portless =
        switch (docker.getNetwork()) {
          case HOST -> {
            spec.host.withNetworkMode("host");
            if (container.hasHostname()) {
              throw new Invalid("a hostname cannot be given with host networking");
            }
            yield true;
          }
          case BRIDGE -> {
            spec.host.withNetworkMode("bridge");
            yield false;
          }
          case NONE -> {
            spec.host.withNetworkMode("none");
            yield true;
          }
          case USER -> {
            if (container.getNetworkInfosCount() != 1
                || container.getNetworkInfos(0).getName().isEmpty()) {
              throw new Invalid("network USER needs exactly one network_infos entry with a name");
            }
            spec.host.withNetworkMode(container.getNetworkInfos(0).getName());
            yield false;
          }
        };
    if (portless && docker.getPortMappingsCount() > 0) {
      throw new Invalid("port_mappings need network BRIDGE or USER, not " + docker.getNetwork());
    }
    spec.hostname = container.getHostname();
  }

  private static void ports(DockerSpec spec, DockerInfo docker, Resources resources)
      throws Invalid {
    for (DockerInfo.PortMapping mapping : docker.getPortMappingsList()) {
      InternetProtocol protocol =
          switch (mapping.getProtocol().toLowerCase(Locale.ROOT)) {
            case "", "tcp" -> InternetProtocol.TCP;
            case "udp" -> InternetProtocol.UDP;
            default ->
                throw new Invalid("protocol '" + mapping.getProtocol() + "' is not tcp, udp");
          };
      var exposed = new ExposedPort(mapping.getContainerPort(), protocol);
      spec.exposed.add(exposed);
      spec.bindings.add(new PortBinding(Ports.Binding.bindPort(mapping.getHostPort()), exposed));
    }
    for (PortBinding binding : spec.bindings) {
      String port = binding.getBinding().getHostPortSpec();
      if (port == null || !port.matches("[0-9]{1,5}")) {
        throw new Invalid("a published port needs one port of the host, not '" + port + "'");
      }
      if (!resources.ranges(Resources.PORTS).contains(Long.parseLong(port))) {
        throw new Invalid("host_port " + port + " is not among the ports of the task");
      }
    }
    spec.host.withPortBindings(spec.bindings);
  }

  /** What a container of this size may use. */
  HostConfig limits(Size size) {
    var host = new HostConfig();
    limit(host, size);
    return host;
  }

  /** Requests become weight and reservation, limits become ceilings. */
  private void limit(HostConfig host, Size size) {
    double cpus = size.resources().amount(Resources.CPUS);
    host.withCpuShares((int) Math.max(2, Math.round(1024 * cpus)));
    double cpuCeiling =
        size.limits().getOrDefault(Resources.CPUS, cpuQuota ? cpus : Double.POSITIVE_INFINITY);
    if (Double.isFinite(cpuCeiling)) {
      host.withCpuPeriod(CPU_PERIOD_MICROS);
      host.withCpuQuota(Math.max(1000, Math.round(CPU_PERIOD_MICROS * cpuCeiling)));
    }
    long requested = bytes(size.resources().amount(Resources.MEM));
    if (!size.limits().containsKey(Resources.MEM)) {
      host.withMemory(requested);
      return;
    }
    double ceiling = size.limits().get(Resources.MEM);
    host.withMemoryReservation(requested);
    if (Double.isFinite(ceiling)) {
      host.withMemory(Math.max(requested, bytes(ceiling)));
    }
    if (!Double.isFinite(ceiling) || bytes(ceiling) > requested) {
      // Whoever may use more than it asked for goes first when the machine runs short.
      host.withOomScoreAdj(
          (int) Math.max(0, MOST_OOM_SCORE - MOST_OOM_SCORE * (double) requested / machineMemory));
    }
  }

  private static void ulimits(DockerSpec spec, ContainerInfo container) {
    spec.host.withUlimits(
        container.getRlimitInfo().getRlimitsList().stream()
            .map(limit ->
                new Ulimit(
                    limit.getType().name().substring("RLMT_".length()).toLowerCase(Locale.ROOT),
                    limit.hasSoft() ? limit.getSoft() : -1L,
                    limit.hasHard() ? limit.getHard() : -1L))
            .toList());
  }

  private static long bytes(double megabytes) {
    return Math.max(LEAST_MEMORY, (long) (megabytes * BYTES_PER_MB));
  }

  private static void command(DockerSpec spec, CommandInfo command) throws Invalid {
    if (command.getShell()) {
      if (command.getValue().isEmpty()) {
        throw new Invalid("a shell command has no value");
      }
      spec.entrypoint = List.of("/bin/sh");
      spec.command = List.of("-c", command.getValue());
      return;
    }
    var all = new ArrayList<String>();
    if (!command.getValue().isEmpty()) {
      all.add(command.getValue());
    }
    all.addAll(command.getArgumentsList());
    spec.command = all;
  }

  /** What the agent gives wins over what the task says. */
  private static void environment(DockerSpec spec, Launching launching) {
    for (Environment.Variable variable : launching.command().getEnvironment().getVariablesList()) {
      spec.environment.put(
          variable.getName(),
          variable.hasSecret()
              ? variable.getSecret().getValue().getData().toStringUtf8()
              : variable.getValue());
    }
    launching
        .given()
        .forEach((name, value) -> {
          // The agent's address is not one that a container may bind to.
          if (!name.startsWith("LIBPROCESS_")) {
            spec.environment.put(name, value);
          }
        });
    spec.environment.put("MESOS_SANDBOX", SANDBOX);
    spec.environment.put("MESOS_CONTAINER_NAME", spec.name());
  }
}

package dev.stadion.agent.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.VolumesFrom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code docker.parameters} mean: {@code key=value} is {@code docker run --key=value}. What is
 * not here is refused, since a task that runs otherwise than it was told to is worse than none.
 */
final class DockerParameters {
  private static final Map<String, Setter> SETTERS = new HashMap<>();

  @FunctionalInterface
  private interface Setter {
    void set(DockerSpec spec, HostConfig host, String value) throws Invalid;
  }

  private DockerParameters() {}

  static void apply(DockerSpec spec, String key, String value) throws Invalid {
    Setter setter = SETTERS.get(key);
    if (setter == null) {
      throw new Invalid("this agent does not know the Docker parameter '" + key + "'");
    }
    try {
      setter.set(spec, spec.host, value);
    } catch (IllegalArgumentException e) {
      throw new Invalid("Docker parameter " + key + "=" + value + ": " + e.getMessage());
    }
  }

  private static void on(String names, Setter setter) {
    for (String name : names.split(" ")) {
      SETTERS.put(name, setter);
    }
  }

  static {
    identity();
    limits();
    namespaces();
    storage();
    network();
    security();
    for (String name : List.of("name", "rm", "restart", "detach", "d", "cidfile")) {
      on(
          name,
          (spec, host, value) -> {
            throw new Invalid("the Docker parameter '" + name + "' is the agent's own business");
          });
    }
  }

  private static void identity() {
    on("env e", (spec, host, value) -> spec.environment.put(left(value, "="), right(value, "=")));
    on("label l", (spec, host, value) -> spec.labels.put(left(value, "="), right(value, "=")));
    on("hostname h", (spec, host, value) -> spec.hostname = value);
    on("domainname", (spec, host, value) -> spec.domainName = value);
    on("user u", (spec, host, value) -> spec.user = value);
    on("workdir w", (spec, host, value) -> spec.workingDirectory = value);
    on("entrypoint", (spec, host, value) -> spec.entrypoint = List.of(value));
    on("stop-signal", (spec, host, value) -> spec.stopSignal = value);
    on("tty t", (spec, host, value) -> spec.tty = flag(value));
    on("init", (spec, host, value) -> host.withInit(flag(value)));
    on(
        "log-driver",
        (spec, host, value) -> host.withLogConfig(new LogConfig(driver(value), options(host))));
    on(
        "log-opt",
        (spec, host, value) -> {
          var options = new HashMap<>(options(host));
          options.put(left(value, "="), right(value, "="));
          LogConfig before = host.getLogConfig();
          host.withLogConfig(
              new LogConfig(
                  before == null ? LogConfig.LoggingType.JSON_FILE : before.getType(), options));
        });
  }

  private static void limits() {
    on("cpu-shares c", (spec, host, value) -> host.withCpuShares(Integer.valueOf(value)));
    on("cpu-period", (spec, host, value) -> host.withCpuPeriod(Long.valueOf(value)));
    on("cpu-quota", (spec, host, value) -> host.withCpuQuota(Long.valueOf(value)));
    on(
        "cpus",
        (spec, host, value) -> {
          host.withCpuPeriod(null).withCpuQuota(null);
          host.withNanoCPUs((long) (Double.parseDouble(value) * 1e9));
        });
    on("cpuset-cpus", (spec, host, value) -> host.withCpusetCpus(value));
    on("cpuset-mems", (spec, host, value) -> host.withCpusetMems(value));
    on("memory m", (spec, host, value) -> host.withMemory(size(value)));
    on("memory-reservation", (spec, host, value) -> host.withMemoryReservation(size(value)));
    on("memory-swap", (spec, host, value) -> host.withMemorySwap(size(value)));
    on("memory-swappiness", (spec, host, value) -> host.withMemorySwappiness(Long.valueOf(value)));
    on("kernel-memory", (spec, host, value) -> host.withKernelMemory(size(value)));
    on("oom-kill-disable", (spec, host, value) -> host.withOomKillDisable(flag(value)));
    on("oom-score-adj", (spec, host, value) -> host.withOomScoreAdj(Integer.valueOf(value)));
    on("pids-limit", (spec, host, value) -> host.withPidsLimit(Long.valueOf(value)));
    on("blkio-weight", (spec, host, value) -> host.withBlkioWeight(Integer.valueOf(value)));
    on("shm-size", (spec, host, value) -> host.withShmSize(size(value)));
    on("cgroup-parent", (spec, host, value) -> host.withCgroupParent(value));
    on(
        "ulimit",
        (spec, host, value) -> {
          String[] numbers = right(value, "=").split(":", 2);
          long soft = Long.parseLong(numbers[0]);
          long hard = numbers.length == 2 ? Long.parseLong(numbers[1]) : soft;
          host.withUlimits(plus(host.getUlimits(), new Ulimit(left(value, "="), soft, hard)));
        });
  }

  private static void namespaces() {
    on("pid", (spec, host, value) -> host.withPidMode(value));
    on("ipc", (spec, host, value) -> host.withIpcMode(value));
    on("uts", (spec, host, value) -> host.withUtSMode(value));
    on("userns", (spec, host, value) -> host.withUsernsMode(value));
    on("cgroupns", (spec, host, value) -> host.withCgroupnsMode(value));
    on("runtime", (spec, host, value) -> host.withRuntime(value));
    on(
        "sysctl",
        (spec, host, value) ->
            host.withSysctls(plus(host.getSysctls(), left(value, "="), right(value, "="))));
  }

  private static void storage() {
    on(
        "volume v",
        (spec, host, value) -> {
          if (value.contains(":")) {
            spec.binds.add(value);
          } else {
            spec.anonymousVolumes.add(value);
          }
        });
    on("volume-driver", (spec, host, value) -> host.withVolumeDriver(value));
    on(
        "volumes-from",
        (spec, host, value) -> {
          host.withVolumesFrom(
              plus(
                  host.getVolumesFrom(),
                  new VolumesFrom(
                      left(value, ":"), value.endsWith(":ro") ? AccessMode.ro : AccessMode.rw)));
        });
    on(
        "tmpfs",
        (spec, host, value) ->
            host.withTmpFs(
                plus(
                    host.getTmpFs(),
                    left(value, ":"),
                    value.contains(":") ? right(value, ":") : "")));
    on("read-only", (spec, host, value) -> host.withReadonlyRootfs(flag(value)));
    on(
        "storage-opt",
        (spec, host, value) ->
            host.withStorageOpt(plus(host.getStorageOpt(), left(value, "="), right(value, "="))));
    on(
        "device",
        (spec, host, value) -> {
          host.withDevices(plus(host.getDevices(), Device.parse(value)));
        });
  }

  private static void network() {
    on("net network", (spec, host, value) -> host.withNetworkMode(value));
    on("net-alias network-alias", (spec, host, value) -> spec.aliases.add(value));
    on("ip", (spec, host, value) -> spec.ip = value);
    on("mac-address", (spec, host, value) -> spec.macAddress = value);
    on(
        "add-host",
        (spec, host, value) ->
            host.withExtraHosts(plus(host.getExtraHosts(), value).toArray(String[]::new)));
    on("dns", (spec, host, value) -> host.withDns(plus(host.getDns(), value)));
    on("dns-search", (spec, host, value) -> host.withDnsSearch(plus(host.getDnsSearch(), value)));
    on(
        "dns-opt dns-option",
        (spec, host, value) -> host.withDnsOptions(plus(host.getDnsOptions(), value)));
    on("expose", (spec, host, value) -> spec.exposed.add(ExposedPort.parse(value)));
    on(
        "publish p",
        (spec, host, value) -> {
          PortBinding binding = PortBinding.parse(value);
          spec.exposed.add(binding.getExposedPort());
          spec.bindings.add(binding);
        });
  }

  private static void security() {
    on("privileged", (spec, host, value) -> host.withPrivileged(flag(value)));
    on(
        "cap-add",
        (spec, host, value) ->
            host.withCapAdd(capabilities(host.getCapAdd(), value).toArray(Capability[]::new)));
    on(
        "cap-drop",
        (spec, host, value) ->
            host.withCapDrop(capabilities(host.getCapDrop(), value).toArray(Capability[]::new)));
    on(
        "security-opt",
        (spec, host, value) -> host.withSecurityOpts(plus(host.getSecurityOpts(), value)));
    on("group-add", (spec, host, value) -> host.withGroupAdd(plus(host.getGroupAdd(), value)));
  }

  private static List<Capability> capabilities(Capability[] before, String value) {
    String name = value.toUpperCase(Locale.ROOT);
    return plus(before, Capability.valueOf(name.startsWith("CAP_") ? name.substring(4) : name));
  }

  private static LogConfig.LoggingType driver(String value) throws Invalid {
    LogConfig.LoggingType type = LogConfig.LoggingType.fromValue(value);
    if (type == null) {
      throw new Invalid("this agent does not know the log driver '" + value + "'");
    }
    return type;
  }

  private static Map<String, String> options(HostConfig host) {
    LogConfig config = host.getLogConfig();
    return config == null || config.getConfig() == null ? Map.of() : config.getConfig();
  }

  private static <T> List<T> plus(T[] before, T value) {
    return plus(before == null ? List.<T>of() : Arrays.asList(before), value);
  }

  private static <T> List<T> plus(List<T> before, T value) {
    var all = new ArrayList<T>(before == null ? List.of() : before);
    all.add(value);
    return all;
  }

  private static Map<String, String> plus(Map<String, String> before, String key, String value) {
    var all = new HashMap<>(before == null ? Map.<String, String>of() : before);
    all.put(key, value);
    return all;
  }

  private static String left(String value, String separator) {
    int at = value.indexOf(separator);
    return at < 0 ? value : value.substring(0, at);
  }

  private static String right(String value, String separator) {
    int at = value.indexOf(separator);
    return at < 0 ? "" : value.substring(at + separator.length());
  }

  private static boolean flag(String value) {
    return switch (value) {
      case "", "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  /** Bytes, as in 64m; -1 is no limit. */
  private static Long size(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("no size");
    }
    String digits = value.toLowerCase(Locale.ROOT).replaceFirst("b$", "");
    char unit = digits.isEmpty() ? 'b' : digits.charAt(digits.length() - 1);
    int shift =
        switch (unit) {
          case 'k' -> 10;
          case 'm' -> 20;
          case 'g' -> 30;
          case 't' -> 40;
          default -> 0;
        };
    String number = shift == 0 ? digits : digits.substring(0, digits.length() - 1);
    return Math.multiplyExact(Long.parseLong(number), 1L << shift);
  }
}

package dev.stadion.agent.cgroup;

import dev.stadion.agent.process.ContainerId;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control groups of one agent's containers: one directory per container under each hierarchy
 * that this machine lets us use, of version 1 or 2. Where it lets us use none, containers run
 * without limits and this does nothing. Thread-safe.
 */
public final class Cgroups {
  private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
  private static final long LEAST_MEMORY = 32L << 20;
  private static final long QUOTA_PERIOD_MICROS = 100_000;

  private final Map<String, Path> version1;
  private final Optional<Path> version2;
  private final CgroupSettings settings;
  private final Set<ContainerId> leftovers = new java.util.TreeSet<>();

  private Cgroups(Map<String, Path> version1, Optional<Path> version2, CgroupSettings settings) {
    this.version1 = version1;
    this.version2 = version2;
    this.settings = settings;
  }

  /**
   * Finds out what this machine allows, and says so in one line of the log.
   *
   * @param name of this agent's directory, unique on the machine
   */
  public static Cgroups detect(CgroupSettings settings, String name) {
    if (!settings.enabled()) {
      LOG.info("tasks run without limits: control groups are switched off");
      return new Cgroups(Map.of(), Optional.empty(), settings);
    }
    return in(Hierarchies.find(), settings, name);
  }

  /** In hierarchies that were found already. */
  static Cgroups in(Hierarchies.Found found, CgroupSettings settings, String name) {
    var usable = new TreeMap<String, Path>();
    var missing = new ArrayList<String>();
    for (String controller : List.of("memory", "cpu", "pids")) {
      Path base = found.version1().get(controller);
      if (base != null) {
        try {
          usable.put(controller, Files.createDirectories(base.resolve(name)));
        } catch (IOException e) {
          missing.add(controller + " (" + e.getMessage() + ")");
        }
      }
    }
    if (!usable.isEmpty()) {
      LOG.info("limits by control groups v1: {}; not possible: {}", usable.keySet(), missing);
      return new Cgroups(usable, Optional.empty(), settings);
    }
    Optional<Path> unified = found.version2().flatMap(base -> Hierarchies.delegate(base, name));
    if (unified.isPresent()) {
      LOG.info("limits by control groups v2 in {}", unified.get());
    } else {
      LOG.warn("tasks run without limits: no control group is writable here {}", missing);
    }
    return new Cgroups(Map.of(), unified, settings);
  }

  /** Makes the groups of a container and returns them; a container enters every one. */
  public List<String> create(ContainerId container, CgroupLimits limits) throws IOException {
    long memory = Math.max(LEAST_MEMORY, limits.memoryBytes());
    long shares = Math.max(2, Math.round(1024 * limits.cpus()));
    Optional<Long> quota = quota(limits);
    boolean soft = limits.memoryRequested() < limits.memoryBytes();
    var groups = new ArrayList<String>();
    for (var hierarchy : version1.entrySet()) {
      Path group = Files.createDirectories(hierarchy.getValue().resolve(container.value()));
      switch (hierarchy.getKey()) {
        case "memory" -> {
          write(group, "memory.limit_in_bytes", memory);
          if (soft) {
            write(group, "memory.soft_limit_in_bytes", limits.memoryRequested());
          }
        }
        case "cpu" -> {
          write(group, "cpu.shares", shares);
          if (quota.isPresent()) {
            write(group, "cpu.cfs_period_us", QUOTA_PERIOD_MICROS);
            write(group, "cpu.cfs_quota_us", quota.get());
          }
        }
        case "pids" -> write(group, "pids.max", settings.maxProcesses());
        default -> throw new IllegalStateException("unknown controller " + hierarchy.getKey());
      }
      groups.add(group.toString());
    }
    if (version2.isPresent()) {
      Path group = Files.createDirectories(version2.get().resolve(container.value()));
      write(group, "memory.max", memory);
      if (soft) {
        write(group, "memory.low", limits.memoryRequested());
      }
      write(group, "cpu.weight", weight(shares));
      write(group, "pids.max", settings.maxProcesses());
      if (quota.isPresent()) {
        Files.writeString(group.resolve("cpu.max"), quota.get() + " " + QUOTA_PERIOD_MICROS);
      }
      groups.add(group.toString());
    }
    return groups;
  }

  /**
   * Changes the limits of a container that has groups. The limit of memory is only ever raised, as
   * in Mesos: what is in use already cannot be taken back without killing.
   */
  public void resize(ContainerId container, CgroupLimits limits) throws IOException {
    long memory = Math.max(LEAST_MEMORY, limits.memoryBytes());
    long shares = Math.max(2, Math.round(1024 * limits.cpus()));
    Optional<Long> quota = quota(limits);
    for (var hierarchy : version1.entrySet()) {
      Path group = hierarchy.getValue().resolve(container.value());
      if (!Files.isDirectory(group)) {
        continue;
      }
      if (hierarchy.getKey().equals("memory")) {
        raise(group, "memory.limit_in_bytes", memory);
      } else if (hierarchy.getKey().equals("cpu")) {
        write(group, "cpu.shares", shares);
        if (quota.isPresent()) {
          write(group, "cpu.cfs_quota_us", quota.get());
        }
      }
    }
    Optional<Path> unified =
        version2.map(base -> base.resolve(container.value())).filter(Files::isDirectory);
    if (unified.isPresent()) {
      raise(unified.get(), "memory.max", memory);
      write(unified.get(), "cpu.weight", weight(shares));
      if (quota.isPresent()) {
        Files.writeString(
            unified.get().resolve("cpu.max"), quota.get() + " " + QUOTA_PERIOD_MICROS);
      }
    }
  }

  private static void raise(Path group, String file, long value) throws IOException {
    String now = Files.readString(group.resolve(file)).strip();
    if (!now.equals("max") && Long.parseLong(now) < value) {
      write(group, file, value);
    }
  }

  /** The kernel's own mapping of shares 2..262144 to weights 1..10000. */
  private static long weight(long shares) {
    return 1 + ((shares - 2) * 9999) / 262142;
  }

  private Optional<Long> quota(CgroupLimits limits) {
    // What the task says of itself comes first.
    double cpus =
        settings.cpuQuota() && Double.isInfinite(limits.cpuCeiling())
            ? limits.cpus()
            : limits.cpuCeiling();
    return Double.isFinite(cpus)
        ? Optional.of(Math.max(1000, Math.round(QUOTA_PERIOD_MICROS * cpus)))
        : Optional.empty();
  }

  /** The groups that a container has. */
  public List<String> of(ContainerId container) {
    return roots()
        .map(root -> root.resolve(container.value()))
        .filter(Files::isDirectory)
        .map(Path::toString)
        .toList();
  }

  /** The words for it when the kernel killed a process of this container for its memory. */
  public Optional<String> memoryLimitExceeded(ContainerId container) {
    Path memory = version1.get("memory");
    if (memory != null) {
      Path group = memory.resolve(container.value());
      return counted(group.resolve("memory.oom_control"))
          .map(yes -> exceeded(group, "memory.limit_in_bytes", "memory.max_usage_in_bytes"));
    }
    return version2
        .map(base -> base.resolve(container.value()))
        .filter(group -> counted(group.resolve("memory.events")).isPresent())
        .map(group -> exceeded(group, "memory.max", "memory.peak"));
  }

  /** Removes the groups of an ended container; what is still busy is removed by a later call. */
  public synchronized void remove(ContainerId container) {
    leftovers.add(container);
    leftovers.removeIf(this::tryRemove);
  }

  /** Takes this agent's own directories away, unless containers still live in them. */
  public synchronized void removeIfEmpty() {
    leftovers.removeIf(this::tryRemove);
    roots().forEach(Cgroups::tryRemove);
  }

  /** The containers that have groups here. */
  public List<ContainerId> present() {
    return roots()
        .flatMap(Cgroups::children)
        .filter(name -> name.matches("[A-Za-z0-9-]{1,64}"))
        .distinct()
        .map(ContainerId::new)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private Stream<Path> roots() {
    return Stream.concat(version1.values().stream(), version2.stream());
  }

  private static Stream<String> children(Path root) {
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(Files::isDirectory)
          .map(path -> path.getFileName().toString())
          .toList()
          .stream();
    } catch (IOException e) {
      return Stream.empty();
    }
  }

  private boolean tryRemove(ContainerId container) {
    return roots()
        .map(root -> tryRemove(root.resolve(container.value())))
        .reduce(true, (a, b) -> a && b);
  }

  private static boolean tryRemove(Path group) {
    try {
      Files.deleteIfExists(group);
      return true;
    } catch (IOException e) {
      LOG.debug("cannot remove {} yet: {}", group, e.getMessage());
      return false;
    }
  }

  private static Optional<Long> counted(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith("oom_kill "))
          .map(line -> Long.valueOf(line.substring("oom_kill ".length()).strip()))
          .filter(count -> count > 0)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String exceeded(Path group, String limit, String peak) {
    return "Memory limit exceeded: Requested: "
        + megabytes(group.resolve(limit))
        + " Maximum Used: "
        + megabytes(group.resolve(peak));
  }

  private static String megabytes(Path file) {
    try {
      return (Long.parseLong(Files.readString(file).strip()) >> 20) + "MB";
    } catch (NoSuchFileException e) {
      return "unknown";
    } catch (IOException | NumberFormatException e) {
      return "unreadable";
    }
  }

  private static void write(Path group, String file, long value) throws IOException {
    try (var out = new FileOutputStream(group.resolve(file).toFile())) {
      out.write(Long.toString(value).getBytes(StandardCharsets.US_ASCII)); // as plain as it gets
    }
  }
}

package dev.stadion.agent.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where control groups are mounted, and where in them this process lives. */
final class Hierarchies {
  private static final List<String> CONTROLLERS = List.of("memory", "cpu", "pids");

  /**
   * Our own group in each hierarchy: containers become its children, so that limits which others
   * set on us hold for them as well.
   */
  record Found(Map<String, Path> version1, Optional<Path> version2) {}

  /** Ends the name of the group of those who lived where our root is now. */
  private static final String RESIDENTS = ".residents";

  private Hierarchies() {}

  static Found find() {
    try {
      return parse(
          Files.readAllLines(Path.of("/proc/self/mounts")),
          Files.readAllLines(Path.of("/proc/self/cgroup")));
    } catch (IOException e) {
      return new Found(Map.of(), Optional.empty());
    }
  }

  static Found parse(List<String> mounts, List<String> memberships) {
    var own = new TreeMap<String, String>();
    for (String line : memberships) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        for (String controller : parts[1].split(",", -1)) {
          own.put(controller, parts[2]);
        }
      }
    }
    var version1 = new TreeMap<String, Path>();
    Optional<Path> version2 = Optional.empty();
    for (String line : mounts) {
      String[] fields = line.split(" ");
      if (fields.length < 4) {
        continue;
      }
      Path mount = Path.of(fields[1]);
      if (fields[2].equals("cgroup")) {
        for (String option : fields[3].split(",")) {
          if (CONTROLLERS.contains(option)) {
            version1.putIfAbsent(option, ownGroup(mount, own.get(option)));
          }
        }
      } else if (fields[2].equals("cgroup2") && version2.isEmpty()) {
        version2 = Optional.of(ownGroup(mount, own.get("")));
      }
    }
    return new Found(version1, version2);
  }

  /** Makes a group whose children can have limits; empty when this machine does not let us. */
  static Optional<Path> delegate(Path base, String name) {
    try {
      Path root = Files.createDirectories(base.resolve(name));
      try {
        enable(base);
      } catch (IOException e) {
        // Version 2 gives children limits only where no process lives: everybody here moves one
        // step down, where the same limits hold.
        moveAll(base, Files.createDirectories(base.resolve(name + RESIDENTS)));
        enable(base);
      }
      enable(root);
      return Optional.of(root);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void enable(Path group) throws IOException {
    for (String controller : CONTROLLERS) {
      Files.writeString(group.resolve("cgroup.subtree_control"), "+" + controller);
    }
  }

  private static void moveAll(Path from, Path to) throws IOException {
    for (String pid : Files.readAllLines(from.resolve("cgroup.procs"))) {
      try {
        Files.writeString(to.resolve("cgroup.procs"), pid.strip());
      } catch (IOException e) {
        if (Files.exists(Path.of("/proc", pid.strip()))) {
          throw e; // it is still there, so it cannot be moved
        }
      }
    }
  }

  private static Path ownGroup(Path mount, String path) {
    if (path == null || path.equals("/")) {
      return mount;
    }
    Path own = mount.resolve(path.substring(1)).normalize();
    if (own.startsWith(mount) && own.toString().endsWith(RESIDENTS)) {
      own = own.getParent(); // we moved there in an earlier life
    }
    // In a container the path may be of the host's view, which is not there.
    return own.startsWith(mount) && Files.isDirectory(own) ? own : mount;
  }
}

package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.Isolation;
import dev.stadion.agent.process.ProcessSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What happens between the start of a process and its program: cgroups are entered, mounts made,
 * limits set, privileges dropped, in this order, by small programs that each become the next.
 * Paths, names and the command arrive as arguments, so nothing of them is ever read as shell text.
 * While there are privileges to drop, the task's variables travel under names that mean nothing to
 * anybody; the last step, which has none any more, gives them back their own (promises.md §7.9).
 */
public final class Prelude {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String DISGUISE = "STADION_TASK_";
  private static final String CLEAN_PATH = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";

  private static final String ENTER_CGROUPS =
      """
      while [ "$1" != -- ]; do
        echo 0 > "$1" || { echo "cannot enter the cgroup of $1" >&2; exit 125; }
        shift
      done
      shift
      exec "$@"
      """;

  private static final String MOUNT =
      """
      while [ "$1" != -- ]; do
        mount --bind "$2" "$3" || { echo "cannot mount $2 at $3" >&2; exit 125; }
        if [ "$1" = ro ]; then
          mount -o remount,bind,ro "$3" || { echo "cannot make $3 read-only" >&2; exit 125; }
        fi
        shift 3
      done
      shift
      exec "$@"
      """;

  /** The names are checked before; a value is never read, only copied. */
  private static final String UNDISGUISE =
      """
      while [ "$1" != -- ]; do
        eval "export $1=\\"\\$STADION_TASK_$1\\"; unset STADION_TASK_$1"
        shift
      done
      shift
      exec "$@"
      """;

  private Prelude() {}

  /**
   * What to start, so that it becomes {@code spec}.
   *
   * @param cgroups those it is not born into
   */
  public static Start of(ProcessSpec spec, List<String> cgroups) {
    Isolation isolation = spec.isolation();
    boolean plain = isolation.equals(Isolation.NONE);
    if (plain && cgroups.isEmpty()) {
      return new Start(spec.executable(), spec.argv(), spec.environment());
    }
    var argv = new ArrayList<String>();
    if (!cgroups.isEmpty()) {
      shell(
          argv,
          ENTER_CGROUPS,
          cgroups.stream().map(cgroup -> Path.of(cgroup, Cgroups.PROCS).toString()).toList());
    }
    if (!isolation.mounts().isEmpty()) {
      argv.addAll(List.of("/usr/bin/unshare", "--mount", "--propagation", "slave", "--"));
      shell(argv, MOUNT, mounts(isolation));
    }
    if (!isolation.limits().isEmpty()) {
      argv.add("/usr/bin/prlimit");
      isolation
          .limits()
          .forEach(
              limit -> argv.add("--" + limit.name() + "=" + limit.soft() + ":" + limit.hard()));
      argv.add("--");
    }
    isolation.identity().ifPresent(identity -> argv.addAll(drop(identity)));
    if (!plain) {
      shell(argv, UNDISGUISE, spec.environment().stream().map(Prelude::name).toList());
    }
    argv.add(spec.executable());
    argv.addAll(spec.argv().subList(1, spec.argv().size()));
    return new Start(argv.getFirst(), argv, plain ? spec.environment() : disguised(spec));
  }

  /** What is given to the kernel. */
  public record Start(String executable, List<String> argv, List<String> environment) {}

  private static void shell(List<String> argv, String script, List<String> arguments) {
    argv.addAll(List.of("/bin/sh", "-c", script, "sh"));
    argv.addAll(arguments);
    argv.add("--");
  }

  private static List<String> mounts(Isolation isolation) {
    var all = new ArrayList<String>();
    for (Isolation.Mount mount : isolation.mounts()) {
      all.addAll(List.of(mount.readOnly() ? "ro" : "rw", mount.source(), mount.target()));
    }
    return all;
  }

  private static List<String> drop(Isolation.Identity identity) {
    String groups =
        identity.groups().stream().map(String::valueOf).collect(Collectors.joining(","));
    return List.of(
        "/usr/bin/setpriv",
        "--reuid=" + identity.uid(),
        "--regid=" + identity.gid(),
        groups.isEmpty() ? "--clear-groups" : "--groups=" + groups,
        "--inh-caps=-all",
        "--no-new-privs",
        "--");
  }

  private static List<String> disguised(ProcessSpec spec) {
    var all = new ArrayList<String>();
    all.add(CLEAN_PATH);
    // By this one a process is known as ours, also before it is its program.
    all.add(ProcessTree.MARK + spec.directory());
    spec.environment().forEach(variable -> all.add(DISGUISE + variable));
    return all;
  }

  private static String name(String variable) {
    String name = variable.substring(0, Math.max(0, variable.indexOf('=')));
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a variable's name is not one");
    }
    return name;
  }
}

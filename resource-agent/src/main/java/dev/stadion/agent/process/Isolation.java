package dev.stadion.agent.process;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * How a process shall differ from the supervisor that starts it (promises.md §7.9).
 *
 * @param identity as whom; empty is as the supervisor
 * @param limits of the kernel on the process
 * @param mounts in a mount namespace of its own; none means no such namespace
 */
public record Isolation(Optional<Identity> identity, List<Limit> limits, List<Mount> mounts) {
  public static final Isolation NONE = new Isolation(Optional.empty(), List.of(), List.of());

  /**
   * A user of this machine.
   *
   * @param groups beside {@code gid}
   */
  public record Identity(int uid, int gid, List<Integer> groups) {
    public Identity {
      groups = List.copyOf(groups);
    }
  }

  /**
   * @param name as {@code prlimit} spells it, such as {@code nofile}
   * @param soft a number or {@code unlimited}
   * @param hard a number or {@code unlimited}
   */
  public record Limit(String name, String soft, String hard) {
    public Limit {
      if (!name.matches("[a-z]+")) {
        throw new IllegalArgumentException("'" + name + "' is no limit");
      }
    }
  }

  /** A path of the machine that is to be seen at another one, which exists. */
  public record Mount(String source, String target, boolean readOnly) {
    public Mount {
      requireNonNull(source, "source");
      requireNonNull(target, "target");
    }
  }

  public Isolation {
    requireNonNull(identity, "identity");
    limits = List.copyOf(limits);
    mounts = List.copyOf(mounts);
  }
}

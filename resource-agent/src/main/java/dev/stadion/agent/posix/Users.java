package dev.stadion.agent.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The users of this machine, wherever it keeps them. Thread-safe. */
public final class Users {
  private static final int BUFFER = 64 << 10;
  private static final int MOST_GROUPS = 1024;
  // struct passwd: name, password, uid, gid, …
  private static final long UID_AT = 16;
  private static final long GID_AT = 20;

  private Users() {}

  /**
   * @param groups all it belongs to, the first one is its own
   */
  public record User(String name, int uid, int gid, List<Integer> groups) {
    public User {
      groups = List.copyOf(groups);
    }
  }

  /** Who runs this very process. */
  public static int ownUid() {
    try {
      return (int) NativeCalls.GETEUID.invokeExact();
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  /** Empty when there is no such user. */
  public static Optional<User> find(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment given = arena.allocateFrom(name);
      MemorySegment entry = arena.allocate(64, 8);
      MemorySegment result = arena.allocate(ADDRESS);
      int errno =
          (int)
              NativeCalls.GETPWNAM.invokeExact(
                  given, entry, arena.allocate(BUFFER), (long) BUFFER, result);
      if (errno != 0 || result.get(ADDRESS, 0).equals(MemorySegment.NULL)) {
        return Optional.empty();
      }
      int gid = entry.get(JAVA_INT, GID_AT);
      return Optional.of(
          new User(name, entry.get(JAVA_INT, UID_AT), gid, groups(arena, given, gid)));
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  private static List<Integer> groups(Arena arena, MemorySegment name, int gid) throws Throwable {
    MemorySegment groups = arena.allocate(JAVA_INT, MOST_GROUPS);
    MemorySegment count = arena.allocate(JAVA_INT);
    count.set(JAVA_INT, 0, MOST_GROUPS);
    int found = (int) NativeCalls.GETGROUPLIST.invokeExact(name, gid, groups, count);
    var all = new ArrayList<Integer>();
    for (int i = 0; i < Math.min(found, MOST_GROUPS); i++) {
      all.add(groups.getAtIndex(JAVA_INT, i));
    }
    return all;
  }
}

package dev.stadion.agent.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Processes, by the C library. Every method may be called by any thread. {@link #awaitExit} and
 * {@link #reap} are meant for one reaper; nothing else may wait for children meanwhile.
 */
public final class Posix {
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int WNOHANG = 0x1;
  private static final int WEXITED = 0x4;
  private static final int WNOWAIT = 0x1000000;
  private static final int CLD_EXITED = 1;
  private static final int EINTR = 4;
  private static final int ECHILD = 10;
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int PR_SET_NO_NEW_PRIVS = 38;

  private Posix() {}

  /**
   * Starts a process and returns its pid, which is also its session and its process group. Standard
   * input is {@code /dev/null}; every other descriptor is closed; signals are as at login.
   *
   * @throws PosixException when it could not be started; then nothing runs
   * @throws IllegalArgumentException when a text contains a NUL character
   */
  public static int spawn(SpawnRequest request) throws PosixException {
    return Spawning.spawn(request);
  }

  /**
   * Waits until some child has ended and returns its pid without reaping it: the pid stays taken
   * until {@link #reap}. Empty when there is no child at all.
   */
  public static OptionalInt awaitExit() throws PosixException {
    return waitAny(WEXITED | WNOWAIT);
  }

  /** As {@link #awaitExit}, but empty at once when no child has ended. */
  public static OptionalInt pollExit() throws PosixException {
    return waitAny(WEXITED | WNOWAIT | WNOHANG);
  }

  /** Takes the exit status of an ended child; empty when {@code pid} is no ended child. */
  public static Optional<ChildExit> reap(int pid) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(128, 16);
      if (waitFor(arena, P_PID, pid, info, WEXITED | WNOHANG) != 0
          || info.get(JAVA_INT, 16) != pid) {
        return Optional.empty();
      }
      boolean signaled = info.get(JAVA_INT, 8) != CLD_EXITED;
      return Optional.of(new ChildExit(pid, signaled, info.get(JAVA_INT, 24)));
    }
  }

  /**
   * Sends {@code signal} to a process, or with a negative {@code pid} to a process group. Whether
   * anybody got it.
   */
  public static boolean kill(int pid, int signal) {
    if (pid == 0 || pid == 1 || pid == -1) {
      throw new IllegalArgumentException("refusing to signal " + pid);
    }
    try (Arena arena = Arena.ofConfined()) {
      return (int) NativeCalls.KILL.invokeExact(arena.allocate(NativeCalls.ERRNO), pid, signal)
          == 0;
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  /** Puts this process into a session of its own; no terminal's signals reach it any more. */
  public static void leaveSession() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(NativeCalls.ERRNO);
      checkErrno("setsid", (int) NativeCalls.SETSID.invokeExact(errno), errno);
    } catch (PosixException e) {
      throw e;
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  /** Orphaned descendants become children of this process instead of init's. */
  public static void adoptOrphans() throws PosixException {
    prctl(PR_SET_CHILD_SUBREAPER);
  }

  /** This process and all it starts can never gain privileges by executing a file. */
  public static void renouncePrivileges() throws PosixException {
    prctl(PR_SET_NO_NEW_PRIVS);
  }

  /** Sets the file mode creation mask of this process and of what it starts. */
  public static void umask(int mask) {
    try {
      int before = (int) NativeCalls.UMASK.invokeExact(mask);
      if (before < 0) {
        throw new IllegalStateException("umask answered " + before);
      }
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  private static OptionalInt waitAny(int options) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(128, 16);
      while (true) {
        int errno = waitFor(arena, P_ALL, 0, info, options);
        if (errno == 0) {
          int pid = info.get(JAVA_INT, 16);
          return pid == 0 ? OptionalInt.empty() : OptionalInt.of(pid);
        }
        if (errno == ECHILD) {
          return OptionalInt.empty();
        }
        if (errno != EINTR) {
          throw new PosixException("waitid", errno, NativeCalls.describe(errno));
        }
      }
    }
  }

  private static int waitFor(Arena arena, int type, int id, MemorySegment info, int options) {
    MemorySegment errno = arena.allocate(NativeCalls.ERRNO);
    try {
      int result = (int) NativeCalls.WAITID.invokeExact(errno, type, id, info, options);
      return result == 0 ? 0 : (int) NativeCalls.ERRNO_VALUE.get(errno, 0L);
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  private static void prctl(int option) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = arena.allocate(NativeCalls.ERRNO);
      checkErrno(
          "prctl", (int) NativeCalls.PRCTL.invokeExact(errno, option, 1L, 0L, 0L, 0L), errno);
    } catch (PosixException e) {
      throw e;
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  private static void checkErrno(String call, int result, MemorySegment errno)
      throws PosixException {
    if (result < 0) {
      int code = (int) NativeCalls.ERRNO_VALUE.get(errno, 0L);
      throw new PosixException(call, code, NativeCalls.describe(code));
    }
  }
}

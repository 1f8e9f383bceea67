package dev.stadion.agent.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Handles of the C library's functions. Needs glibc 2.34 or newer. */
@SuppressWarnings("restricted") // calling the C library is what this class is for
final class NativeCalls {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup LIBC = LINKER.defaultLookup();

  static final StructLayout ERRNO = Linker.Option.captureStateLayout();
  static final VarHandle ERRNO_VALUE =
      ERRNO.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  static final MethodHandle SPAWN =
      plain(
          "posix_spawn",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
  static final MethodHandle ATTR_INIT = plain("posix_spawnattr_init", one());
  static final MethodHandle ATTR_DESTROY = plain("posix_spawnattr_destroy", one());
  static final MethodHandle ATTR_FLAGS =
      plain("posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
  static final MethodHandle ATTR_SIGDEFAULT = plain("posix_spawnattr_setsigdefault", two());
  static final MethodHandle ATTR_SIGMASK = plain("posix_spawnattr_setsigmask", two());
  static final MethodHandle SIGFILLSET = plain("sigfillset", one());
  static final MethodHandle SIGEMPTYSET = plain("sigemptyset", one());
  static final MethodHandle ACTIONS_INIT = plain("posix_spawn_file_actions_init", one());
  static final MethodHandle ACTIONS_DESTROY = plain("posix_spawn_file_actions_destroy", one());
  static final MethodHandle ACTIONS_OPEN =
      plain(
          "posix_spawn_file_actions_addopen",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
  static final MethodHandle ACTIONS_CHDIR = plain("posix_spawn_file_actions_addchdir_np", two());
  static final MethodHandle ACTIONS_CLOSE_FROM =
      plain(
          "posix_spawn_file_actions_addclosefrom_np",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  static final MethodHandle STRERROR = plain("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
  static final MethodHandle GETEUID = plain("geteuid", FunctionDescriptor.of(JAVA_INT));
  static final MethodHandle GETPWNAM =
      plain(
          "getpwnam_r",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  static final MethodHandle GETGROUPLIST =
      plain("getgrouplist", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
  static final MethodHandle UMASK = plain("umask", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
  static final MethodHandle WAITID =
      capturing("waitid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  static final MethodHandle KILL =
      capturing("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  static final MethodHandle SETSID = capturing("setsid", FunctionDescriptor.of(JAVA_INT));
  static final MethodHandle PRCTL =
      LINKER.downcallHandle(
          LIBC.findOrThrow("prctl"),
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          CAPTURE,
          Linker.Option.firstVariadicArg(1));

  private NativeCalls() {}

  /** The words for an error number. */
  static String describe(int errno) {
    try {
      var text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(1024).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A call into the C library throws nothing; what is thrown nevertheless is a bug. */
  static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a call into the C library failed", e);
  }

  private static FunctionDescriptor one() {
    return FunctionDescriptor.of(JAVA_INT, ADDRESS);
  }

  private static FunctionDescriptor two() {
    return FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
  }

  private static MethodHandle plain(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LIBC.findOrThrow(name), descriptor);
  }

  private static MethodHandle capturing(String name, FunctionDescriptor descriptor) {
    return LINKER.downcallHandle(LIBC.findOrThrow(name), descriptor, CAPTURE);
  }
}

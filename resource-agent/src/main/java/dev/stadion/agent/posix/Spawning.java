package dev.stadion.agent.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The start of one process by {@code posix_spawn}. A supervisor starts thousands in a row with
 * compilers that optimise little, so there are few calls into the C library and few copies: what is
 * the same for every process is prepared once, and all texts of one travel in one block.
 */
final class Spawning {
  private static final short FLAGS = 0x80 | 0x04 | 0x08; // SETSID, SETSIGDEF, SETSIGMASK
  private static final int READ = 0;
  private static final int APPEND = 0x1 | 0x400 | 0x20000; // O_WRONLY, O_APPEND, O_NOFOLLOW
  private static final MemorySegment NOTHING = Arena.global().allocateFrom("/dev/null");
  private static final MemorySegment ATTRIBUTES = attributes();

  private Spawning() {}

  /** See {@link Posix#spawn}. */
  static int spawn(SpawnRequest request) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment actions = arena.allocate(256, 16);
      var texts = new Texts(arena, request);
      check("posix_spawn_file_actions_init", (int) NativeCalls.ACTIONS_INIT.invokeExact(actions));
      try {
        open(actions, 0, NOTHING, READ);
        open(actions, 1, texts.text(0), APPEND);
        open(actions, 2, texts.text(1), APPEND);
        check(
            "posix_spawn_file_actions_addclosefrom_np",
            (int) NativeCalls.ACTIONS_CLOSE_FROM.invokeExact(actions, 3));
        check(
            "posix_spawn_file_actions_addchdir_np",
            (int) NativeCalls.ACTIONS_CHDIR.invokeExact(actions, texts.text(2)));
        MemorySegment pid = arena.allocate(JAVA_INT);
        check(
            "cannot start '" + request.executable() + "'",
            (int)
                NativeCalls.SPAWN.invokeExact(
                    pid, texts.text(3), actions, ATTRIBUTES, texts.argv(), texts.environment()));
        return pid.get(JAVA_INT, 0);
      } finally {
        check(
            "posix_spawn_file_actions_destroy",
            (int) NativeCalls.ACTIONS_DESTROY.invokeExact(actions));
      }
    } catch (PosixException | IllegalArgumentException e) {
      throw e;
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  /** A session of its own, and signals as at login. Only ever read. */
  private static MemorySegment attributes() {
    MemorySegment attributes = Arena.global().allocate(512, 16);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment signals = arena.allocate(128, 16);
      check("posix_spawnattr_init", (int) NativeCalls.ATTR_INIT.invokeExact(attributes));
      check(
          "posix_spawnattr_setflags", (int) NativeCalls.ATTR_FLAGS.invokeExact(attributes, FLAGS));
      check("sigfillset", (int) NativeCalls.SIGFILLSET.invokeExact(signals));
      check(
          "posix_spawnattr_setsigdefault",
          (int) NativeCalls.ATTR_SIGDEFAULT.invokeExact(attributes, signals));
      check("sigemptyset", (int) NativeCalls.SIGEMPTYSET.invokeExact(signals));
      check(
          "posix_spawnattr_setsigmask",
          (int) NativeCalls.ATTR_SIGMASK.invokeExact(attributes, signals));
      return attributes;
    } catch (Throwable e) {
      throw NativeCalls.unexpected(e);
    }
  }

  private static void open(MemorySegment actions, int descriptor, MemorySegment path, int flags)
      throws Throwable {
    check(
        "posix_spawn_file_actions_addopen",
        (int) NativeCalls.ACTIONS_OPEN.invokeExact(actions, descriptor, path, flags, 0));
  }

  private static void check(String call, int errno) throws PosixException {
    if (errno != 0) {
      throw new PosixException(call, errno, NativeCalls.describe(errno));
    }
  }

  /**
   * The texts of a request as the C library wants them: one block that begins with the pointers of
   * the argument vector and of the environment, each ended by a null pointer.
   */
  private static final class Texts {
    private final MemorySegment block;
    private final int[] offsets;
    private final int arguments;

    Texts(Arena arena, SpawnRequest request) {
      this.arguments = request.argv().size();
      byte[][] texts = bytes(request);
      this.offsets = new int[texts.length];
      int pointers = (int) ADDRESS.byteSize() * (texts.length - 4 + 2);
      int size = pointers;
      for (int i = 0; i < texts.length; i++) {
        offsets[i] = size;
        size += texts[i].length + 1;
      }
      this.block = arena.allocate(size, ADDRESS.byteAlignment());
      ByteBuffer image = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
      for (int i = 4; i < texts.length; i++) {
        if (i == 4 + arguments) {
          image.putLong(0);
        }
        image.putLong(block.address() + offsets[i]);
      }
      for (int i = 0; i < texts.length; i++) {
        image.put(offsets[i], texts[i]);
      }
      MemorySegment.copy(image.array(), 0, block, JAVA_BYTE, 0, size);
    }

    private static byte[][] bytes(SpawnRequest request) {
      List<String> argv = request.argv();
      List<String> environment = request.environment();
      byte[][] texts = new byte[4 + argv.size() + environment.size()][];
      texts[0] = bytes(request.stdout());
      texts[1] = bytes(request.stderr());
      texts[2] = bytes(request.directory());
      texts[3] = bytes(request.executable());
      for (int i = 0; i < argv.size(); i++) {
        texts[4 + i] = bytes(argv.get(i));
      }
      for (int i = 0; i < environment.size(); i++) {
        texts[4 + argv.size() + i] = bytes(environment.get(i));
      }
      return texts;
    }

    private static byte[] bytes(String text) {
      if (text.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("a text for the kernel contains a NUL character");
      }
      return text.getBytes(StandardCharsets.UTF_8);
    }

    MemorySegment text(int index) {
      return block.asSlice(offsets[index]);
    }

    MemorySegment argv() {
      return block;
    }

    MemorySegment environment() {
      return block.asSlice(ADDRESS.byteSize() * (arguments + 1));
    }
  }
}

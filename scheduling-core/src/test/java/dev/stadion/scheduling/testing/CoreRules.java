package dev.stadion.scheduling.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules that keep a heart pure: time and chance are arguments, waiting is somebody else's work
 * (promises.md §4). Looks at compiled classes, so that neither a static import nor a method
 * reference slips through, and a comment may name what it likes.
 *
 * <p>Every module keeps them with one test:
 *
 * <pre>{@code
 * CoreRules.of(MarathonHeart.class).forbidClocksSleepsAndChance("dev.stadion.marathon.scheduler");
 * }</pre>
 */
public final class CoreRules {
  /** Methods nobody but the wiring may call; {@code *} stands for any arguments. */
  private static final Set<String> BANNED =
      Set.of(
          "java.lang.System.currentTimeMillis()J",
          "java.lang.System.nanoTime()J",
          "java.lang.Thread.sleep*",
          "java.lang.Thread.onSpinWait*",
          "java.util.concurrent.TimeUnit.sleep*",
          "java.util.concurrent.locks.LockSupport.park*",
          "java.lang.Math.random()D",
          "java.util.UUID.randomUUID()Ljava/util/UUID;",
          "java.util.Date.<init>()V",
          "java.util.Random.<init>()V",
          "java.util.SplittableRandom.<init>()V",
          "java.util.concurrent.ThreadLocalRandom.current*",
          "java.util.random.RandomGenerator.of*",
          "java.util.random.RandomGenerator.getDefault*",
          "java.security.SecureRandom.<init>*",
          "java.util.Collections.shuffle(Ljava/util/List;)V",
          "java.time.InstantSource.system*",
          "java.time.Clock.system*",
          "java.time.Clock.tick*");

  private final Path classes;

  private CoreRules(Path classes) {
    this.classes = classes;
  }

  /** The rules for the module that {@code anchor} was compiled in. */
  public static CoreRules of(Class<?> anchor) {
    try {
      return new CoreRules(
          Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("cannot find the classes of " + anchor, e);
    }
  }

  /**
   * Fails when a class in one of {@code packages}, or below it, reads a clock, sleeps or draws
   * unseeded chance, or when there is no class to look at.
   */
  public void forbidClocksSleepsAndChance(String... packages) {
    report(violations(CoreRules::bannedCalls, packages));
  }

  /** Fails when a class in one of {@code packages}, or below it, uses anything but {@code used}. */
  public void allowOnly(Set<String> used, String... packages) {
    report(violations(model -> strangers(model, used), packages));
  }

  private List<String> violations(Rule rule, String... packages) {
    var found = new ArrayList<String>();
    for (String name : packages) {
      var models = models(name);
      if (models.isEmpty()) {
        throw new AssertionError("there is no class in " + name + " under " + classes);
      }
      for (ClassModel model : models) {
        rule.broken(model).forEach(what -> found.add(owner(model.thisClass()) + " uses " + what));
      }
    }
    return found;
  }

  private static void report(List<String> violations) {
    if (!violations.isEmpty()) {
      throw new AssertionError("core rules broken:\n  " + String.join("\n  ", violations));
    }
  }

  private List<ClassModel> models(String packageName) {
    String folder = packageName.replace('.', '/');
    try {
      if (Files.isDirectory(classes)) {
        return models(classes.resolve(folder));
      }
      try (var jar = FileSystems.newFileSystem(classes)) {
        return models(jar.getPath(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<ClassModel> models(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".class"))
          .sorted()
          .map(CoreRules::model)
          .toList();
    }
  }

  private static ClassModel model(Path file) {
    try {
      return ClassFile.of().parse(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> bannedCalls(ClassModel model) {
    var found = new TreeSet<String>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof MemberRefEntry member) {
        String owner = owner(member.owner());
        String call = owner + "." + member.name().stringValue();
        boolean readsClock =
            owner.startsWith("java.time.") && member.name().stringValue().equals("now");
        if (readsClock || isBanned(call, member.type().stringValue())) {
          found.add(call);
        }
      }
    }
    return found;
  }

  private static boolean isBanned(String call, String type) {
    return BANNED.stream()
        .anyMatch(ban ->
            ban.endsWith("*")
                ? call.startsWith(ban.substring(0, ban.length() - 1))
                : ban.equals(call + type));
  }

  private static Set<String> strangers(ClassModel model, Set<String> used) {
    var found = new TreeSet<String>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof ClassEntry type && !type.asInternalName().startsWith("[")) {
        String name = owner(type);
        if (used.stream().noneMatch(name::startsWith)) {
          found.add(name);
        }
      }
    }
    return found;
  }

  private static String owner(ClassEntry type) {
    return type.asInternalName().replace('/', '.');
  }

  @FunctionalInterface
  private interface Rule {
    Set<String> broken(ClassModel model);
  }
}

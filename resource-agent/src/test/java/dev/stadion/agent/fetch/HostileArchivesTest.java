package dev.stadion.agent.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.time.MonotonicClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 300 archives that nobody should unpack, generated from a seed (promises.md §11). */
class HostileArchivesTest {
  static final FetchLimits LIMITS =
      new FetchLimits(64 << 20, Duration.ofMinutes(1), Duration.ofMinutes(1), 0, 2 << 20, 500, 100);
  private static final int ARCHIVES = 300;
  private static final long SEED = 20261126;

  @TempDir Path directory;

  @Test
  void noArchiveLeavesItsSandboxOrHarmsTheAgent() throws Exception {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Files.writeString(outside.resolve("victim"), "untouched");
    Path archives = Files.createDirectory(directory.resolve("archives"));
    Path work = Files.createDirectory(directory.resolve("work"));
    var settings =
        new FetchSettings(
            List.of(), List.of(archives), Optional.empty(), Optional.empty(), 0, LIMITS);
    var hostile = new HostileArchives(new Random(SEED), outside.toString());
    Map<String, Integer> tricks = new HashMap<>();
    var survivors = new ArrayList<String>();

    try (var fetcher = new Fetcher(settings, work, MonotonicClock.system())) {
      for (int i = 0; i < ARCHIVES; i++) {
        HostileArchives.Archive archive = hostile.next();
        String what = "archive " + i + ", " + archive.name() + ", " + archive.trick();
        tricks.merge(archive.trick(), 1, Integer::sum);
        Path file = archives.resolve(archive.name());
        Files.write(file, archive.bytes());
        Path sandbox = Files.createDirectory(work.resolve("sandbox-" + i));
        Path log = Files.createFile(sandbox.resolve("stderr"));
        var item = new FetchItem(file.toString(), false, true, false, Optional.empty());

        boolean refused = false;
        try {
          fetcher.fetch(new FetchOrder("u", List.of(item), sandbox, log));
        } catch (FetchException e) {
          refused = true;
        }

        if (refused) {
          assertThat(sandbox.toFile().list()).as(what).containsExactly("stderr");
        } else if (archive.mustFail()) {
          survivors.add(what);
        }
        assertThat(log).as(what).isRegularFile();
        assertNothingLeadsOut(what, sandbox);
        assertThat(outside.resolve("victim")).as(what).hasContent("untouched");
        assertThat(outside.toFile().list()).as(what).containsExactly("victim");
        assertThat(work.resolve("fetching").toFile().list()).as(what).isEmpty();
      }
    }

    assertThat(survivors).isEmpty();
    assertThat(directory.toFile().list()).containsExactlyInAnyOrder("outside", "archives", "work");
    assertThat(tricks.keySet().stream().filter(trick -> !trick.endsWith("damaged"))).hasSize(25);
  }

  private static void assertNothingLeadsOut(String what, Path sandbox) throws IOException {
    try (Stream<Path> tree = Files.walk(sandbox)) {
      for (Path path : tree.toList()) {
        int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        assertThat(mode & 06000).as(what + " " + path).isZero();
        if (Files.isSymbolicLink(path) && Files.exists(path)) {
          assertThat(path.toRealPath()).as(what).startsWith(sandbox.toRealPath());
        } else if (!Files.isSymbolicLink(path)) {
          assertThat(Files.isDirectory(path) || Files.isRegularFile(path))
              .as(what + " " + path)
              .isTrue();
        }
      }
    }
  }
}

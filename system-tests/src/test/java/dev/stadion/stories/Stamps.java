package dev.stadion.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What runs have written down about themselves, each with its start and its end and an fsync after
 * each, and what can be said by these files alone (chronos.md B-73, B-74): never by our own tables.
 */
final class Stamps {
  private static final int FIELDS = 4;

  private final Path directory;

  Stamps(Path directory) {
    this.directory = directory;
  }

  /** A command that leaves stamps; the job's name and the tick come from the environment. */
  String command() {
    String file =
        directory + "/$CHRONOS_JOB_NAME.$CHRONOS_JOB_RUN_TIME.$CHRONOS_JOB_RUN_ATTEMPT.$$";
    return "f=%s; echo start $(date +%%s%%3N) > $f && sync $f && sleep 0.4".formatted(file)
        + " && echo end $(date +%s%3N) >> $f && sync $f";
  }

  /**
   * One process that ran.
   *
   * @param end 0 while it has not ended
   */
  record Stamp(String job, long tick, int attempt, long start, long end) {}

  List<Stamp> all() {
    try (Stream<Path> files = Files.list(directory)) {
      List<Stamp> stamps = new ArrayList<>();
      for (Path file : files.toList()) {
        String[] name = file.getFileName().toString().split("\\.");
        List<String> lines = Files.readAllLines(file);
        if (name.length == FIELDS && !lines.isEmpty()) {
          stamps.add(
              new Stamp(
                  name[0],
                  Long.parseLong(name[1]),
                  Integer.parseInt(name[2]),
                  moment(lines.get(0)),
                  lines.size() > 1 ? moment(lines.get(1)) : 0));
        }
      }
      return stamps;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long moment(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  /** How many of these ticks have a run that has ended. */
  long done(Collection<String> jobs, Collection<Instant> ticks) {
    List<Stamp> all = all();
    return all.stream()
        .filter(stamp -> stamp.end() > 0 && jobs.contains(stamp.job()))
        .filter(stamp -> ticks.contains(Instant.ofEpochMilli(stamp.tick())))
        .map(stamp -> stamp.job() + stamp.tick())
        .distinct()
        .count();
  }

  /** Everything that is wrong, in words; empty when every tick had exactly one run. */
  List<String> problems(Collection<String> jobs, Collection<Instant> ticks) {
    List<String> problems = new ArrayList<>();
    Map<String, List<Stamp>> byRun = new TreeMap<>();
    for (Stamp stamp : all()) {
      byRun.computeIfAbsent(stamp.job() + " " + stamp.tick(), key -> new ArrayList<>()).add(stamp);
      if (!ticks.contains(Instant.ofEpochMilli(stamp.tick()))) {
        problems.add("a run that was never due: " + stamp);
      }
      if (stamp.end() == 0) {
        problems.add("a run without an end: " + stamp);
      }
      if (stamp.start() < stamp.tick()) {
        problems.add("a run before its time: " + stamp);
      }
    }
    for (String job : jobs) {
      for (Instant tick : ticks) {
        List<Stamp> runs = byRun.getOrDefault(job + " " + tick.toEpochMilli(), List.of());
        if (runs.size() != 1) {
          problems.add("%s at %s ran %d times: %s".formatted(job, tick, runs.size(), runs));
        }
      }
      overlaps(job, problems);
    }
    return problems;
  }

  private void overlaps(String job, List<String> problems) {
    List<Stamp> inOrder =
        all().stream()
            .filter(stamp -> stamp.job().equals(job))
            .sorted(Comparator.comparingLong(Stamp::start))
            .toList();
    for (int i = 1; i < inOrder.size(); i++) {
      if (inOrder.get(i).start() < inOrder.get(i - 1).end()) {
        problems.add("two at once: " + inOrder.get(i - 1) + " and " + inOrder.get(i));
      }
    }
  }
}

package dev.stadion.stories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stadion.dropwizard.postgres.EmbeddedPostgres;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * chronos.md B-73 to B-77 in real time: schedulers, master, agent and PostgreSQL are killed and
 * started again at random, and every tick of every job still has exactly one run. Only what the
 * runs themselves have written, each with an fsync, counts.
 *
 * <p>{@code -Dstadion.realtime.seconds} makes it longer, {@code -Dstadion.realtime.seed} another
 * one; both stand in what a failure says.
 */
class RealTimeStory {
  private static final int SECONDS = Integer.getInteger("stadion.realtime.seconds", 40);
  private static final long SEED = Long.getLong("stadion.realtime.seed", 20_261_127);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration SETTLE = Duration.ofMinutes(2);
  private static final List<String> MASTERS = List.of("master");
  private static final List<String> JOBS = List.of("a", "b", "c");
  private static final Map<String, String> ROLE =
      Map.of("master", "master", "agent", "agent", "chronos", "chronos", "another", "chronos");

  @TempDir private Path directory;
  @TempDir private Path stamps;

  private final Random random = new Random(SEED);
  private final List<String> blows = new ArrayList<>();
  private EmbeddedPostgres postgres;

  @Test
  void everyTickHasExactlyOneRunWhateverIsKilled() throws Exception {
    postgres = startPostgres();
    var database =
        new TestDatabase(postgres.database("story"), EmbeddedPostgres.USER, postgres.password());
    try (var roles = new Roles(directory, database)) {
      for (String name : List.of("master", "agent", "chronos", "another")) {
        roles.start(ROLE.get(name), name, MASTERS);
      }
      var written = new Stamps(stamps);
      Instant first = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(5);
      int count = (int) (SECONDS / PERIOD.toSeconds());
      List<Instant> ticks =
          IntStream.range(0, count).mapToObj(i -> first.plus(PERIOD.multipliedBy(i))).toList();
      for (String job : JOBS) {
        post(roles, job, written.command(), first, count);
      }

      while (Instant.now().isBefore(ticks.getLast())) {
        TimeUnit.MILLISECONDS.sleep(1_000 + random.nextInt(4_000));
        strike(roles);
      }

      String story = "seed %d, %d s: %s".formatted(SEED, SECONDS, blows);
      await(story)
          .atMost(SETTLE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> written.done(JOBS, ticks) == (long) JOBS.size() * ticks.size());
      // Whatever would be doubled is doubled soon.
      TimeUnit.SECONDS.sleep(3);
      assertThat(written.problems(JOBS, ticks)).as(story).isEmpty();
      assertThat(blows).as(story).hasSizeGreaterThanOrEqualTo(SECONDS / 15);
    } finally {
      postgres.close();
    }
  }

  /** Every tick has a run of its own, however late; a failure would be final, and seen. */
  private static void post(Roles roles, String job, String command, Instant first, int count) {
    String body =
        """
        {"name":"%s","command":"%s","schedule":"R%d/%s/PT%dS","cpus":0.1,"mem":32,"disk":1,
         "retries":0,"misfirePolicy":"fireAll","concurrencyPolicy":"allow","maxConcurrentRuns":1}\
        """
            .formatted(job, command, count, first, PERIOD.toSeconds());
    await("job " + job + " is taken")
        .atMost(SETTLE)
        .until(() -> roles.api("chronos").post("/v1/scheduler/iso8601", body).status() == 204);
  }

  private void strike(Roles roles) throws IOException, InterruptedException {
    String victim =
        List.of("chronos", "another", "master", "agent", "postgres").get(random.nextInt(5));
    long pause = 200L + random.nextInt(2_000);
    blows.add(
        "%s %s for %d ms".formatted(Instant.now().truncatedTo(ChronoUnit.SECONDS), victim, pause));
    if (victim.equals("postgres")) {
      killPostgres();
      TimeUnit.MILLISECONDS.sleep(pause);
      postgres = startPostgres();
    } else {
      roles.kill9(victim);
      TimeUnit.MILLISECONDS.sleep(pause);
      roles.begin(ROLE.get(victim), victim, MASTERS);
    }
  }

  private EmbeddedPostgres startPostgres() throws IOException {
    return EmbeddedPostgres.start(directory.resolve("postgres"), TestDatabase.PROGRAMS);
  }

  /** With all its processes, which would otherwise end by themselves a little later. */
  private void killPostgres() throws IOException {
    List<Long> processes =
        Stream.concat(
                ProcessHandle.of(postgres.pid()).stream().flatMap(ProcessHandle::descendants),
                ProcessHandle.of(postgres.pid()).stream())
            .map(ProcessHandle::pid)
            .toList();
    Processes.kill9(postgres.pid());
    processes.forEach(Processes::kill9);
    postgres.close();
  }
}

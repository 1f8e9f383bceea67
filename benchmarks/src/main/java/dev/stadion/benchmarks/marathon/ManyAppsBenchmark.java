package dev.stadion.benchmarks.marathon;

import dev.stadion.benchmarks.cluster.RawBytes;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.MarathonSuite;
import dev.stadion.benchmarks.suite.Numbers;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.scheduling.resource.Resources;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/**
 * A Marathon with very many apps: how fast they are made, how long the list of all of them takes,
 * and how many single ones it tells in a second. Beside that what the same reads take from an HTTP
 * server that has the bytes ready, and single durable commits.
 *
 * <p>The apps are made and deleted several times, and the last time counts: in its first minutes a
 * JVM is at work with its own code more than with apps.
 *
 * <p>Arguments: apps (10000), reads of the list (51), single reads (60000), rounds (8).
 */
public final class ManyAppsBenchmark {
  /** As many writers as a busy Marathon has; the limit of running deployments is not in the way. */
  private static final int WRITERS = 48;

  private static final int READERS = 8;

  private final int apps;
  private final int lists;
  private final int reads;
  private final int rounds;
  private final MonotonicClock ticker = MonotonicClock.system();

  /**
   * What one run measured.
   *
   * @param postsPerSecond in the last round
   * @param firstPostsPerSecond in the first round, in most of which nothing is compiled
   */
  record Result(
      int apps,
      double firstPostsPerSecond,
      double postsPerSecond,
      double commitsPerSecond,
      double listMillis,
      double rawListMillis,
      double listMegabytes,
      double readsPerSecond,
      double rawReadsPerSecond) {
    @Override
    public String toString() {
      return """
      %d apps made at %.0f POST/s (goal 2000), %.0f in the first round; raw: %.0f durable commits/s one after the other
      GET /v2/apps, %.1f MB: p50 %.1f ms (goal 60); raw: the bytes ready %.1f ms
      GET of one app: %.0f/s (goal 15000); raw: the bytes ready %.0f/s\
      """
          .formatted(
              apps,
              postsPerSecond,
              firstPostsPerSecond,
              commitsPerSecond,
              listMegabytes,
              listMillis,
              rawListMillis,
              readsPerSecond,
              rawReadsPerSecond);
    }
  }

  ManyAppsBenchmark(int apps, int lists, int reads, int rounds) {
    this.rounds = rounds;
    this.apps = apps;
    this.lists = lists;
    this.reads = reads;
  }

  @SuppressWarnings("SystemOut") // the result is what the program is for
  public static void main(String[] arguments) throws Exception {
    var benchmark =
        new ManyAppsBenchmark(
            Numbers.argument(arguments, 0, 10_000),
            Numbers.argument(arguments, 1, 51),
            Numbers.argument(arguments, 2, 60_000),
            Numbers.argument(arguments, 3, 8));
    var driver = benchmark;
    BenchmarkDatabase.embedded("benchmark", database -> System.out.println(driver.run(database)));
  }

  Result run(BenchmarkDatabase database) throws Exception {
    double commits = 1000 / Numbers.median(RawCommits.millis(database));
    try (var suite = MarathonSuite.start(database, 1, Resources.of(1, 128, 1024))) {
      double first = make(suite);
      double posts = first;
      for (int i = 1; i < rounds; i++) {
        suite.clear();
        posts = make(suite);
      }
      suite.awaitQuiet();
      if (suite.get("/v2/apps").path("apps").size() != apps) {
        throw new IllegalStateException("not all apps are there");
      }
      return read(suite, first, posts, commits);
    }
  }

  private double make(MarathonSuite suite) throws Exception {
    return Crowd.perSecond(suite.marathon(), WRITERS, apps, i -> post(id(i)));
  }

  private Result read(MarathonSuite suite, double first, double posts, double commits)
      throws Exception {
    byte[] list = Wire.get("/v2/apps");
    byte[] all = suite.get("/v2/apps").toString().getBytes(StandardCharsets.UTF_8);
    byte[] one = suite.get("/v2/apps/" + id(0)).toString().getBytes(StandardCharsets.UTF_8);
    double millis = listMillis(new Wire(suite.marathon()), list);
    double raw;
    try (var ready = new RawBytes(all)) {
      raw = listMillis(new Wire(ready.address()), list);
    }
    Crowd.perSecond(suite.marathon(), READERS, reads / 3, this::getOne);
    double single = Crowd.perSecond(suite.marathon(), READERS, reads, this::getOne);
    double rawSingle;
    try (var ready = new RawBytes(one)) {
      rawSingle = Crowd.perSecond(ready.address(), READERS, reads, this::getOne);
    }
    return new Result(
        apps, first, posts, commits, millis, raw, all.length / 1e6, single, rawSingle);
  }

  private double listMillis(Wire connection, byte[] request) throws Exception {
    try (Wire wire = connection) {
      var millis = new ArrayList<Double>();
      for (int i = 0; i < lists; i++) {
        long begin = ticker.nanos();
        wire.exchange(request);
        millis.add((ticker.nanos() - begin) / 1e6);
      }
      return Numbers.median(millis.subList(lists / 3, lists));
    }
  }

  private byte[] getOne(int number) {
    return Wire.get("/v2/apps/" + id(number % apps));
  }

  private static String id(int number) {
    return "/team-" + number % 100 + "/app-" + number;
  }

  private static byte[] post(String id) {
    return Wire.post(
        "/v2/apps",
        "{\"id\":\""
            + id
            + "\",\"cmd\":\"sleep 1000\",\"cpus\":0.1,\"mem\":32,\"instances\":0,"
            + "\"env\":{\"GREETING\":\"good day\"},\"labels\":{\"team\":\"blue\"},\"ports\":[0]}");
  }
}

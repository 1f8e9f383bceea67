package dev.stadion.benchmarks.peers;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Patience;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.jobrunr.configuration.JobRunr;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;

/** JobRunr with 50 workers. It remembers each of its jobs as succeeded. */
public final class JobRunrPeer implements Peer {
  private static final int WORKERS = 50;
  private static final AtomicLong DONE = new AtomicLong();

  /** Nothing to do; JobRunr reads and makes it. */
  public record Nothing(int number) implements JobRequest {
    @Override
    public Class<NothingHandler> getJobRequestHandler() {
      return NothingHandler.class;
    }
  }

  /** Does nothing; JobRunr makes it. */
  public static final class NothingHandler implements JobRequestHandler<Nothing> {
    @Override
    public void run(Nothing request) {
      DONE.incrementAndGet();
    }
  }

  @Override
  public String name() {
    return "JobRunr";
  }

  @Override
  public double executionsPerSecond(
      BenchmarkDatabase database, int executions, MonotonicClock ticker) throws Exception {
    DONE.set(0);
    DataSource pool = Pool.of(database, WORKERS);
    try {
      JobRequestScheduler scheduler =
          JobRunr.configure()
              .useStorageProvider(new PostgresStorageProvider(pool))
              .useBackgroundJobServer(
                  BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                      .andWorkerCount(WORKERS)
                      .andPollIntervalInSeconds(5),
                  false)
              .initialize()
              .getJobRequestScheduler();
      scheduler.enqueue(IntStream.range(0, executions).mapToObj(Nothing::new));
      long begin = ticker.nanos();
      JobRunr.getBackgroundJobServer().start();
      new Patience(ticker, Duration.ofMinutes(3))
          .until("JobRunr is done", () -> DONE.get() >= executions);
      return executions / ((ticker.nanos() - begin) / 1e9);
    } finally {
      JobRunr.destroy();
      pool.close();
    }
  }
}

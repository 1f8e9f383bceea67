package dev.stadion.benchmarks.peers;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Patience;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.tomcat.jdbc.pool.DataSource;

/** db-scheduler with 50 threads that fetches and locks in one statement, its fastest way. */
public final class DbSchedulerPeer implements Peer {
  private static final int THREADS = 50;

  @Override
  public String name() {
    return "db-scheduler";
  }

  @Override
  public double executionsPerSecond(
      BenchmarkDatabase database, int executions, MonotonicClock ticker) throws Exception {
    Pool.execute(
        database,
        """
        CREATE TABLE scheduled_tasks (
          task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
          execution_time timestamptz NOT NULL, picked boolean NOT NULL, picked_by text,
          last_success timestamptz, last_failure timestamptz, consecutive_failures int,
          last_heartbeat timestamptz, version bigint NOT NULL, priority smallint,
          state text, PRIMARY KEY (task_name, task_instance))\
        """,
        "CREATE INDEX ON scheduled_tasks (execution_time)",
        "CREATE INDEX ON scheduled_tasks (last_heartbeat)");
    var done = new AtomicLong();
    OneTimeTask<Void> task =
        Tasks.oneTime("nothing").execute((instance, context) -> done.incrementAndGet());
    DataSource pool = Pool.of(database, THREADS);
    try {
      Scheduler scheduler =
          Scheduler.create(pool, task)
              .threads(THREADS)
              .pollUsingLockAndFetch(1.0, 4.0)
              .pollingInterval(Duration.ofMillis(100))
              .build();
      List<TaskInstance<?>> due =
          IntStream.range(0, executions)
              .<TaskInstance<?>>mapToObj(i -> task.instance("nothing-" + i))
              .toList();
      scheduler.scheduleBatch(due, Instant.EPOCH);
      long begin = ticker.nanos();
      scheduler.start();
      try {
        new Patience(ticker, Duration.ofMinutes(3))
            .until("db-scheduler is done", () -> done.get() >= executions);
        return executions / ((ticker.nanos() - begin) / 1e9);
      } finally {
        scheduler.stop();
      }
    } finally {
      pool.close();
    }
  }
}

package dev.stadion.benchmarks.peers;

import dev.stadion.benchmarks.suite.BenchmarkDatabase;
import dev.stadion.benchmarks.suite.Patience;
import dev.stadion.dropwizard.time.MonotonicClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz with its clustered JDBC store, 25 threads and batches of 50. */
public final class QuartzPeer implements Peer {
  private static final int THREADS = 25;
  private static final String POOL = "quartz-peer";
  private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
  private static final AtomicLong DONE = new AtomicLong();

  /** Does nothing; Quartz makes it. */
  public static final class Nothing implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      DONE.incrementAndGet();
    }
  }

  private record Provider(DataSource pool) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return pool.getConnection();
    }

    @Override
    public void shutdown() {
      pool.close();
    }

    @Override
    public void initialize() {}
  }

  @Override
  public String name() {
    return "Quartz JDBC";
  }

  @Override
  public double executionsPerSecond(
      BenchmarkDatabase database, int executions, MonotonicClock ticker) throws Exception {
    DONE.set(0);
    Pool.execute(database, tables());
    DBConnectionManager.getInstance()
        .addConnectionProvider(POOL, new Provider(Pool.of(database, THREADS + 5)));
    Scheduler scheduler = new StdSchedulerFactory(properties()).getScheduler();
    Map<JobDetail, Set<? extends Trigger>> due = new HashMap<>();
    for (int i = 0; i < executions; i++) {
      due.put(
          JobBuilder.newJob(Nothing.class).withIdentity("nothing-" + i).build(),
          Set.of(
              TriggerBuilder.newTrigger()
                  .withIdentity("nothing-" + i)
                  .startAt(Date.from(Instant.EPOCH))
                  .build()));
    }
    scheduler.scheduleJobs(due, false);
    long begin = ticker.nanos();
    scheduler.start();
    try {
      new Patience(ticker, Duration.ofMinutes(3))
          .until("Quartz is done", () -> DONE.get() >= executions);
      return executions / ((ticker.nanos() - begin) / 1e9);
    } finally {
      scheduler.shutdown(true);
    }
  }

  private static String tables() throws IOException {
    try (InputStream sql = Scheduler.class.getResourceAsStream(TABLES)) {
      return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Properties properties() {
    var properties = new Properties();
    properties.put("org.quartz.scheduler.instanceName", "peer");
    properties.put("org.quartz.scheduler.instanceId", "AUTO");
    properties.put("org.quartz.scheduler.skipUpdateCheck", "true");
    properties.put("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "50");
    properties.put("org.quartz.threadPool.threadCount", String.valueOf(THREADS));
    properties.put("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX");
    properties.put(
        "org.quartz.jobStore.driverDelegateClass",
        "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate");
    properties.put("org.quartz.jobStore.dataSource", POOL);
    properties.put("org.quartz.jobStore.isClustered", "true");
    properties.put("org.quartz.jobStore.acquireTriggersWithinLock", "true");
    return properties;
  }
}

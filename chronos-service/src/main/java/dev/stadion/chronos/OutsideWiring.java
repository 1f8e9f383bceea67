package dev.stadion.chronos;

import com.codahale.metrics.Gauge;
import dev.stadion.chronos.api.EventsResource;
import dev.stadion.chronos.api.Following;
import dev.stadion.chronos.api.LogsResource;
import dev.stadion.chronos.api.RunsResource;
import dev.stadion.chronos.api.SchedulerPort;
import dev.stadion.chronos.notice.EventLog;
import dev.stadion.chronos.persistence.PostgresEventLog;
import dev.stadion.chronos.persistence.PostgresOutputArchive;
import dev.stadion.chronos.persistence.PostgresRunArchive;
import dev.stadion.chronos.persistence.PostgresRunCatalog;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.runtime.ChronosRuntime;
import dev.stadion.chronos.runtime.outside.AgentFiles;
import dev.stadion.chronos.runtime.outside.EventPublisher;
import dev.stadion.chronos.runtime.outside.Housekeeping;
import dev.stadion.chronos.runtime.outside.OutputKeeper;
import dev.stadion.chronos.runtime.outside.Outside;
import dev.stadion.chronos.runtime.outside.TaskOutput;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.sse.SseSettings;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Wires what is told to the outside: runs, their output, and what is forgotten of them. */
record OutsideWiring(
    Outside effects, RunCatalog catalog, TaskOutput outputs, EventLog log, EventPublisher events) {
  private static final Duration TIDY_EVERY = Duration.ofSeconds(30);
  private static final Duration FOLLOW_EVERY = Duration.ofMillis(500);

  /**
   * @param runtime asked only when everything is wired
   */
  static OutsideWiring of(
      ChronosConfiguration configuration,
      Environment environment,
      Database database,
      InstantSource clock,
      Supplier<ChronosRuntime> runtime)
      throws IOException {
    var agents =
        new AgentFiles(
            Optional.of(configuration.principal()).filter(name -> !name.isEmpty()),
            configuration.secret());
    environment.lifecycle().manage(new AutoCloseableManager(agents));
    var archive = new PostgresOutputArchive(database);
    var outputs = new TaskOutput(agents, archive, () -> runtime.get().framework());
    var keeper = new OutputKeeper(outputs, archive, clock, configuration.logKeepBytes());
    environment.metrics().register("outputs_not_kept", (Gauge<Long>) keeper::passedOver);
    var log = new PostgresEventLog(database);
    var hub = new SseHub(SseSettings.DEFAULTS).closeWith(environment.lifecycle());
    var events = new EventPublisher(hub, log);
    var housekeeping =
        new Housekeeping(
            new PostgresRunArchive(database),
            archive,
            log,
            clock,
            new Housekeeping.Limits(
                job -> configuration.historyLimit(),
                configuration.historyLimit(),
                configuration.logRetention(),
                configuration.eventRetention()),
            TIDY_EVERY);
    return new OutsideWiring(
        new Outside(keeper, housekeeping, events),
        new PostgresRunCatalog(database),
        outputs,
        log,
        events);
  }

  void serve(Environment environment, SchedulerPort scheduler) {
    environment.jersey().register(new RunsResource(scheduler, catalog));
    environment.jersey().register(new EventsResource(log, events.events()));
    environment
        .jersey()
        .register(
            new LogsResource(
                catalog, outputs, new Following(FOLLOW_EVERY).closeWith(environment.lifecycle())));
  }
}

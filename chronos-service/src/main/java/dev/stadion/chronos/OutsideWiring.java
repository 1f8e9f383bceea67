package dev.stadion.chronos;

import com.codahale.metrics.Gauge;
import dev.stadion.chronos.api.EventsResource;
import dev.stadion.chronos.api.Following;
import dev.stadion.chronos.api.LogsResource;
import dev.stadion.chronos.api.NotificationsResource;
import dev.stadion.chronos.api.RunsResource;
import dev.stadion.chronos.api.SchedulerPort;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.job.History;
import dev.stadion.chronos.metronome.MetronomeResource;
import dev.stadion.chronos.metronome.MetronomeRunsResource;
import dev.stadion.chronos.metronome.SchedulesResource;
import dev.stadion.chronos.notice.EventLog;
import dev.stadion.chronos.notice.Outbox;
import dev.stadion.chronos.persistence.PostgresEventLog;
import dev.stadion.chronos.persistence.PostgresOutbox;
import dev.stadion.chronos.persistence.PostgresOutputArchive;
import dev.stadion.chronos.persistence.PostgresRunArchive;
import dev.stadion.chronos.persistence.PostgresRunCatalog;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.runtime.ChronosRuntime;
import dev.stadion.chronos.runtime.outside.AgentFiles;
import dev.stadion.chronos.runtime.outside.Couriers;
import dev.stadion.chronos.runtime.outside.EventPublisher;
import dev.stadion.chronos.runtime.outside.Housekeeping;
import dev.stadion.chronos.runtime.outside.NoticeSender;
import dev.stadion.chronos.runtime.outside.OutputKeeper;
import dev.stadion.chronos.runtime.outside.Outside;
import dev.stadion.chronos.runtime.outside.TaskOutput;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.net.AddressRules;
import dev.stadion.dropwizard.net.Cidr;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.sse.SseSettings;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Wires what is told to the outside: runs, their output, and what is forgotten of them. */
record OutsideWiring(
    Outside effects,
    RunCatalog catalog,
    TaskOutput outputs,
    EventLog log,
    SseHub hub,
    Outbox outbox,
    NoticeSender sender) {
  /** What the operator has named is meant. */
  private static final List<Cidr> ANYWHERE = List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0"));

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
    environment.metrics().register("outputs_put_off", (Gauge<Long>) keeper::putOff);
    var log = new PostgresEventLog(database);
    var hub = new SseHub(SseSettings.DEFAULTS).closeWith(environment.lifecycle());
    var events = new EventPublisher(hub);
    var catalog = new PostgresRunCatalog(database);
    var outbox = new PostgresOutbox(database);
    var couriers =
        new Couriers(
            configuration.ways(configuration.clusterName()),
            configuration.addressRules(),
            new AddressRules(ANYWHERE, "the configuration"),
            catalog);
    environment.lifecycle().manage(new AutoCloseableManager(couriers));
    var sender = new NoticeSender(outbox, couriers, clock);
    var housekeeping =
        new Housekeeping(
            new PostgresRunArchive(database),
            archive,
            log,
            outbox,
            clock,
            new Housekeeping.Limits(
                job -> history(runtime.get(), job),
                configuration.historyLimit(),
                configuration.logRetention(),
                configuration.logRetention(),
                configuration.eventRetention(),
                configuration.notificationRetention()),
            TIDY_EVERY);
    return new OutsideWiring(
        new Outside(keeper, housekeeping, events, sender),
        catalog,
        outputs,
        log,
        hub,
        outbox,
        sender);
  }

  private static History history(ChronosRuntime runtime, String job) {
    return runtime
        .snapshot()
        .job(job)
        .map(state -> state.job().options().watch().history())
        .orElse(History.NONE);
  }

  void serve(
      Environment environment, SchedulerPort scheduler, JobReader reader, InstantSource clock) {
    var metronome = new MetronomeResource(scheduler, catalog, reader, clock);
    environment.jersey().register(metronome);
    environment.jersey().register(new SchedulesResource(scheduler, metronome));
    environment.jersey().register(new MetronomeRunsResource(scheduler, catalog));
    environment.jersey().register(new NotificationsResource(outbox, clock, sender::nudge));
    environment.jersey().register(new RunsResource(scheduler, catalog));
    environment.jersey().register(new EventsResource(log, hub));
    environment
        .jersey()
        .register(
            new LogsResource(
                catalog, outputs, new Following(FOLLOW_EVERY).closeWith(environment.lifecycle())));
  }
}

package dev.stadion.chronos;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.health.HealthCheck;
import dev.stadion.chronos.api.BackfillsResource;
import dev.stadion.chronos.api.BulkResource;
import dev.stadion.chronos.api.CalendarsResource;
import dev.stadion.chronos.api.ChronosErrors;
import dev.stadion.chronos.api.CorsFilter;
import dev.stadion.chronos.api.DagRunsResource;
import dev.stadion.chronos.api.InfoResource;
import dev.stadion.chronos.api.LoggingResource;
import dev.stadion.chronos.api.OrdersResource;
import dev.stadion.chronos.api.PoolsResource;
import dev.stadion.chronos.api.PreviewResource;
import dev.stadion.chronos.api.QueueResource;
import dev.stadion.chronos.api.ReadResource;
import dev.stadion.chronos.api.RootResource;
import dev.stadion.chronos.api.StatsResource;
import dev.stadion.chronos.api.TasksResource;
import dev.stadion.chronos.api.UiResource;
import dev.stadion.chronos.api.VersionsResource;
import dev.stadion.chronos.api.WriteResource;
import dev.stadion.chronos.document.BulkReader;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.persistence.PostgresBackfillCatalog;
import dev.stadion.chronos.persistence.PostgresChronosStore;
import dev.stadion.chronos.persistence.PostgresDagCatalog;
import dev.stadion.chronos.persistence.PostgresJobVersions;
import dev.stadion.chronos.persistence.PostgresRunCatalog;
import dev.stadion.chronos.persistence.PostgresRunHistory;
import dev.stadion.chronos.runtime.ChronosRuntime;
import dev.stadion.chronos.runtime.MasterLink;
import dev.stadion.chronos.runtime.Reporter;
import dev.stadion.chronos.scheduler.ChronosHeart;
import dev.stadion.dropwizard.auth.BasicAuthentication;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.health.ConnectionHealthCheck;
import dev.stadion.dropwizard.health.DatabaseHealthCheck;
import dev.stadion.dropwizard.http.ErrorBodies;
import dev.stadion.dropwizard.http.LeaderProxy;
import dev.stadion.dropwizard.leader.Holder;
import dev.stadion.dropwizard.leader.LeaderElection;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.metrics.RegistryLoopMetrics;
import dev.stadion.dropwizard.service.OwnAddress;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.offerclient.SchedulerClient;
import dev.stadion.offerclient.SchedulerClientBuilder;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.lifecycle.Managed;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/** The Chronos service: jobs over REST, runs on the machines of a Mesos v1 master. */
public final class ChronosApplication extends StadionApplication<ChronosConfiguration> {
  private static final String ROLE = "chronos";

  /** chronos.md §11.1. */
  private static final LeaderProxy.Manners MANNERS =
      new LeaderProxy.Manners(
          "X-Chronos-Proxied",
          "",
          true,
          request -> Set.of("/ping", "/metrics", "/logging").contains(request.getRequestURI()),
          request -> false,
          HttpStatus.SERVICE_UNAVAILABLE_503);

  private static final String QUEUE_GAUGE = "org.apache.mesos.chronos.scheduler.jobs.TaskManager.";

  public static void main(String[] arguments) throws Exception {
    new ChronosApplication().run(arguments);
  }

  @Override
  public String getName() {
    return ROLE;
  }

  @Override
  protected ErrorBodies errorBodies() {
    return new ChronosErrors();
  }

  @Override
  public void run(ChronosConfiguration configuration, Environment environment) throws IOException {
    InstantSource clock = InstantSource.system();
    MonotonicClock ticker = MonotonicClock.system();
    Database database =
        Database.open(
            configuration.getDatabase(),
            ROLE,
            PostgresRunHistory.entities(),
            environment.metrics());
    environment.lifecycle().manage(closing(database));

    var election =
        new LeaderElection(
            database,
            Holder.thisProcess(configuration.hostname() + ":" + configuration.apiPort()),
            configuration.getLeadership().toSettings(),
            ticker,
            exit());
    var self = new AtomicReference<ChronosRuntime>();
    var outside = OutsideWiring.of(configuration, environment, database, clock, self::get);
    var runtime =
        new ChronosRuntime(
            effects ->
                new EventLoop<>(
                    ROLE,
                    new ChronosHeart(configuration.heartSettings()),
                    new PostgresChronosStore(database),
                    effects,
                    election.supervise(() -> self.get().reloaded()),
                    clock,
                    ticker,
                    configuration.getLoop().toSettings(),
                    new RegistryLoopMetrics(environment.metrics())),
            clients(configuration, clock),
            clock,
            new Reporter(environment.metrics()),
            outside.effects(),
            OwnAddress.of(configuration.hostname(), configuration.apiPort(), environment)::text);
    self.set(runtime);
    election.setDuty(runtime);
    environment.lifecycle().manage(election);

    serve(configuration, environment, runtime, election, database, clock);
    outside.serve(
        environment,
        runtime,
        new JobReader(configuration.defaults(), configuration.secrets()),
        clock);
    watch(environment, runtime, election, database);
  }

  private static MasterLink.ClientFactory clients(
      ChronosConfiguration configuration, InstantSource clock) throws IOException {
    Optional<String> secret = configuration.secret();
    return (framework, listener) -> {
      SchedulerClientBuilder builder =
          SchedulerClient.builder(configuration.masters(), configuration.frameworkInfo())
              .frameworkId(framework)
              .listener(listener)
              .clock(clock);
      secret.ifPresent(text -> builder.credentials(configuration.principal(), text));
      return builder.build();
    };
  }

  private static void serve(
      ChronosConfiguration configuration,
      Environment environment,
      ChronosRuntime runtime,
      LeaderElection election,
      Database database,
      InstantSource clock) {
    filter(environment, "cors", new CorsFilter());
    guard(configuration, environment);
    Supplier<Optional<String>> leader = leader(configuration, environment, election);
    var jersey = environment.jersey();
    var reader = new JobReader(configuration.defaults(), configuration.secrets());
    jersey.register(new WriteResource(runtime, reader, clock));
    jersey.register(new BulkResource(runtime, new BulkReader(reader), clock));
    engine(jersey, runtime, database);
    jersey.register(new ReadResource(runtime, configuration.defaults()));
    jersey.register(
        new VersionsResource(runtime, new PostgresJobVersions(database), configuration.defaults()));
    jersey.register(new LoggingResource());
    jersey.register(new CalendarsResource(runtime));
    jersey.register(new TasksResource(runtime, new PostgresRunHistory(database)));
    jersey.register(new PreviewResource(runtime, clock));
    jersey.register(
        new BackfillsResource(
            runtime,
            new PostgresRunCatalog(database),
            new PostgresBackfillCatalog(database),
            clock));
    jersey.register(
        new StatsResource(
            runtime, new PostgresRunHistory(database), configuration.jobHistoryLimit()));
    jersey.register(
        new InfoResource(
            () -> leader.get().orElse(""),
            () ->
                InfoDocument.of(
                    configuration, leader.get(), runtime.framework(), runtime.paused())));
    filter(
        environment,
        "proxy",
        new LeaderProxy(
            election,
            OwnAddress.of(configuration.hostname(), configuration.apiPort(), environment)::text,
            MANNERS));
    jersey.register(new RootResource(() -> leader.get().orElse(""), environment.metrics()));
    jersey.register(new UiResource());
  }

  /** Whoever asks for more than a sign of life must be who may (chronos.md §1.1). */
  private static void guard(ChronosConfiguration configuration, Environment environment) {
    configuration
        .credentials()
        .ifPresent(credentials ->
            filter(
                environment,
                "authentication",
                new BasicAuthentication(
                    credentials,
                    (method, path) ->
                        path.equals("/ping")
                            ? Optional.empty()
                            : Optional.of(configuration.realm()),
                    MonotonicClock.system())));
  }

  /** Filters stand behind one another in the order in which they are added. */
  private static void filter(Environment environment, String name, Filter filter) {
    var registration = environment.servlets().addFilter(name, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  /** Runs on order, what waits and what is shared, and runs of graphs (chronos.md §12). */
  private static void engine(JerseyEnvironment jersey, ChronosRuntime runtime, Database database) {
    var runs = new PostgresRunCatalog(database);
    jersey.register(new OrdersResource(runtime, runs));
    jersey.register(new QueueResource(runtime));
    jersey.register(new PoolsResource(runtime));
    jersey.register(new DagRunsResource(runtime, new PostgresDagCatalog(database), runs));
  }

  /** While we lead, the port that we really got; it may have been left to the machine. */
  private static Supplier<Optional<String>> leader(
      ChronosConfiguration configuration, Environment environment, LeaderElection election) {
    var own = OwnAddress.of(configuration.hostname(), configuration.apiPort(), environment);
    return () -> election.epoch().isPresent() ? Optional.of(own.text()) : election.leaderAddress();
  }

  private static void watch(
      Environment environment, ChronosRuntime runtime, LeaderElection election, Database database) {
    environment
        .metrics()
        .register(QUEUE_GAUGE + "queueSize", (Gauge<Long>) () -> runtime.queued(false));
    environment
        .metrics()
        .register(QUEUE_GAUGE + "highQueueSize", (Gauge<Long>) () -> runtime.queued(true));
    environment.healthChecks().register("leadership", election.healthCheck());
    environment.healthChecks().register("database", new DatabaseHealthCheck(database));
    environment
        .healthChecks()
        .register(
            "master",
            new ConnectionHealthCheck(
                "the master", () -> election.epoch().isPresent(), runtime::connected));
    environment
        .healthChecks()
        .register(
            "jobs",
            new HealthCheck() {
              @Override
              protected Result check() {
                var unreadable = runtime.unreadable();
                return unreadable.isEmpty()
                    ? Result.healthy()
                    : Result.unhealthy(
                        "%d jobs cannot be read: %s"
                            .formatted(unreadable.size(), unreadable.keySet()));
              }
            });
  }

  private static Managed closing(Database database) {
    return new Managed() {
      @Override
      public void stop() {
        database.close();
      }
    };
  }
}

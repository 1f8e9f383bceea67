package dev.stadion.marathon;

import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.health.ConnectionHealthCheck;
import dev.stadion.dropwizard.health.DatabaseHealthCheck;
import dev.stadion.dropwizard.http.EncodedSlashes;
import dev.stadion.dropwizard.http.ErrorBodies;
import dev.stadion.dropwizard.http.LeaderProxy;
import dev.stadion.dropwizard.leader.Holder;
import dev.stadion.dropwizard.leader.LeaderElection;
import dev.stadion.dropwizard.metrics.MetricsResource;
import dev.stadion.dropwizard.service.OwnAddress;
import dev.stadion.dropwizard.service.StadionApplication;
import dev.stadion.dropwizard.sse.SseHub;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.marathon.api.ConcurrencyLimit;
import dev.stadion.marathon.api.LoggingResource;
import dev.stadion.marathon.api.MarathonErrors;
import dev.stadion.marathon.api.PingResource;
import dev.stadion.marathon.api.ResponseHeaders;
import dev.stadion.marathon.api.RootResource;
import dev.stadion.marathon.api.SecretsResource;
import dev.stadion.marathon.api.UiResource;
import dev.stadion.marathon.api.v2.AppHistory;
import dev.stadion.marathon.api.v2.AppTasksResource;
import dev.stadion.marathon.api.v2.AppVersionsResource;
import dev.stadion.marathon.api.v2.AppsResource;
import dev.stadion.marathon.api.v2.ArtifactsResource;
import dev.stadion.marathon.api.v2.Definitions;
import dev.stadion.marathon.api.v2.DeploymentsResource;
import dev.stadion.marathon.api.v2.EventSubscriptionsResource;
import dev.stadion.marathon.api.v2.EventsResource;
import dev.stadion.marathon.api.v2.GroupsResource;
import dev.stadion.marathon.api.v2.InfoResource;
import dev.stadion.marathon.api.v2.PluginsResource;
import dev.stadion.marathon.api.v2.PodsResource;
import dev.stadion.marathon.api.v2.QueueResource;
import dev.stadion.marathon.api.v2.TasksResource;
import dev.stadion.marathon.api.v2.UnknownTasksResource;
import dev.stadion.marathon.persistence.PostgresMarathonStore;
import dev.stadion.marathon.runtime.Callbacks;
import dev.stadion.marathon.runtime.Frameworks;
import dev.stadion.marathon.runtime.MarathonRuntime;
import dev.stadion.marathon.runtime.MasterLink;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.offerclient.SchedulerCalls;
import dev.stadion.offerclient.SchedulerClient;
import dev.stadion.offerclient.SchedulerClientBuilder;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;
import org.glassfish.jersey.media.multipart.MultiPartFeature;

/** The Marathon service: apps over REST, their instances on the machines of a Mesos v1 master. */
public final class MarathonApplication extends StadionApplication<MarathonConfiguration> {
  private static final String ROLE = "marathon";

  /** What an id of an app, group or pod follows. */
  private static final Pattern RESOURCE = Pattern.compile("/v2/(apps|groups|pods|queue)/+");

  /** How many times as long a whole group may be as an app. */
  private static final int GROUP = 16;

  /** Streams are followed at the leader itself; everything else a standby passes on. */
  private static final LeaderProxy.Manners MANNERS =
      new LeaderProxy.Manners(
          "X-Marathon-Via",
          "1.1 ",
          false,
          request -> false,
          request -> request.getRequestURI().equals("/v2/events"),
          HttpStatus.BAD_GATEWAY_502);

  public static void main(String[] arguments) throws Exception {
    new MarathonApplication().run(arguments);
  }

  @Override
  public String getName() {
    return ROLE;
  }

  @Override
  protected ErrorBodies errorBodies() {
    return new MarathonErrors();
  }

  @Override
  protected EncodedSlashes encodedSlashes() {
    return EncodedSlashes.ofAbsoluteIdsAfter(RESOURCE);
  }

  @Override
  protected long bodyLimit(MarathonConfiguration configuration, String method, String path) {
    long usual = super.bodyLimit(configuration, method, path);
    if (path.startsWith("/v2/artifacts") && configuration.artifactDirectory().isPresent()) {
      return configuration.artifactBody();
    }
    return path.startsWith("/v2/groups") ? GROUP * usual : usual;
  }

  @Override
  public void run(MarathonConfiguration configuration, Environment environment) throws IOException {
    InstantSource clock = InstantSource.system();
    MonotonicClock ticker = MonotonicClock.system();
    Database database =
        Database.open(
            configuration.getDatabase(),
            ROLE,
            PostgresMarathonStore.ENTITIES,
            environment.metrics());
    environment.lifecycle().manage(closing(database::close));
    var store = new PostgresMarathonStore(database);
    var election =
        new LeaderElection(
            database,
            Holder.thisProcess(configuration.hostname() + ":" + configuration.apiPort()),
            configuration.getLeadership().toSettings(),
            ticker,
            exit());
    Optional<SecretSeal> seal = configuration.secretSeal();
    var events = new SseHub(configuration.eventStreams()).closeWith(environment.lifecycle());
    var runtime =
        new MarathonRuntime(
            configuration.heartSettings(),
            store,
            events,
            election,
            new MarathonRuntime.Surroundings(
                clock,
                ticker,
                configuration.getLoop().toSettings(),
                environment.metrics(),
                configuration.probesAtOnce(),
                configuration.names(),
                seal,
                callbacks(configuration, environment),
                exit()),
            clients(configuration, clock));
    environment.lifecycle().manage(closing(runtime::close));
    environment.lifecycle().manage(election);

    environment.jersey().register(new SecretsResource(runtime, seal));
    Supplier<Optional<String>> leader = leader(configuration, environment, election);
    serve(configuration, environment, runtime, store, events, leader, clock, election::abdicate);
    var self = OwnAddress.of(configuration.hostname(), configuration.apiPort(), environment);
    filter(environment, "proxy", true, new LeaderProxy(election, self::text, MANNERS));
    var health = environment.healthChecks();
    health.register("database", new DatabaseHealthCheck(database));
    health.register("leadership", election.healthCheck());
    health.register(
        "master",
        new ConnectionHealthCheck(
            "the master", () -> election.epoch().isPresent(), () -> runtime.master().connected()));
  }

  private static void serve(
      MarathonConfiguration configuration,
      Environment environment,
      MarathonRuntime runtime,
      PostgresMarathonStore store,
      SseHub events,
      Supplier<Optional<String>> leader,
      InstantSource clock,
      Runnable abdicate) {
    var jersey = environment.jersey();
    var rules = configuration.heartSettings().validation();
    var definitions = new Definitions(rules, configuration.names());
    jersey.register(
        new AppsResource(runtime, definitions, store, new AppHistory(runtime, store), clock));
    jersey.register(new AppVersionsResource(runtime, store));
    jersey.register(new PodsResource(runtime, definitions, store, clock));
    jersey.register(new GroupsResource(runtime, definitions, store, clock));
    jersey.register(new PluginsResource());
    jersey.register(new AppTasksResource(runtime));
    jersey.register(new TasksResource(runtime));
    jersey.register(new DeploymentsResource(runtime, clock));
    jersey.register(new QueueResource(runtime, clock));
    jersey.register(
        new EventSubscriptionsResource(
            runtime, clock, configuration.postsEvents(), configuration.httpEndpoints()));
    jersey.register(new EventsResource(events, store, runtime, clock));
    jersey.register(
        new InfoResource(runtime, SettingsDocument.of(configuration), leader, abdicate));
    jersey.register(new UnknownTasksResource(runtime));
    jersey.register(MultiPartFeature.class);
    jersey.register(new ArtifactsResource(configuration.artifacts(clock)));
    jersey.register(new LoggingResource());
    jersey.register(new RootResource(SettingsDocument.of(configuration)));
    jersey.register(new UiResource());
    jersey.register(new PingResource());
    jersey.register(new MetricsResource(environment.metrics()));
    var metrics = new OriginalMetrics(environment.metrics());
    metrics.ofTheJvm();
    environment.lifecycle().addServerLifecycleListener(server -> metrics.ofHttp());
    environment
        .metrics()
        .registerGauge("marathon.http.event-streams.active.gauge", events::readers);
    if (configuration.requestsAtOnce() > 0) {
      filter(environment, "limit", false, new ConcurrencyLimit(configuration.requestsAtOnce()));
    }
    filter(
        environment,
        "headers",
        true,
        new ResponseHeaders(() -> leader.get().map(address -> "http://" + address)));
  }

  /**
   * @param last whether it stands behind the ones that are there already, or before them
   */
  private static void filter(Environment environment, String name, boolean last, Filter filter) {
    var registration = environment.servlets().addFilter(name, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), last, "/*");
  }

  private static MasterLink.Starter clients(
      MarathonConfiguration configuration, InstantSource clock) throws IOException {
    Optional<String> secret = configuration.secret();
    Function<Set<String>, FrameworkInfo> info =
        roles ->
            Frameworks.info(
                configuration.frameworkName(),
                configuration.mesosUser(),
                roles,
                configuration.hostname(),
                "http://" + configuration.hostname() + ":" + configuration.apiPort(),
                configuration.heartSettings().validation().allows("gpu_resources"));
    return (framework, roles, listener) -> {
      SchedulerClientBuilder builder =
          SchedulerClient.builder(configuration.masters(), info.apply(roles))
              .frameworkId(framework)
              .listener(listener)
              .clock(clock);
      secret.ifPresent(text -> builder.credentials(configuration.principal(), text));
      SchedulerClient client = builder.build();
      client.start();
      return new MasterLink.Client() {
        @Override
        public SchedulerCalls calls() {
          return client;
        }

        @Override
        public void roles(Set<String> next) {
          client.update(info.apply(next), Set.of());
        }

        @Override
        public boolean connected() {
          return client.connected();
        }

        @Override
        public void close() {
          client.close();
        }
      };
    };
  }

  /** While we lead, the port that we really got; it may have been left to the machine. */
  private static Supplier<Optional<String>> leader(
      MarathonConfiguration configuration, Environment environment, LeaderElection election) {
    var own = OwnAddress.of(configuration.hostname(), configuration.apiPort(), environment);
    return () -> election.epoch().isPresent() ? Optional.of(own.text()) : election.leaderAddress();
  }

  private static Optional<Callbacks> callbacks(
      MarathonConfiguration configuration, Environment environment) {
    if (!configuration.postsEvents()) {
      return Optional.empty();
    }
    var callbacks =
        new Callbacks(configuration.slowConsumerTimeout(), configuration.httpEndpoints());
    environment.lifecycle().manage(closing(callbacks::close));
    return Optional.of(callbacks);
  }

  private static Managed closing(Runnable close) {
    return new Managed() {
      @Override
      public void stop() {
        close.run();
      }
    };
  }
}

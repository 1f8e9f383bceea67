package dev.stadion.master;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.health.HealthCheck;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.leader.Holder;
import dev.stadion.dropwizard.leader.LeaderDuty;
import dev.stadion.dropwizard.leader.LeaderElection;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.loop.LoopMetrics;
import dev.stadion.dropwizard.loop.NotLeadingException;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.service.Connectors;
import dev.stadion.dropwizard.service.ExitHandler;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.master.api.Master;
import dev.stadion.master.document.Counters;
import dev.stadion.master.heart.AllocationWatch;
import dev.stadion.master.heart.MasterChange;
import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterHeart;
import dev.stadion.master.heart.MasterOutcome;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.runtime.MasterEffects;
import dev.stadion.master.runtime.Standby;
import dev.stadion.master.wire.MasterIdentity;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.zookeeper.MasterAnnouncement;
import dev.stadion.zookeeper.ZookeeperUrl;
import io.dropwizard.lifecycle.Managed;
import io.dropwizard.lifecycle.ServerLifecycleListener;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running master: stands for election once the server listens, because the others must be told
 * where; while it leads, its loop decides.
 */
final class MasterProcess implements Master, LeaderDuty, ServerLifecycleListener, Managed {
  private static final Logger log = LoggerFactory.getLogger(MasterProcess.class);

  private final MasterConfiguration configuration;
  private final Database database;
  private final StateStore<MasterState, MasterChange> store;
  private final Streams streams;
  private final InstantSource clock;
  private final MonotonicClock ticker;
  private final LoopMetrics metrics;
  private final Counters counters;
  private final ExitHandler exit;
  private final AllocationWatch allocations;
  private final Standby standby;

  /** What exists only once the server listens. */
  private record Started(
      MasterIdentity identity,
      LeaderElection election,
      EventLoop<MasterState, MasterEvent, MasterChange, MasterEffect, MasterOutcome> loop) {}

  private volatile Started started;
  private Optional<MasterAnnouncement> announcement = Optional.empty(); // the duty's thread only

  MasterProcess(
      MasterConfiguration configuration,
      Database database,
      StateStore<MasterState, MasterChange> store,
      Streams streams,
      InstantSource clock,
      MonotonicClock ticker,
      LoopMetrics metrics,
      Counters counters,
      ExitHandler exit,
      AllocationWatch allocations,
      Standby standby) {
    this.configuration = requireNonNull(configuration, "configuration");
    this.database = requireNonNull(database, "database");
    this.store = requireNonNull(store, "store");
    this.streams = requireNonNull(streams, "streams");
    this.clock = requireNonNull(clock, "clock");
    this.ticker = requireNonNull(ticker, "ticker");
    this.metrics = requireNonNull(metrics, "metrics");
    this.counters = requireNonNull(counters, "counters");
    this.exit = requireNonNull(exit, "exit");
    this.allocations = requireNonNull(allocations, "allocations");
    this.standby = requireNonNull(standby, "standby");
  }

  @Override
  public void serverStarted(Server server) {
    MasterIdentity identity = identity(server);
    var election =
        new LeaderElection(
            database,
            Holder.thisProcess(identity.hostname() + ":" + identity.port()),
            configuration.getLeadership().toSettings(),
            ticker,
            exit);
    var settings = configuration.toSettings();
    double heartbeatSeconds = configuration.getHeartbeat().toMilliseconds() / 1000.0;
    var loop =
        new EventLoop<>(
            "master",
            new MasterHeart(settings, allocations),
            store,
            counters.counting(
                new MasterEffects(
                    streams,
                    () -> identity,
                    settings,
                    heartbeatSeconds,
                    configuration.getMaxWatchers(),
                    why -> exit.exit(ExitHandler.LOST_LEADERSHIP, why))),
            election.supervise(streams::closeAll),
            clock,
            ticker,
            configuration.getLoop().toSettings(),
            metrics);
    started = new Started(identity, election, loop);
    election.setDuty(this);
    election.start();
  }

  /** The address to be reached at; a master that listens everywhere must be told its name. */
  private MasterIdentity identity(Server server) {
    ServerConnector connector = Connectors.application(server);
    try {
      InetAddress bound = InetAddress.getByName(connector.getHost());
      InetAddress address = bound.isAnyLocalAddress() ? InetAddress.getLocalHost() : bound;
      String hostname =
          configuration.getHostname().isEmpty()
              ? address.getHostAddress()
              : configuration.getHostname();
      boolean four = address.getAddress().length == 4;
      return new MasterIdentity(
          hostname, four ? address.getHostAddress() : "127.0.0.1", connector.getLocalPort());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("this machine has no address; set 'hostname'", e);
    }
  }

  @Override
  public void takeOver(long epoch) {
    started.loop().start(epoch);
    MasterState state = started.loop().snapshot();
    log.info(
        "master {} decides in epoch {}: {} agents and {} frameworks may come back",
        state.masterId(),
        epoch,
        state.agents().size(),
        state.frameworks().size());
    announcement = configuration.zookeeper().map(url -> announce(url, state.masterId(), epoch));
  }

  private MasterAnnouncement announce(ZookeeperUrl url, String masterId, long epoch) {
    Started now = started;
    var made =
        new MasterAnnouncement(
            url,
            now.identity().info(masterId),
            () -> now.election().mayActIn(epoch),
            MasterAnnouncement.SESSION);
    made.start();
    return made;
  }

  @Override
  public void standBy() {
    standby.run(started.election()::mayAct);
  }

  @Override
  public void standDown() {
    // First of all nobody is to find here who decides no more; that takes a second at most.
    announcement.ifPresent(MasterAnnouncement::close);
    announcement = Optional.empty();
    started.loop().stop();
    streams.closeAll();
  }

  @Override
  public void stop() {
    if (started != null) {
      started.election().stop();
    }
  }

  @Override
  public boolean leads() {
    Started now = started;
    return now != null && now.election().epoch().isPresent();
  }

  @Override
  public boolean awaitLeading(Duration atMost) throws InterruptedException {
    Started now = started;
    return now != null && now.election().awaitActing(atMost);
  }

  @Override
  public Optional<String> leader() {
    Started now = started;
    return now == null ? Optional.empty() : now.election().leaderAddress();
  }

  @Override
  public MasterIdentity identity() {
    Started now = started;
    return now == null ? new MasterIdentity("localhost", "127.0.0.1", 0) : now.identity();
  }

  @Override
  public CompletableFuture<MasterOutcome> submit(MasterEvent event) {
    Started now = started;
    if (now == null) {
      return CompletableFuture.failedFuture(new NotLeadingException("the master is starting"));
    }
    counters.received(event);
    return now.loop()
        .submit(event)
        .thenApply(outcome -> {
          counters.decided(event, outcome);
          return outcome;
        });
  }

  @Override
  public void post(MasterEvent event) {
    Started now = started;
    if (now != null) {
      counters.received(event);
      now.loop().post(event);
    }
  }

  @Override
  public MasterState snapshot() {
    Started now = started;
    if (now == null) {
      throw new NotLeadingException("the master is starting");
    }
    return now.loop().snapshot();
  }

  /** Healthy when the database answers, whoever leads. */
  HealthCheck leadership() {
    return new HealthCheck() {
      @Override
      protected Result check() {
        Started now = started;
        return now == null ? Result.unhealthy("starting") : now.election().healthCheck().execute();
      }
    };
  }
}

package dev.stadion.agent.runtime;

import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.check.LiveProber;
import dev.stadion.agent.container.ClosedContainerizer;
import dev.stadion.agent.container.Containers;
import dev.stadion.agent.container.Identities;
import dev.stadion.agent.container.Observer;
import dev.stadion.agent.container.ProcessContainerizer;
import dev.stadion.agent.container.ProcessSpecs;
import dev.stadion.agent.docker.DockerContainerizer;
import dev.stadion.agent.executor.ExecutorTokens;
import dev.stadion.agent.fetch.Fetcher;
import dev.stadion.agent.heart.AgentChange;
import dev.stadion.agent.heart.AgentEffect;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentHeart;
import dev.stadion.agent.heart.AgentOutcome;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.master.MasterLink;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.master.Orders;
import dev.stadion.agent.posix.Users;
import dev.stadion.agent.sandbox.AgentAddress;
import dev.stadion.agent.sandbox.GivenEnvironment;
import dev.stadion.agent.sandbox.SandboxCleaner;
import dev.stadion.agent.sandbox.VolumeDirectories;
import dev.stadion.agent.supervisor.SupervisorLink;
import dev.stadion.agent.supervisor.SupervisorProcess;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.loop.LoopMetrics;
import dev.stadion.dropwizard.loop.LoopSettings;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.mesos.convert.AttributeConverter;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.stream.Beat;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.AgentInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent, wired: journal, heart, supervisor, master. Started once, stopped once. */
public final class Agent implements AutoCloseable {
  /** What this agent says its version is: three numbers, as clients of Mesos expect. */
  public static final String VERSION = "1.11.0";

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private static final Duration EXECUTOR_HEARTBEAT = Duration.ofMinutes(30); // mesos-v1.md §16
  private static final long EXECUTOR_BUFFER_BYTES = 64L << 20;
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final AgentSettings settings;
  private final AgentAddress address;
  private final AgentInfo info;
  private final WorkDirectory directory;
  private final JournalStore store;
  private final Cgroups cgroups;
  private final ExecutorService worker;
  private final HttpClient http;
  private final Fetcher fetcher;
  private final Tally tally = new Tally();
  private final SupervisorWords heard;
  private final SupervisorLink supervisor;
  private final Containers containers;
  private final TaskWatches watches;
  private final Optional<ExecutorTokens> tokens;
  private final Streams executorStreams;
  private final MasterLink master;
  private final EventLoop<AgentState, AgentEvent, AgentChange, AgentEffect, AgentOutcome> loop;
  private final SandboxCleaning cleaning;

  /**
   * Opens the work directory; starts nothing yet.
   *
   * @param port where this agent's HTTP API answers
   * @param random must not repeat itself over the lives of this agent: container ids come from it
   * @param environment of this process, of which tasks get no more than PATH and LANG
   * @param fatal told of a bug, after which nothing is decided any more
   * @throws IOException when another agent uses the work directory, or it cannot be written
   */
  public Agent(
      AgentSettings settings,
      int port,
      Map<String, String> environment,
      InstantSource clock,
      RandomGenerator random,
      Consumer<Throwable> fatal)
      throws IOException {
    this.settings = settings;
    this.address = new AgentAddress(settings.hostname(), settings.ip(), port);
    this.info =
        AgentInfo.newBuilder()
            .setHostname(settings.hostname())
            .setPort(port)
            .addAllResources(ResourceConverter.toProto(settings.resources()))
            .addAllAttributes(AttributeConverter.toProto(settings.attributes()))
            .build();
    Path work = settings.workDirectory();
    this.directory = WorkDirectory.open(work);
    this.store = new JournalStore(directory.journal());
    this.cgroups =
        Cgroups.detect(
            settings.cgroups(), "stadion-" + Integer.toHexString(work.toString().hashCode()));
    this.worker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("agent-worker").daemon().factory());
    this.http = MasterLink.newHttpClient();
    this.heard = new SupervisorWords(recovering(), cgroups);
    this.supervisor =
        new SupervisorLink(
            new SupervisorProcess(directory.supervisor(), settings.supervisorIdle()), heard);
    var fresh = new FreshContainers(random);
    this.master =
        new MasterLink(
            http,
            settings.master(),
            this::subscribeCall,
            new MasterWords(new Orders(fresh, settings.executors().shutdownGrace()), this::post),
            random);
    this.fetcher = new Fetcher(settings.fetch(), work, MonotonicClock.system());
    this.tokens =
        settings.executors().authenticate()
            ? Optional.of(ExecutorKeys.tokens(directory.executorKey(), random))
            : Optional.empty();
    this.executorStreams =
        new Streams(
            () -> fresh.get().value(),
            Beat.later(EXECUTOR_HEARTBEAT),
            EXECUTOR_BUFFER_BYTES,
            MonotonicClock.system()::nanos);
    Observer observer = news -> post(new AgentEvent.Observed(news));
    var processes =
        new ProcessContainerizer(
            new ProcessSpecs(basics(environment)),
            new Identities(settings.switchUser() && Users.ownUid() == 0),
            cgroups,
            supervisor,
            observer);
    this.containers =
        new Containers(
            processes, docker(settings, observer, clock), new ArtifactFetching(fetcher), observer);
    var launchings =
        new Launchings(
            work,
            new GivenEnvironment(
                address,
                settings.executors().recoveryTimeout(),
                settings.executors().shutdownGrace()),
            tokens);
    this.watches =
        new TaskWatches(
            new CheckLooks(launchings, processes, containers),
            new LiveProber(containers::execute),
            clock,
            MonotonicClock.system(),
            this::post);
    var effects =
        new AgentEffects(
            launchings,
            containers,
            master,
            executorStreams,
            info,
            watches,
            new VolumeKeeper(new VolumeDirectories(work), processes::give, this::post),
            worker,
            tally);
    this.loop =
        new EventLoop<>(
            "agent",
            new AgentHeart(settings.executors().times()),
            store,
            effects,
            new LoneLoop(fatal, this::askAgain),
            clock,
            MonotonicClock.system(),
            LoopSettings.DEFAULTS,
            LoopMetrics.NONE);
    this.cleaning =
        new SandboxCleaning(
            new SandboxCleaner(work.resolve("slaves"), settings.keepSandboxes()),
            this::state,
            clock,
            tally);
  }

  private static Optional<ClosedContainerizer> docker(
      AgentSettings settings, Observer observer, InstantSource clock) {
    return settings.docker().enabled()
        ? Optional.of(
            new DockerContainerizer(
                settings.docker(),
                settings.workDirectory().toString(),
                settings.cgroups().cpuQuota(),
                MachineResources.memoryBytes(),
                observer,
                clock))
        : Optional.empty();
  }

  /** Reads the journal, finds the supervisor, and then registers; returns before that is done. */
  public void start() {
    loop.start(1);
    LOG.info(
        "agent {} offers {} from {}",
        state().id().map(id -> id.value()).orElse("(new)"),
        settings.resources(),
        settings.workDirectory());
    supervisor.start();
    cleaning.start();
  }

  /** What the agent knows, as of the last commit. */
  public AgentState state() {
    return loop.snapshot();
  }

  public AgentSettings settings() {
    return settings;
  }

  public AgentAddress address() {
    return address;
  }

  /** What was said and done since the start. */
  public Tally tally() {
    return tally;
  }

  /** How fetching artifacts has fared. */
  public Fetcher.Figures fetches() {
    return fetcher.figures();
  }

  /** The master that answered last; empty before the first. */
  public Optional<URI> masterAddress() {
    return master.master();
  }

  /**
   * Stops in bounded time. Unless tasks are to be kept, they are ended first, with their grace, and
   * the master is told.
   */
  @Override
  public void close() {
    cleaning.close();
    if (!settings.keepTasks() && heard.areHeard()) {
      Farewell.say(this);
    }
    master.close();
    if (settings.keepTasks()) {
      supervisor.close();
    } else {
      supervisor.leave();
    }
    executorStreams.closeAll();
    watches.close();
    containers.close();
    fetcher.close();
    worker.close();
    loop.stop();
    cgroups.removeIfEmpty();
    http.shutdownNow();
    try {
      store.close();
      directory.close();
    } catch (IOException e) {
      LOG.warn("closing the agent's files failed", e);
    }
  }

  /** A fact that nobody waits for. */
  public void post(AgentEvent event) {
    loop.post(event);
  }

  /** Completes when the decision is remembered; see the loop for its failures. */
  public CompletableFuture<AgentOutcome> submit(AgentEvent event) {
    return loop.submit(event);
  }

  /** Whether the journal was read and the supervisor asked, so that executors may come back. */
  public boolean isRecovered() {
    return heard.areHeard();
  }

  /** The open answers to executors. */
  public Streams executorStreams() {
    return executorStreams;
  }

  /** Present when executors must prove who they are. */
  public Optional<ExecutorTokens> tokens() {
    return tokens;
  }

  private dev.stadion.mesos.agent.v1.Call subscribeCall() throws IOException {
    AgentState known;
    try {
      known = state();
    } catch (StoreUnavailableException e) {
      throw new IOException(e.getMessage(), e); // soon it will have been read
    }
    return Messages.subscribe(
        known, info, VERSION, container -> containers.ip(container).orElse(address.ip()));
  }

  private SupervisorWords.Recovering recovering() {
    return new SupervisorWords.Recovering() {
      @Override
      public AgentState state() {
        return Agent.this.state();
      }

      @Override
      public void post(AgentEvent event) {
        Agent.this.post(event);
      }

      @Override
      public CompletableFuture<AgentOutcome> submit(AgentEvent event) {
        return Agent.this.submit(event);
      }

      @Override
      public List<AgentEvent.Observation> besideTheSupervisor() {
        return containers.beside(Launchings.liveInDocker(Agent.this.state()));
      }

      @Override
      public void askTheSupervisorAgain() {
        supervisor.reconnect();
      }

      @Override
      public void register() {
        master.start();
      }
    };
  }

  private static Map<String, String> basics(Map<String, String> environment) {
    var basics = new HashMap<String, String>();
    basics.put("PATH", environment.getOrDefault("PATH", DEFAULT_PATH));
    if (environment.containsKey("LANG")) {
      basics.put("LANG", environment.get("LANG"));
    }
    return basics;
  }

  private void askAgain() {
    LOG.warn("the journal was read again; master and supervisor are asked anew");
    master.resubscribe("the journal was read again");
    supervisor.reconnect();
    // Who listened is not remembered: executors subscribe again.
    executorStreams.closeAll();
  }
}

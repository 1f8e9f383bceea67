package dev.stadion.agent.runtime;

import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.check.LiveProber;
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
import dev.stadion.agent.master.AgentStreamListener;
import dev.stadion.agent.master.MasterLink;
import dev.stadion.agent.master.Messages;
import dev.stadion.agent.master.Orders;
import dev.stadion.agent.posix.Users;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.sandbox.AgentAddress;
import dev.stadion.agent.sandbox.GivenEnvironment;
import dev.stadion.agent.sandbox.SandboxCleaner;
import dev.stadion.agent.sandbox.VolumeDirectories;
import dev.stadion.agent.supervisor.SupervisorLink;
import dev.stadion.agent.supervisor.SupervisorListener;
import dev.stadion.agent.supervisor.SupervisorProcess;
import dev.stadion.dropwizard.loop.EventLoop;
import dev.stadion.dropwizard.loop.LoopMetrics;
import dev.stadion.dropwizard.loop.LoopSettings;
import dev.stadion.dropwizard.loop.LoopSupervisor;
import dev.stadion.dropwizard.loop.StaleEpochException;
import dev.stadion.dropwizard.time.MonotonicClock;
import dev.stadion.mesos.agent.v1.Event;
import dev.stadion.mesos.convert.AttributeConverter;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.stream.Beat;
import dev.stadion.mesos.stream.Streams;
import dev.stadion.mesos.v1.AgentInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent, wired: journal, heart, supervisor, master. Started once, stopped once. */
public final class Agent implements AutoCloseable {
  /** What this agent says its version is: three numbers, as clients of Mesos expect. */
  public static final String VERSION = "1.11.0";

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private static final Duration CLEAN_EVERY = Duration.ofMinutes(10);
  private static final Duration TASKS_END_WITHIN = Duration.ofSeconds(30);
  private static final Duration LAST_WORDS_WITHIN = Duration.ofSeconds(2);
  private static final Duration EXECUTOR_HEARTBEAT = Duration.ofMinutes(30); // mesos-v1.md §16
  private static final long EXECUTOR_BUFFER_BYTES = 64L << 20;
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final AgentSettings settings;
  private final AgentAddress address;
  private final AgentInfo info;
  private final FileChannel lockFile;
  private final JournalStore store;
  private final Cgroups cgroups;
  private final ExecutorService worker;
  private final HttpClient http;
  private final Fetcher fetcher;
  private final Tally tally = new Tally();
  private final SupervisorLink supervisor;
  private final Containers containers;
  private final TaskWatches watches;
  private final Optional<ExecutorTokens> tokens;
  private final Streams executorStreams;
  private final MasterLink master;
  private final EventLoop<AgentState, AgentEvent, AgentChange, AgentEffect, AgentOutcome> loop;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Timer cleaning = new Timer("agent-cleaner", true);
  private final AtomicBoolean recovered = new AtomicBoolean();

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
    this.clock = clock;
    this.random = random;
    this.address = new AgentAddress(settings.hostname(), settings.ip(), port);
    this.info =
        AgentInfo.newBuilder()
            .setHostname(settings.hostname())
            .setPort(port)
            .addAllResources(ResourceConverter.toProto(settings.resources()))
            .addAllAttributes(AttributeConverter.toProto(settings.attributes()))
            .build();
    Path work = settings.workDirectory();
    // Tasks of other users get through to their sandboxes, but what is remembered of everybody's
    // tasks is not for them to read.
    Path meta = Files.createDirectories(work.resolve("meta"));
    Files.setPosixFilePermissions(meta, PosixFilePermissions.fromString("rwx------"));
    this.lockFile = lock(meta.resolve("agent.lock"), work);
    this.store = new JournalStore(meta.resolve("agent.journal"));
    this.cgroups =
        Cgroups.detect(
            settings.cgroups(), "stadion-" + Integer.toHexString(work.toString().hashCode()));
    this.worker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("agent-worker").daemon().factory());
    this.http = MasterLink.newHttpClient();
    this.supervisor =
        new SupervisorLink(
            new SupervisorProcess(work.resolve("supervisor"), settings.supervisorIdle()),
            new FromSupervisor());
    this.master =
        new MasterLink(http, settings.master(), this::subscribeCall, new FromMaster(), random);
    this.fetcher = new Fetcher(settings.fetch(), work, MonotonicClock.system());
    this.tokens =
        settings.executors().authenticate()
            ? Optional.of(ExecutorKeys.tokens(meta.resolve("executor.key"), random))
            : Optional.empty();
    this.executorStreams =
        new Streams(
            () -> freshContainer().value(),
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
            processes,
            settings.docker().enabled()
                ? Optional.of(
                    new DockerContainerizer(
                        settings.docker(),
                        work.toString(),
                        settings.cgroups().cpuQuota(),
                        MachineResources.memoryBytes(),
                        observer,
                        clock))
                : Optional.empty(),
            new ArtifactFetching(fetcher),
            observer);
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
            new Guard(fatal),
            clock,
            MonotonicClock.system(),
            LoopSettings.DEFAULTS,
            LoopMetrics.NONE);
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
    cleaning.schedule(cleaningTask(), CLEAN_EVERY.toMillis(), CLEAN_EVERY.toMillis());
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
    cleaning.cancel();
    if (!settings.keepTasks() && recovered.get()) {
      endTasks();
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
      lockFile.close();
    } catch (IOException e) {
      LOG.warn("closing the agent's files failed", e);
    }
  }

  private TimerTask cleaningTask() {
    var cleaner =
        new SandboxCleaner(settings.workDirectory().resolve("slaves"), settings.keepSandboxes());
    return new TimerTask() {
      @Override
      public void run() {
        try {
          int removed = cleaner.clean(containersOf(state()), clock.instant());
          tally.removedSandboxes(removed);
          if (removed > 0) {
            LOG.info("removed {} old sandboxes", removed);
          }
        } catch (IOException | RuntimeException e) {
          tally.failedToRemoveSandboxes();
          LOG.warn("old sandboxes could not be removed: {}", e.toString());
        }
      }
    };
  }

  private static Set<ContainerId> containersOf(AgentState state) {
    var all = new HashSet<ContainerId>(state.containers().keySet());
    all.addAll(state.executors().containers().keySet());
    return all;
  }

  private void endTasks() {
    post(new AgentEvent.StopTasks());
    if (!await(() -> !state().hasLiveTasks(), TASKS_END_WITHIN)) {
      LOG.warn("some tasks did not end within {} s", TASKS_END_WITHIN.toSeconds());
    } else if (!await(() -> !state().connected() || state().tasks().isEmpty(), LAST_WORDS_WITHIN)) {
      LOG.info("some last words were not acknowledged; they are said again at the next start");
    }
  }

  private static boolean await(BooleanSupplier condition, Duration atMost) {
    var never = new CountDownLatch(1);
    try {
      for (long looks = atMost.toMillis() / 20; looks > 0; looks--) {
        if (condition.getAsBoolean() || never.await(20, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
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
    return recovered.get();
  }

  /** The open answers to executors. */
  public Streams executorStreams() {
    return executorStreams;
  }

  /** Present when executors must prove who they are. */
  public Optional<ExecutorTokens> tokens() {
    return tokens;
  }

  private dev.stadion.mesos.agent.v1.Call subscribeCall() {
    return Messages.subscribe(
        state(), info, VERSION, container -> containers.ip(container).orElse(address.ip()));
  }

  private ContainerId freshContainer() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(3L << 62)) | (2L << 62);
    return new ContainerId(new UUID(high, low).toString());
  }

  private static FileChannel lock(Path file, Path work) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (java.nio.channels.OverlappingFileLockException e) {
      LOG.debug("{} is locked by this very process", file);
    }
    if (lock == null) {
      channel.close();
      throw new IOException("another agent works in " + work);
    }
    return channel;
  }

  private static Map<String, String> basics(Map<String, String> environment) {
    var basics = new HashMap<String, String>();
    basics.put("PATH", environment.getOrDefault("PATH", DEFAULT_PATH));
    if (environment.containsKey("LANG")) {
      basics.put("LANG", environment.get("LANG"));
    }
    return basics;
  }

  /** Words of the master become events, in stream order. */
  private final class FromMaster implements AgentStreamListener {
    private final Orders orders =
        new Orders(Agent.this::freshContainer, settings.executors().shutdownGrace());

    @Override
    public void on(Event event) {
      try {
        orders.read(event).ifPresent(Agent.this::post);
      } catch (IllegalArgumentException e) {
        LOG.error("the master sent a {} that cannot be read", event.getType(), e);
      }
    }

    @Override
    public void disconnected(String why) {
      post(new AgentEvent.Disconnected());
    }
  }

  /** Reports of the supervisor become events; the first of them lets the agent register. */
  private final class FromSupervisor implements SupervisorListener {
    @Override
    public void everything(List<ProcessReport> reports) {
      boolean first = recovered.compareAndSet(false, true);
      try {
        var all = new ArrayList<>(observations(reports));
        all.addAll(containers.beside(Launchings.liveInDocker(state())));
        var outcome = loop.submit(new AgentEvent.Recovered(all, first)).join();
        LOG.debug("{} containers found: {}", reports.size(), outcome);
      } catch (CompletionException e) {
        LOG.warn("what the supervisor knows could not be remembered", e);
        recovered.compareAndSet(first, false);
        supervisor.reconnect();
        return;
      }
      if (first) {
        removeStrayCgroups();
        master.start();
      }
    }

    @Override
    public void news(List<ProcessReport> reports) {
      post(new AgentEvent.Observed(observations(reports)));
    }

    private List<AgentEvent.Observation> observations(List<ProcessReport> reports) {
      return reports.stream()
          .map(report ->
              new AgentEvent.Observation(report.container(), report.status(), memoryLimit(report)))
          .toList();
    }

    private Optional<String> memoryLimit(ProcessReport report) {
      boolean failed =
          switch (report.status()) {
            case ProcessStatus.Exited(int code, _) -> code != 0;
            case ProcessStatus.Signaled _, ProcessStatus.Vanished _ -> true;
            case ProcessStatus.Running _, ProcessStatus.NotStarted _ -> false;
          };
      return failed ? cgroups.memoryLimitExceeded(report.container()) : Optional.empty();
    }

    private void removeStrayCgroups() {
      AgentState known = state();
      cgroups.present().stream()
          .filter(container -> !known.knows(container))
          .forEach(cgroups::remove);
    }
  }

  /** A journal has one writer and no leader: only bugs and a full disk can stop it. */
  private final class Guard implements LoopSupervisor {
    private final Consumer<Throwable> fatal;

    Guard(Consumer<Throwable> fatal) {
      this.fatal = fatal;
    }

    @Override
    public boolean mayAct() {
      return true;
    }

    @Override
    public void reloaded() {
      LOG.warn("the journal was read again; master and supervisor are asked anew");
      master.resubscribe("the journal was read again");
      supervisor.reconnect();
      // Who listened is not remembered: executors subscribe again.
      executorStreams.closeAll();
    }

    @Override
    public void lostLeadership(StaleEpochException why) {
      fatal.accept(why);
    }

    @Override
    public void bug(Throwable cause) {
      fatal.accept(cause);
    }
  }
}

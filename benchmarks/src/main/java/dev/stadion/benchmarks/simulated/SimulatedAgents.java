package dev.stadion.benchmarks.simulated;

import dev.stadion.agent.master.MasterLink;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.AgentInfo;
import dev.stadion.mesos.v1.TaskInfo;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.scheduling.resource.Resources;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Many agents in one process: each has its own stream from the master and its own registration, and
 * says of every task at once that it runs, or that it is done. Nothing is started. Many of them
 * share an HTTP client; each costs a few virtual threads.
 */
public final class SimulatedAgents implements AutoCloseable {
  private static final int FIRST_PORT = 20_000;

  /** A client looks for a connection among all that it has. */
  private static final int AGENTS_PER_CLIENT = 100;

  private final Counters counters = new Counters();
  private final List<HttpClient> clients;
  private final List<SimulatedAgent> agents;

  /** What is said of every task at once. */
  public enum Habit {
    /** It runs, until it is killed. */
    RUN(TaskState.TASK_RUNNING),
    /** It is done, and well. */
    FINISH(TaskState.TASK_FINISHED);

    final TaskState state;

    Habit(TaskState state) {
      this.state = state;
    }
  }

  /** Who wants to know of every order; called on the threads of the agents' streams. */
  public interface Orders {
    void received(TaskInfo task);
  }

  /** What happened so far, over all agents. */
  public static final class Counters {
    private final AtomicLong connected = new AtomicLong();
    private final AtomicLong registrations = new AtomicLong();
    private final AtomicLong started = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();

    void subscribed() {
      connected.incrementAndGet();
      registrations.incrementAndGet();
    }

    void disconnected() {
      connected.decrementAndGet();
    }

    void started() {
      started.incrementAndGet();
    }

    void ended() {
      ended.incrementAndGet();
    }

    void acknowledged() {
      acknowledged.incrementAndGet();
    }

    /** Agents with a stream now. */
    public long connected() {
      return connected.get();
    }

    /** How often an agent got a stream. */
    public long registrations() {
      return registrations.get();
    }

    /** Tasks that were ordered and said to run. */
    public long startedTasks() {
      return started.get();
    }

    /** Tasks that were killed or are done. */
    public long endedTasks() {
      return ended.get();
    }

    /** Updates whose framework has heard of them. */
    public long acknowledgedUpdates() {
      return acknowledged.get();
    }
  }

  /**
   * @param count how many agents
   * @param each what each of them offers
   * @param seed of their pauses and names
   */
  public SimulatedAgents(
      List<URI> masters, int count, Resources each, InstantSource clock, long seed) {
    this(masters, count, each, clock, seed, Habit.RUN, task -> {});
  }

  /**
   * @param count how many agents
   * @param each what each of them offers
   * @param seed of their pauses and names
   */
  public SimulatedAgents(
      List<URI> masters,
      int count,
      Resources each,
      InstantSource clock,
      long seed,
      Habit habit,
      Orders orders) {
    MasterLinkSettings settings = MasterLinkSettings.of(masters);
    var random = new SplittableRandom(seed);
    this.clients =
        Stream.generate(MasterLink::newHttpClient)
            .limit(Math.ceilDiv(count, AGENTS_PER_CLIENT))
            .toList();
    this.agents =
        IntStream.range(0, count)
            .mapToObj(i ->
                new SimulatedAgent(
                    clients.get(i / AGENTS_PER_CLIENT),
                    settings,
                    info(i, each),
                    clock,
                    random.split(),
                    new SimulatedAgent.Ways(habit, orders, counters)))
            .toList();
  }

  private static AgentInfo info(int index, Resources each) {
    return AgentInfo.newBuilder()
        .setHostname("simulated-" + index)
        .setPort(FIRST_PORT + index)
        .addAllResources(ResourceConverter.toProto(each))
        .build();
  }

  /** Begins to register all of them. */
  public void start() {
    agents.forEach(SimulatedAgent::start);
  }

  public Counters counters() {
    return counters;
  }

  @Override
  public void close() {
    agents.forEach(SimulatedAgent::close);
    clients.forEach(HttpClient::shutdownNow);
  }
}

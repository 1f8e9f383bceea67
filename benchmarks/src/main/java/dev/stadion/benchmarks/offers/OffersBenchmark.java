package dev.stadion.benchmarks.offers;

import dev.stadion.master.heart.MasterEffect;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Value;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The master's decisions about offers, without network and database: one pass that offers a whole
 * idle cluster, beside the raw limit of building and serialising as many minimal offers; and the
 * decision about a single task that ends in a full cluster, which offers what it held.
 *
 * <p>A state never changes, so each decision is made many times on the same one; the median counts.
 * Time is that of the deciding thread on its processor: who else uses the machine does not count.
 *
 * <p>Arguments: idle agents (10000), frameworks (40), busy agents (5000), tasks on each (20),
 * rounds (30).
 */
public final class OffersBenchmark {
  private static final double MILLI = 1e6;
  private static final double MICRO = 1e3;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final int rounds;

  OffersBenchmark(int rounds) {
    this.rounds = rounds;
  }

  /**
   * What one run measured.
   *
   * @param alone one pass for a single framework
   * @param shared one pass for all frameworks
   * @param raw building and serialising as many offers
   */
  record Pass(int agents, int frameworks, Duration alone, Duration shared, Duration raw) {
    @Override
    public String toString() {
      return "offers for %d agents in one pass: %.1f ms to 1 framework, %.1f ms to %d in as many roles; raw: as many minimal offers built and serialised in %.1f ms"
          .formatted(
              agents,
              alone.toNanos() / MILLI,
              shared.toNanos() / MILLI,
              frameworks,
              raw.toNanos() / MILLI);
    }
  }

  /**
   * What one run measured.
   *
   * @param median of the decisions about one ended task each
   * @param slow 99 of 100 are not slower
   */
  record Release(int agents, int tasks, Duration median, Duration slow) {
    @Override
    public String toString() {
      return "a task ends among %d agents and %d tasks and its resources are offered: %.1f us, 99%% within %.1f us"
          .formatted(agents, tasks, median.toNanos() / MICRO, slow.toNanos() / MICRO);
    }
  }

  public static void main(String[] args) {
    var benchmark = new OffersBenchmark(argument(args, 4, 30));
    Pass pass = benchmark.pass(argument(args, 0, 10_000), argument(args, 1, 40));
    System.out.println(pass);
    System.out.println(
        benchmark.release(argument(args, 2, 5_000), argument(args, 3, 20), argument(args, 1, 40)));
  }

  private static int argument(String[] args, int index, int otherwise) {
    return index < args.length ? Integer.parseInt(args[index]) : otherwise;
  }

  Pass pass(int agents, int frameworks) {
    return new Pass(
        agents,
        frameworks,
        offering(agents, 1),
        offering(agents, frameworks),
        median(rounds, round -> timed(() -> require(raw(agents) > agents))));
  }

  private Duration offering(int agents, int frameworks) {
    var cluster = new Cluster();
    cluster.subscribe(frameworks);
    cluster.decide(cluster.closed());
    cluster.addAgents(agents);
    MasterEvent opening = cluster.opened();
    return median(
        rounds, round -> timed(() -> require(offers(cluster.imagine(opening)) == agents)));
  }

  Release release(int agents, int perAgent, int frameworks) {
    var cluster = new Cluster();
    cluster.subscribe(frameworks);
    cluster.addBusyAgents(agents, perAgent);
    int tasks =
        cluster.state().frameworks().values().stream().mapToInt(f -> f.tasks().size()).sum();
    require(tasks == agents * perAgent && cluster.state().idle().isEmpty());
    List<MasterEvent> ends = cluster.ends(agents);
    var nanos = new ArrayList<Long>();
    for (int round = 0; round < rounds; round++) {
      nanos.clear();
      for (MasterEvent end : ends) {
        nanos.add(timed(() -> require(offers(cluster.imagine(end)) == 1)));
      }
    }
    nanos.sort(null);
    return new Release(
        agents,
        tasks,
        Duration.ofNanos(nanos.get(nanos.size() / 2)),
        Duration.ofNanos(nanos.get(nanos.size() * 99 / 100)));
  }

  private static int offers(List<MasterEffect> effects) {
    int offers = 0;
    for (MasterEffect effect : effects) {
      offers += effect instanceof MasterEffect.Offered offered ? offered.offers().size() : 0;
    }
    return offers;
  }

  private static long raw(int count) {
    long bytes = 0;
    for (int i = 0; i < count; i++) {
      bytes +=
          Offer.newBuilder()
              .setId(OfferID.newBuilder().setValue("bench-O" + i))
              .setFrameworkId(FrameworkID.newBuilder().setValue("bench-0000"))
              .setAgentId(AgentID.newBuilder().setValue("bench-S" + i))
              .setHostname("host" + i)
              .addResources(scalar("cpus", 16))
              .addResources(scalar("mem", 65_536))
              .build()
              .toByteArray()
              .length;
    }
    return bytes;
  }

  private static Resource scalar(String name, double value) {
    return Resource.newBuilder()
        .setName(name)
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value))
        .build();
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalStateException("the master did not decide what is measured here");
    }
  }

  private long timed(Runnable work) {
    long begin = threads.getCurrentThreadCpuTime();
    work.run();
    return threads.getCurrentThreadCpuTime() - begin;
  }

  /** Of the second half of the rounds, when the machine code is there. */
  private static Duration median(int rounds, ToLongFunction<Integer> round) {
    var nanos = new ArrayList<Long>();
    for (int i = 0; i < rounds; i++) {
      long took = round.applyAsLong(i);
      if (i >= rounds / 2) {
        nanos.add(took);
      }
    }
    nanos.sort(null);
    return Duration.ofNanos(nanos.get(nanos.size() / 2));
  }
}

package dev.stadion.sim.suite;

import dev.stadion.master.persistence.InMemoryMasterStore;
import dev.stadion.scheduling.resource.ResourcesText;
import dev.stadion.sim.kernel.Faults;
import dev.stadion.sim.kernel.Sim;
import dev.stadion.sim.kernel.SimNet;
import dev.stadion.sim.kernel.SimNode;
import dev.stadion.sim.kernel.Sometimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A whole suite in one world: a master, some agents, some services, and what goes wrong. */
final class SimSuite {
  private static final Duration CALM = Duration.ofSeconds(60);

  /** How long a process may outlive its owner's memory while everybody talks to each other. */
  private static final Duration TO_KILL = Duration.ofSeconds(30);

  private final Sim sim;
  private final Faults faults;
  private final Sometimes sometimes = new Sometimes();
  private final SimNet net;
  private final Witness witness = new Witness();
  private final Workload workload;
  private final MasterNode master;
  private final List<ModelAgent> agents = new ArrayList<>();
  private final List<ServiceNode> services = new ArrayList<>();
  private final Map<String, Duration> unknownSince = new HashMap<>();
  private int invariantTurn;

  SimSuite(long seed) {
    this(seed, Faults.swarm(new Random(seed * 31 + 7)));
  }

  SimSuite(long seed, Faults faults) {
    sim = new Sim(seed);
    this.faults = faults;
    net = new SimNet(sim, faults, sometimes);
    workload = new Workload(sim);
    master = new MasterNode(this, new FinalIsFinal(new InMemoryMasterStore("simulated")));
    int count = 2 + sim.random().nextInt(3);
    for (int i = 1; i <= count; i++) {
      agents.add(
          new ModelAgent(
              this,
              "agent-" + i,
              ResourcesText.parse("cpus:8;mem:4096;disk:10000;ports:[31000-31099]")));
    }
  }

  Sim sim() {
    return sim;
  }

  SimNet net() {
    return net;
  }

  Faults faults() {
    return faults;
  }

  Sometimes sometimes() {
    return sometimes;
  }

  Witness witness() {
    return witness;
  }

  Workload workload() {
    return workload;
  }

  MasterNode master() {
    return master;
  }

  List<ModelAgent> agents() {
    return agents;
  }

  void add(ServiceNode service) {
    services.add(service);
  }

  // ---- a history ----

  /** Faults for {@code troubled}, then none, and everything declared must run within 60 seconds. */
  void run(Duration troubled) {
    master.start();
    agents.forEach(ModelAgent::start);
    services.forEach(ServiceNode::start);
    sim.always(this::check);
    plan(faults.betweenCrashes(), this::crashSomebody);
    plan(faults.betweenCuts(), this::cutSomebody);
    plan(faults.betweenPartitions(), this::partitionSomebody);
    sim.runFor(troubled);

    sim.trace().note("faults are over");
    faults.stop();
    workload.calm();
    net.heal();
    everybody().forEach(SimNode::start);
    Duration end = sim.elapsed().plus(CALM);
    while (sim.elapsed().compareTo(end) < 0) {
      sim.runFor(Duration.ofSeconds(1));
      if (missing().isEmpty()) {
        break;
      }
    }
    if (!missing().isEmpty()) {
      throw new AssertionError("60 seconds after the last fault: " + missing());
    }
    services.forEach(ServiceNode::checkHistory);
  }

  private String missing() {
    var missing = new StringBuilder();
    services.forEach(service -> missing.append(service.missing()));
    for (ModelAgent agent : agents) {
      for (AgentTask task : agent.tasks()) {
        if (task.alive && !isKnown(task)) {
          missing.append(" unknown ").append(task.id()).append(" runs on ").append(agent.name());
        }
      }
    }
    return missing.toString();
  }

  private List<SimNode> everybody() {
    var all = new ArrayList<SimNode>(agents);
    all.addAll(services);
    all.add(master);
    return all;
  }

  private SimNode anybody() {
    List<SimNode> all = everybody();
    return all.get(sim.random().nextInt(all.size()));
  }

  private void plan(Duration mean, Runnable fault) {
    if (mean.isZero()) {
      return;
    }
    sim.later(
        sim.between(Duration.ZERO, mean.multipliedBy(2)),
        "",
        () -> {
          if (!faults.areOver()) {
            fault.run();
            plan(mean, fault);
          }
        });
  }

  private void crashSomebody() {
    SimNode victim = anybody();
    if (victim.isUp()) {
      victim.crash();
      sim.later(sim.between(Duration.ofMillis(10), Duration.ofSeconds(5)), "", victim::start);
    }
  }

  private void cutSomebody() {
    SimNode victim = anybody();
    if (victim.isUp()) {
      sim.trace().note(victim.name() + " loses its connections");
      victim.dropLinks();
    }
  }

  private void partitionSomebody() {
    SimNode victim = anybody();
    if (victim != master) {
      sim.trace().note(victim.name() + " is cut off from the master");
      net.partition(victim, master);
      sim.later(sim.between(Duration.ofSeconds(1), Duration.ofSeconds(15)), "heal", net::heal);
    }
  }

  // ---- what must be true all the time ----

  private void check() {
    agents.forEach(ModelAgent::checkBooks);
    services.forEach(ServiceNode::check);
    master.check();
    if (faults.areOver() && ++invariantTurn % 16 == 0) {
      agents.forEach(this::noStranger);
    }
  }

  private void noStranger(ModelAgent agent) {
    for (AgentTask task : agent.tasks()) {
      if (!task.alive || isKnown(task)) {
        unknownSince.remove(task.id());
        continue;
      }
      Duration since = unknownSince.computeIfAbsent(task.id(), t -> sim.elapsed());
      if (sim.elapsed().minus(since).compareTo(TO_KILL) > 0) {
        throw new AssertionError(task.id() + " runs on " + agent.name() + " and nobody knows it");
      }
    }
  }

  private boolean isKnown(AgentTask task) {
    return services.stream().anyMatch(service -> service.knows(task.id()));
  }
}

package dev.stadion.agent.runtime;

import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.heart.AgentOutcome;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.supervisor.SupervisorListener;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports of the supervisor become events; the first of them lets the agent register. */
final class SupervisorWords implements SupervisorListener {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisorWords.class);

  private final Recovering agent;
  private final Cgroups cgroups;
  private volatile boolean recovered;

  /** What is needed of an agent that looks for what an earlier life of it has left. */
  interface Recovering {
    /** What the agent knows, as of the last commit. */
    AgentState state();

    void post(AgentEvent event);

    /** Completes when what was decided is remembered. */
    CompletableFuture<AgentOutcome> submit(AgentEvent event);

    /** What is seen of containers that the supervisor does not keep. */
    List<Observation> besideTheSupervisor();

    /** It tells everything again. */
    void askTheSupervisorAgain();

    /** What runs here is known, so the master may hear of it. */
    void register();
  }

  SupervisorWords(Recovering agent, Cgroups cgroups) {
    this.agent = agent;
    this.cgroups = cgroups;
  }

  /** Whether everything was told and remembered once. */
  boolean areHeard() {
    return recovered;
  }

  @Override
  public void everything(List<ProcessReport> reports) {
    boolean first = !recovered;
    try {
      var all = new ArrayList<>(observations(reports));
      all.addAll(agent.besideTheSupervisor());
      var outcome = agent.submit(new AgentEvent.Recovered(all, first)).join();
      LOG.debug("{} containers found: {}", reports.size(), outcome);
    } catch (CompletionException | StoreUnavailableException e) {
      LOG.warn("what the supervisor knows could not be remembered", e);
      agent.askTheSupervisorAgain();
      return;
    }
    recovered = true; // not before: what was not remembered would be forgotten with this process
    if (first) {
      removeStrayCgroups();
      agent.register();
    }
  }

  @Override
  public void news(List<ProcessReport> reports) {
    agent.post(new AgentEvent.Observed(observations(reports)));
  }

  private List<Observation> observations(List<ProcessReport> reports) {
    return reports.stream()
        .map(report -> new Observation(report.container(), report.status(), memoryLimit(report)))
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
    AgentState known = agent.state();
    cgroups.present().stream()
        .filter(container -> !known.knows(container))
        .forEach(cgroups::remove);
  }
}

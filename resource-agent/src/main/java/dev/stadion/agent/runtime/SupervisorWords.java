package dev.stadion.agent.runtime;

import dev.stadion.agent.cgroup.Cgroups;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentEvent.Observation;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.supervisor.SupervisorListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports of the supervisor become events; the first of them lets the agent register. */
final class SupervisorWords implements SupervisorListener {
  private static final Logger LOG = LoggerFactory.getLogger(SupervisorWords.class);

  private final Agent agent;
  private final Cgroups cgroups;
  private final AtomicBoolean recovered = new AtomicBoolean();

  SupervisorWords(Agent agent, Cgroups cgroups) {
    this.agent = agent;
    this.cgroups = cgroups;
  }

  /** Whether everything was told and remembered once. */
  boolean areHeard() {
    return recovered.get();
  }

  @Override
  public void everything(List<ProcessReport> reports) {
    boolean first = recovered.compareAndSet(false, true);
    try {
      var all = new ArrayList<>(observations(reports));
      all.addAll(agent.besideTheSupervisor());
      var outcome = agent.submit(new AgentEvent.Recovered(all, first)).join();
      LOG.debug("{} containers found: {}", reports.size(), outcome);
    } catch (CompletionException e) {
      LOG.warn("what the supervisor knows could not be remembered", e);
      recovered.compareAndSet(first, false);
      agent.askTheSupervisorAgain();
      return;
    }
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

package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ProcessReport;
import java.util.List;

/** Hears what becomes of processes. Called by one thread at a time, in order. */
public interface SupervisorListener {

  /** A connection begins: this is every container the supervisor has not been told to forget. */
  void everything(List<ProcessReport> reports);

  /** What changed since. */
  void news(List<ProcessReport> reports);
}

package dev.stadion.agent.supervisor;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessReport;
import dev.stadion.agent.process.ProcessStatus;
import java.util.List;

/** One container in the supervisor's table. Guarded by the supervisor. */
final class Entry {
  final ContainerId container;
  final String directory;
  final List<String> cgroups;
  ProcessStatus status; // null only between its launch record and its start

  Entry(ContainerId container, String directory, List<String> cgroups, ProcessStatus status) {
    this.container = container;
    this.directory = directory;
    this.cgroups = cgroups;
    this.status = status;
  }

  ProcessReport report() {
    return new ProcessReport(container, status);
  }
}

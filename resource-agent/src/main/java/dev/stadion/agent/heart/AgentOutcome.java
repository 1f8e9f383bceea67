package dev.stadion.agent.heart;

/** What became of an event. */
public sealed interface AgentOutcome {

  record Done() implements AgentOutcome {}

  /** Nothing is known of the framework or the executor that calls. */
  record UnknownExecutor(String message) implements AgentOutcome {}

  /** The executor called before it subscribed. */
  record NotSubscribed() implements AgentOutcome {}

  /** What the executor said makes no sense here; nothing was changed. */
  record InvalidUpdate(String message) implements AgentOutcome {}

  /** The master's epoch is lower than one already obeyed: nothing was done. */
  record StaleMaster(long epoch, long highest) implements AgentOutcome {}
}

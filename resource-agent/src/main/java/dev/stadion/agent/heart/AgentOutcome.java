package dev.stadion.agent.heart;

/** What became of an event. */
public sealed interface AgentOutcome {

  record Done() implements AgentOutcome {}

  /** The master's epoch is lower than one already obeyed: nothing was done. */
  record StaleMaster(long epoch, long highest) implements AgentOutcome {}
}

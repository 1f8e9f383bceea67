package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;

/** What the sender of an event is told (mesos-v1.md §1.5). */
public sealed interface MasterOutcome {
  /** Understood; what becomes of it arrives as events, or not at all. */
  record Accepted() implements MasterOutcome {}

  record FrameworkSubscribed(FrameworkId framework) implements MasterOutcome {}

  /** Told as an ERROR event, not as a code. */
  record SubscriptionRefused(String message) implements MasterOutcome {}

  record FrameworkUpdated() implements MasterOutcome {}

  record FrameworkUpdateRefused(String message) implements MasterOutcome {}

  /** Weights or quota that cannot be; nothing was changed. */
  record PolicyRefused(String message) implements MasterOutcome {}

  /** Known, but not allowed to. */
  record NotAuthorized(String message) implements MasterOutcome {}

  record UnknownFramework() implements MasterOutcome {}

  /** The framework is of another principal than the sender. */
  record PrincipalForeign() implements MasterOutcome {}

  record NotSubscribed() implements MasterOutcome {}

  record StreamMissing() implements MasterOutcome {}

  record StreamForeign() implements MasterOutcome {}

  record AgentAdmitted(AgentId agent) implements MasterOutcome {}

  /** This master must not lead that agent. */
  record AgentRefused(String message) implements MasterOutcome {}

  /** The agent was marked gone: it is told so, and nothing else. */
  record AgentTurnedAway(AgentId agent) implements MasterOutcome {}

  /** An operator's call had no effect. */
  record OperatorRefused(Why why, String message) implements MasterOutcome {
    /** What was wrong with it. */
    public enum Why {
      /** It cannot be done as things stand. */
      INVALID,
      /** What it names is not there. */
      UNKNOWN,
      /** What it needs is in use. */
      CONFLICT
    }
  }

  /** The agent must subscribe again first. */
  record AgentUnknown() implements MasterOutcome {}
}

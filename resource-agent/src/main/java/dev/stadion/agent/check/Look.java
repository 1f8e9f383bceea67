package dev.stadion.agent.check;

import static java.util.Objects.requireNonNull;

/** One check of one task, as it was ordered. */
public sealed interface Look {
  Probe probe();

  Timing timing();

  /** Decides about the task's life. */
  record Health(Probe probe, Timing timing, HealthRules rules, HealthState state) implements Look {
    public Health {
      requireNonNull(probe, "probe");
      requireNonNull(timing, "timing");
      requireNonNull(rules, "rules");
      requireNonNull(state, "state");
    }
  }

  /** Reports and never kills. */
  record Report(Probe probe, Timing timing, CheckState state) implements Look {
    public Report {
      requireNonNull(probe, "probe");
      requireNonNull(timing, "timing");
      requireNonNull(state, "state");
    }
  }
}

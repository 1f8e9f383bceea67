package dev.stadion.chronos.job;

import static java.util.Objects.requireNonNull;

import dev.stadion.chronos.schedule.Epsilon;
import java.util.Optional;
import java.util.Set;

/**
 * A job as its owner declared it, with the counters that Chronos keeps in the same document
 * (chronos.md §2). The name is the identity.
 */
public record Job(
    String name,
    Execution execution,
    Needs needs,
    Policy policy,
    Ownership ownership,
    Tally tally,
    boolean disabled,
    Plan plan,
    Options options) {
  public Job {
    requireNonNull(name, "name");
    requireNonNull(execution, "execution");
    requireNonNull(needs, "needs");
    requireNonNull(policy, "policy");
    requireNonNull(ownership, "ownership");
    requireNonNull(tally, "tally");
    requireNonNull(plan, "plan");
    options = options.shared();
  }

  /**
   * How runs are treated.
   *
   * @param retries extra attempts after a failure
   * @param epsilon how late a tick may be launched; empty means as late as need be
   * @param softError a final failure triggers children as a success would
   * @param concurrent runs may overlap
   */
  public record Policy(
      int retries,
      Optional<Epsilon> epsilon,
      boolean softError,
      boolean concurrent,
      boolean highPriority,
      boolean dataProcessing) {}

  /** Who cares. */
  public record Ownership(String owner, String ownerName, String description) {}

  public Job with(Tally tally) {
    return new Job(name, execution, needs, policy, ownership, tally, disabled, plan, options);
  }

  public Job with(Plan plan) {
    return new Job(name, execution, needs, policy, ownership, tally, disabled, plan, options);
  }

  public Job withDisabled(boolean disabled) {
    return new Job(name, execution, needs, policy, ownership, tally, disabled, plan, options);
  }

  public Job with(Execution execution) {
    return new Job(name, execution, needs, policy, ownership, tally, disabled, plan, options);
  }

  public Job with(Options options) {
    return new Job(name, execution, needs, policy, ownership, tally, disabled, plan, options);
  }

  /** What becomes of a run while others are not over (chronos.md §12.4). */
  public Overlap.Rule overlapRule() {
    return options
        .overlap()
        .rule()
        .orElse(policy.concurrent() ? Overlap.Rule.ALLOW : Overlap.Rule.QUEUE);
  }

  /** How many runs may be alive at once. */
  public int mostAtOnce() {
    return options
        .overlap()
        .most()
        .orElse(overlapRule() == Overlap.Rule.ALLOW ? Integer.MAX_VALUE : 1);
  }

  public boolean isPaused() {
    return options.paused().orElse(false);
  }

  /** The parents' names, sorted; empty for a scheduled job. */
  public Set<String> parents() {
    return switch (plan) {
      case Plan.Dependent dependent -> dependent.parents();
      case Plan.Scheduled _ -> Set.of();
    };
  }

  public boolean isScheduled() {
    return plan instanceof Plan.Scheduled;
  }
}

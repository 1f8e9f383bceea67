package dev.stadion.marathon.app;

import dev.stadion.marathon.app.AppDefinition.UnreachableStrategy;

/**
 * What must be true of when instances are given up and replaced (marathon.md §5.1, §8.1).
 *
 * @param unreachable where a definition says its unreachable strategy
 * @param upgrade where it says its upgrade strategy
 */
record StrategyRules(String unreachable, String upgrade) {
  void check(RunSpec definition, Problems problems) {
    if (definition.unreachableStrategy()
        instanceof UnreachableStrategy.Enabled(int inactive, int expunge)) {
      problems.require(
          inactive <= expunge,
          unreachable + "/inactiveAfterSeconds",
          "inactiveAfterSeconds (%d) must be less or equal to expungeAfterSeconds, which is %d"
              .formatted(inactive, expunge));
    }
    if (definition.isResident()) {
      problems.require(
          definition.unreachableStrategy() instanceof UnreachableStrategy.Disabled,
          unreachable,
          "unreachableStrategy must be disabled for resident tasks");
      double over = definition.upgradeStrategy().maximumOverCapacity();
      problems.require(
          over == 0, upgrade + "/maximumOverCapacity", "got " + over + ", expected 0.0");
    }
  }
}

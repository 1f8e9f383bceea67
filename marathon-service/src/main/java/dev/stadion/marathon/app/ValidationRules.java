package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What an installation allows beyond the fixed rules.
 *
 * @param features switched on: {@code secrets}, {@code external_volumes}, {@code gpu_resources}
 * @param roles that apps and pods may have
 * @param maxInstances per app
 * @param gpusForAll whether tasks without GPUs may be placed where there are some
 */
public record ValidationRules(
    Set<String> features, RoleRules roles, int maxInstances, boolean gpusForAll) {
  public ValidationRules {
    features = Set.copyOf(features);
    requireNonNull(roles, "roles");
  }

  /** With the roles of an installation that says no more of them than which one is usual. */
  public ValidationRules(Set<String> features, String defaultRole, int maxInstances) {
    this(features, RoleRules.of(defaultRole), maxInstances, false);
  }

  /** Whether machines with GPUs are kept from {@code spec} (marathon.md §14.1). */
  public boolean sparesGpus(RunSpec spec) {
    if (spec.resources().gpus() > 0) {
      return false;
    }
    return switch (spec.labels().getOrDefault("GPU_SCHEDULING_BEHAVIOR", "")) {
      case "unrestricted" -> false;
      case "restricted" -> true;
      default -> !gpusForAll;
    };
  }

  /** Whether {@code feature} is switched on. */
  public boolean allows(String feature) {
    return features.contains(feature);
  }
}

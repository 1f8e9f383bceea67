package dev.stadion.marathon.app;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * What an installation allows beyond the fixed rules.
 *
 * @param features switched on: {@code secrets}, {@code external_volumes}, {@code gpu_resources}
 * @param defaultRole the role the framework is subscribed with
 * @param maxInstances per app
 */
public record ValidationRules(Set<String> features, String defaultRole, int maxInstances) {
  public ValidationRules {
    features = Set.copyOf(features);
    requireNonNull(defaultRole, "defaultRole");
  }

  boolean allows(String feature) {
    return features.contains(feature);
  }
}

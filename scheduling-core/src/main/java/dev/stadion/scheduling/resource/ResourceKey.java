package dev.stadion.scheduling.resource;

import static java.util.Objects.requireNonNull;

/**
 * What a quantity is a quantity of.
 *
 * @param name {@code cpus}, {@code mem} (MB), {@code disk} (MB), {@code gpus}, {@code ports}, or
 *     any
 * @param role the role it is reserved for, {@code *} when unreserved
 */
public record ResourceKey(String name, String role) implements Comparable<ResourceKey> {
  public static final String UNRESERVED = "*";

  public ResourceKey {
    requireNonNull(name, "name");
    requireNonNull(role, "role");
  }

  public static ResourceKey unreserved(String name) {
    return new ResourceKey(name, UNRESERVED);
  }

  @Override
  public int compareTo(ResourceKey other) {
    int byName = name.compareTo(other.name);
    return byName != 0 ? byName : role.compareTo(other.role);
  }
}

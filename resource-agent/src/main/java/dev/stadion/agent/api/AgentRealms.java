package dev.stadion.agent.api;

import dev.stadion.dropwizard.auth.BasicAuthentication;
import java.util.Optional;
import java.util.Set;

/**
 * Which endpoint belongs to which realm (mesos-v1.md §14), and where one must say who one is. What
 * is not known to read only needs the right to write. Executors are not asked here: they have
 * tokens of their own.
 *
 * @param readonly whether readers must
 * @param readwrite whether operators must
 */
public record AgentRealms(boolean readonly, boolean readwrite)
    implements BasicAuthentication.Realms {
  private static final Set<String> OPEN = Set.of("/health", "/version", "/api/v1/executor");
  private static final Set<String> READING = Set.of("GET", "HEAD");

  @Override
  public Optional<String> of(String method, String path) {
    String name = Paths.name(path);
    if (OPEN.contains(name)) {
      return Optional.empty();
    }
    return READING.contains(method) && !name.startsWith("/api/v1")
        ? realm("mesos-agent-readonly", readonly)
        : realm("mesos-agent-readwrite", readwrite);
  }

  private static Optional<String> realm(String name, boolean required) {
    return required ? Optional.of(name) : Optional.empty();
  }
}

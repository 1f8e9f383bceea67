package dev.stadion.master.api;

import dev.stadion.dropwizard.auth.BasicAuthentication;
import java.util.Optional;
import java.util.Set;

/**
 * Which endpoint belongs to which realm (mesos-v1.md §14), and where one must say who one is. What
 * is not known to read only needs the right to write, so that a new endpoint is never open by
 * oversight.
 *
 * @param frameworks whether schedulers must
 * @param agents whether agents must
 * @param readonly whether readers must
 * @param readwrite whether operators must
 */
public record MasterRealms(boolean frameworks, boolean agents, boolean readonly, boolean readwrite)
    implements BasicAuthentication.Realms {
  private static final Set<String> OPEN = Set.of("/health", "/version", "/redirect");
  private static final Set<String> READING = Set.of("GET", "HEAD");

  /** Of operators also when they only ask. */
  private static final Set<String> OPERATORS =
      Set.of("/api/v1", "/weights", "/quota", "/maintenance/schedule");

  @Override
  public Optional<String> of(String method, String path) {
    String name = name(path);
    if (isOpen(name)) {
      return Optional.empty();
    }
    return switch (name) {
      case "/api/v1/scheduler" -> realm("mesos-master-scheduler", frameworks);
      case "/api/v1/agent" -> realm("mesos-master-agent", agents);
      default ->
          READING.contains(method) && !OPERATORS.contains(name)
              ? realm("mesos-master-readonly", readonly)
              : realm("mesos-master-readwrite", readwrite);
    };
  }

  /** Whether everybody may ask for it. */
  static boolean isOpen(String name) {
    return OPEN.contains(name);
  }

  private static Optional<String> realm(String name, boolean required) {
    return required ? Optional.of(name) : Optional.empty();
  }

  /** The path as one of the shortest form. */
  static String name(String path) {
    String bare = path.startsWith("/master/") ? path.substring("/master".length()) : path;
    return bare.replaceFirst("\\.json$", "");
  }
}

package dev.stadion.agent.fetch;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * All that one sandbox needs, in the order in which it is fetched.
 *
 * @param user who asks: what is cached for one user is not given to another
 * @param sandbox existing directory; what is fetched belongs to its owner
 * @param log existing file that is told how the fetch goes
 */
public record FetchOrder(String user, List<FetchItem> items, Path sandbox, Path log) {
  public FetchOrder {
    requireNonNull(user, "user");
    items = List.copyOf(items);
    requireNonNull(sandbox, "sandbox");
    requireNonNull(log, "log");
  }
}

package dev.stadion.marathon.instance;

import static java.util.Objects.requireNonNull;

import dev.stadion.scheduling.id.AgentId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a task runs.
 *
 * @param hostPorts in the order of the app's ports; only those that take one
 * @param values what the agent has in the fields that the app's constraints are about
 */
public record Placement(
    AgentId agent, String hostname, List<Integer> hostPorts, SortedMap<String, String> values) {
  public Placement {
    requireNonNull(agent, "agent");
    requireNonNull(hostname, "hostname");
    hostPorts = List.copyOf(hostPorts);
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }
}

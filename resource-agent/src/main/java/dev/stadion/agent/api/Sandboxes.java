package dev.stadion.agent.api;

import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.runtime.Agent;
import dev.stadion.agent.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the executors that an agent knows work, those of command tasks included. */
final class Sandboxes {
  private Sandboxes() {}

  /**
   * Those that have ended first, oldest first. Some may have been swept away; none before the agent
   * has an id.
   */
  static Stream<Path> of(Agent agent) {
    AgentState state = agent.state();
    Path work = agent.settings().workDirectory();
    return state
        .id()
        .map(id -> {
          Stream<Sandbox> executors =
              Stream.concat(
                      state.executors().ended().stream(),
                      state.executors().live().values().stream())
                  .map(executor -> Sandbox.of(work, id, executor.key(), executor.container()));
          Stream<Sandbox> tasks =
              Stream.concat(state.closed().stream(), state.tasks().values().stream())
                  .filter(task -> task.order().membership().isEmpty())
                  .map(task -> Sandbox.of(work, id, task.key(), task.container()));
          return Stream.concat(executors, tasks).map(Sandbox::directory);
        })
        .orElseGet(Stream::empty);
  }
}

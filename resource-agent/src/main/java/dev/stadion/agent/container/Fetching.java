package dev.stadion.agent.container;

import dev.stadion.agent.sandbox.Sandbox;
import dev.stadion.mesos.v1.CommandInfo;
import java.io.IOException;

/** Brings what a command names into its sandbox before it starts (mesos-v1.md §9.5). */
@FunctionalInterface
public interface Fetching {

  /**
   * Fetches every URI, one after another. Called on a virtual thread of its own; says what it does
   * in the sandbox's {@code stderr}.
   *
   * @param user who shall own the files; empty when the agent changes no users
   * @throws IOException when one cannot be fetched: the message is what the framework is told, and
   *     nothing is started
   * @throws InterruptedException when the task was killed meanwhile
   */
  void fetch(CommandInfo command, Sandbox sandbox, String user)
      throws IOException, InterruptedException;
}

package dev.stadion.agent.heart;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.VolumeId;
import dev.stadion.scheduling.id.AgentId;
import java.util.List;
import java.util.SortedSet;

/** What an agent does to the world. */
public sealed interface AgentEffect {

  /** Make the sandbox and start the process. Repeating it starts nothing twice. */
  record Launch(AgentId agent, Framework framework, AgentTask task) implements AgentEffect {}

  /** Make an executor's sandbox and, if it has one, start its process. */
  record LaunchExecutor(AgentId agent, Framework framework, AgentExecutor executor)
      implements AgentEffect {}

  /**
   * Give a custom executor's container what it and its tasks need now.
   *
   * @param tasks of it that live
   */
  record Resize(AgentExecutor executor, List<AgentTask> tasks) implements AgentEffect {
    public Resize {
      tasks = List.copyOf(tasks);
    }
  }

  /** Say something to an executor on the stream that it listens to. */
  record ToExecutor(ExecutorKey executor, String stream, ExecutorWord word)
      implements AgentEffect {}

  /** Nobody shall listen to this stream of an executor any more. */
  record EndStream(String stream) implements AgentEffect {}

  /** Pass on what an executor said to its framework; nobody repeats it. */
  record ToFramework(AgentId agent, ExecutorKey executor, Document data) implements AgentEffect {}

  /**
   * Tell the master that an executor has ended.
   *
   * @param status as waitpid has it; -1 when it is not known
   */
  record SayEnded(AgentId agent, ExecutorKey executor, int status) implements AgentEffect {}

  /** Begin the checks that the task asks for; repeating it changes nothing. */
  record Watch(AgentId agent, Framework framework, AgentTask task) implements AgentEffect {}

  /** No further checks: the task ends or has ended. */
  record Unwatch(ContainerId container) implements AgentEffect {}

  /** Make the directories of {@code kept} where they are not; destroy those of {@code gone}. */
  record KeepVolumes(SortedSet<VolumeId> kept, SortedSet<VolumeId> gone) implements AgentEffect {}

  /** Ask every process of the container to end. */
  record Terminate(ContainerId container) implements AgentEffect {}

  /** End every process of the container. */
  record Kill(ContainerId container) implements AgentEffect {}

  /** Tell the master; {@code task} is as of now, the update may be older. */
  record Say(AgentId agent, AgentTask task, StatusUpdate update) implements AgentEffect {}

  /** The end of the container is remembered: the supervisor may forget it, its cgroup can go. */
  record Release(ContainerId container) implements AgentEffect {}

  /** Break the stream from the master and subscribe again. */
  record Resubscribe(String why) implements AgentEffect {}
}

package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentChange;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.journal.Journal;
import dev.stadion.agent.task.AgentExecutor;
import dev.stadion.agent.task.AgentTask;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.dropwizard.loop.StateStore;
import dev.stadion.dropwizard.loop.StoreUnavailableException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent's memory: a journal in its work directory, of which nobody but this process writes, so
 * the epoch needs no fence here. Used by the loop's threads, one at a time.
 */
final class JournalStore implements StateStore<AgentState, AgentChange>, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalStore.class);
  private static final long COMPACT_ABOVE = 16L << 20;

  private final Path file;
  private Journal journal;
  private AgentState remembered = AgentState.EMPTY;
  private long compactAbove = COMPACT_ABOVE;

  JournalStore(Path file) {
    this.file = file;
  }

  @Override
  public synchronized AgentState load(long epoch) {
    try {
      close();
      Journal.Opened opened = Journal.open(file);
      journal = opened.journal();
      AgentState state = AgentState.EMPTY;
      for (byte[] record : opened.records()) {
        state = state.apply(ChangeCodec.read(record));
      }
      remembered = state;
    } catch (IOException e) {
      throw new StoreUnavailableException("cannot read " + file + ": " + e.getMessage(), e);
    }
    compactIfPossible();
    return remembered;
  }

  @Override
  public synchronized void commit(long epoch, List<AgentChange> changes) {
    try {
      journal.append(changes.stream().map(ChangeCodec::write).toList());
      journal.force();
      for (AgentChange change : changes) {
        remembered = remembered.apply(change);
      }
    } catch (IOException e) {
      throw new StoreUnavailableException("cannot write " + file + ": " + e.getMessage(), e);
    }
    if (journal.size() > compactAbove) {
      compactIfPossible();
    }
  }

  /** What was committed is remembered either way, in the long story or in the short one. */
  private void compactIfPossible() {
    try {
      compact();
    } catch (IOException e) {
      LOG.warn("{} grows on, since it cannot be compacted: {}", file, e.toString());
      compactAbove = journal.size() + COMPACT_ABOVE;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (journal != null) {
      journal.close();
      journal = null;
    }
  }

  private void compact() throws IOException {
    journal.rewrite(snapshot(remembered).map(ChangeCodec::write).toList());
    compactAbove = Math.max(COMPACT_ABOVE, 2 * journal.size());
  }

  /** The shortest story that ends in {@code state}. */
  static Stream<AgentChange> snapshot(AgentState state) {
    var story = new ArrayList<AgentChange>();
    story.add(new AgentChange.EpochSeen(state.epoch()));
    state.id().ifPresent(id -> story.add(new AgentChange.Registered(id)));
    if (!state.kept().equals(KeptResources.NONE)) {
      story.add(new AgentChange.ResourcesKept(state.kept()));
    }
    state.frameworks().values().stream()
        .filter(framework -> isNeeded(framework, state))
        .forEach(framework -> story.add(new AgentChange.FrameworkSeen(framework)));
    state.executors().ended().forEach(executor -> tell(story, executor));
    state.executors().live().values().forEach(executor -> tell(story, executor));
    for (AgentTask task : state.closed()) {
      tell(story, task);
      story.add(new AgentChange.TaskClosed(task.key()));
    }
    state.tasks().values().forEach(task -> tell(story, task));
    return story.stream();
  }

  private static boolean isNeeded(Framework framework, AgentState state) {
    return Stream.concat(
                state.executors().live().keySet().stream(),
                state.executors().ended().stream().map(AgentExecutor::key))
            .anyMatch(key -> key.framework().equals(framework.id()))
        || Stream.concat(state.tasks().values().stream(), state.closed().stream())
            .anyMatch(task -> task.key().framework().equals(framework.id()));
  }

  private static void tell(List<AgentChange> story, AgentExecutor executor) {
    story.add(new AgentChange.ExecutorOrdered(executor.order()));
    if (executor.registered() && executor.isCustom()) {
      story.add(new AgentChange.ExecutorRegistered(executor.key()));
    }
    if (executor.gaveTasks()) {
      story.add(new AgentChange.ExecutorUsed(executor.key()));
    }
    executor
        .ending()
        .ifPresent(ending -> story.add(new AgentChange.ExecutorEndOrdered(executor.key(), ending)));
    executor
        .process()
        .ifPresent(status -> story.add(new AgentChange.ExecutorObserved(executor.key(), status)));
  }

  private static void tell(List<AgentChange> story, AgentTask task) {
    story.add(new AgentChange.TaskOrdered(task.order()));
    if (task.delivered()) {
      story.add(new AgentChange.TaskDelivered(task.key()));
    }
    Instant at =
        task.runningSince().or(() -> task.last().map(StatusUpdate::at)).orElse(Instant.EPOCH);
    task.process()
        .ifPresent(status -> story.add(new AgentChange.ProcessObserved(task.key(), status, at)));
    task.ending().ifPresent(ending -> story.add(new AgentChange.EndOrdered(task.key(), ending)));
    if (task.updates().isEmpty()) {
      task.last()
          .ifPresent(last -> {
            story.add(new AgentChange.UpdateSaid(task.key(), last));
            story.add(new AgentChange.UpdateAcknowledged(task.key(), last.uuid()));
          });
    } else {
      task.updates().forEach(update -> story.add(new AgentChange.UpdateSaid(task.key(), update)));
    }
    if (!task.heard().isEmpty()) {
      story.add(new AgentChange.UpdatesHeard(task.key(), task.heard()));
    }
  }
}

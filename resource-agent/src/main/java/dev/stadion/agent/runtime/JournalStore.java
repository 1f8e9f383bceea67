package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentChange;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.journal.Journal;
import dev.stadion.agent.task.AgentTask;
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

/**
 * The agent's memory: a journal in its work directory, of which nobody but this process writes, so
 * the epoch needs no fence here. Used by the loop's threads, one at a time.
 */
final class JournalStore implements StateStore<AgentState, AgentChange>, Closeable {
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
      compact();
      return state;
    } catch (IOException e) {
      throw new StoreUnavailableException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized void commit(long epoch, List<AgentChange> changes) {
    try {
      journal.append(changes.stream().map(ChangeCodec::write).toList());
      journal.force();
      for (AgentChange change : changes) {
        remembered = remembered.apply(change);
      }
      if (journal.size() > compactAbove) {
        compact();
      }
    } catch (IOException e) {
      throw new StoreUnavailableException("cannot write " + file + ": " + e.getMessage(), e);
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
    state.frameworks().values().stream()
        .filter(framework ->
            Stream.concat(state.tasks().values().stream(), state.closed().stream())
                .anyMatch(task -> task.key().framework().equals(framework.id())))
        .forEach(framework -> story.add(new AgentChange.FrameworkSeen(framework)));
    for (AgentTask task : state.closed()) {
      tell(story, task);
      story.add(new AgentChange.TaskClosed(task.key()));
    }
    state.tasks().values().forEach(task -> tell(story, task));
    return story.stream();
  }

  private static void tell(List<AgentChange> story, AgentTask task) {
    story.add(new AgentChange.TaskOrdered(task.order()));
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
  }
}

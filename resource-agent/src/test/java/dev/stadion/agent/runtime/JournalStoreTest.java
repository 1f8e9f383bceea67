package dev.stadion.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.heart.AgentChange;
import dev.stadion.agent.heart.AgentEvent;
import dev.stadion.agent.heart.AgentHeart;
import dev.stadion.agent.heart.AgentState;
import dev.stadion.agent.heart.ExecutorTimes;
import dev.stadion.agent.journal.Journal;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.Refusal;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStoreTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456789Z");

  @TempDir Path directory;

  @Test
  void whatWasCommittedIsLoadedAlsoAfterTheJournalWasCut() throws Exception {
    AgentState expected = AgentState.EMPTY;
    for (AgentChange change : story()) {
      expected = expected.apply(change);
    }

    try (var store = new JournalStore(directory.resolve("journal"))) {
      assertThat(store.load(1)).isEqualTo(AgentState.EMPTY);
      store.commit(1, story());
    }
    // Opening cuts the journal, so the second time it is read from the short story.
    for (int times = 0; times < 2; times++) {
      try (var store = new JournalStore(directory.resolve("journal"))) {
        assertThat(store.load(1)).isEqualTo(expected);
      }
    }
  }

  @Test
  void aJournalThatCannotBeCutIsReadAndGoesOnAsItIs() throws Exception {
    Path file = directory.resolve("journal");
    try (var store = new JournalStore(file)) {
      store.load(1);
      store.commit(1, story().subList(0, 1));
    }
    Files.createDirectories(directory.resolve("journal.new/in the way"));

    AgentState loaded;
    try (var store = new JournalStore(file)) {
      loaded = store.load(1);
      store.commit(1, story().subList(1, 2));
    }

    assertThat(loaded).isEqualTo(AgentState.EMPTY.apply(story().get(0)));
    try (var store = new JournalStore(file)) {
      assertThat(store.load(1)).isEqualTo(loaded.apply(story().get(1)));
    }
  }

  @Test
  void everyChangeIsReadAsItWasWritten() throws Exception {
    for (AgentChange change : story()) {
      assertThat(ChangeCodec.read(ChangeCodec.write(change))).isEqualTo(change);
    }
  }

  @Test
  void whoeverIsKilledWhileTheJournalIsCutLosesNothing() throws Exception {
    Path file = directory.resolve("journal");
    AgentState expected = AgentState.EMPTY;
    for (AgentChange change : story()) {
      expected = expected.apply(change);
    }
    try (var store = new JournalStore(file)) {
      store.load(1);
      store.commit(1, story());
    }
    byte[] whole = Files.readAllBytes(file);

    for (int written = 0; written < whole.length; written += 7) {
      Files.write(directory.resolve("journal.new"), Arrays.copyOf(whole, written));
      try (var store = new JournalStore(file)) {
        assertThat(store.load(1)).as("%d bytes of the new one", written).isEqualTo(expected);
      }
    }
  }

  /** promises.md §5: a corrupt record costs what it was about; everything else is adopted. */
  @Test
  void whateverRecordIsDamagedTheOthersAreReadAndTheAgentGoesOn() throws Exception {
    Path file = directory.resolve("journal");
    List<AgentChange> story = story();
    var heart = new AgentHeart(ExecutorTimes.DEFAULTS);
    for (int damaged = 0; damaged < story.size(); damaged++) {
      Files.deleteIfExists(file);
      try (Journal journal = Journal.open(file).journal()) {
        journal.append(story.stream().map(ChangeCodec::write).toList());
      }
      byte[] bytes = Files.readAllBytes(file);
      bytes[end(story, damaged) - 1] ^= 1;
      Files.write(file, bytes);

      AgentState state;
      try (var store = new JournalStore(file)) {
        state = store.load(1);
      }
      var found =
          state.containers().keySet().stream()
              .map(container ->
                  new AgentEvent.Observation(
                      container, new ProcessStatus.Running(4, 5), Optional.empty()))
              .toList();
      AgentState recovered = heart.decide(state, new AgentEvent.Recovered(found, true), AT).state();

      assertThat(recovered.tasks().keySet())
          .as("without %s", story.get(damaged))
          .hasSizeGreaterThanOrEqualTo(1);
    }
  }

  private static int end(List<AgentChange> story, int index) {
    return story.subList(0, index + 1).stream()
        .mapToInt(change -> 8 + ChangeCodec.write(change).length)
        .sum();
  }

  private static List<AgentChange> story() {
    var framework = new Framework(new FrameworkId("f"), true, false, document("framework"));
    TaskOrder lives = order("lives", Optional.empty());
    TaskOrder ended = order("ended", Optional.of(Duration.ofSeconds(5)));
    var refused =
        new TaskOrder(
            key("refused"),
            new ContainerId("c-refused"),
            document("info"),
            Duration.ofSeconds(3),
            Optional.empty(),
            Optional.of(new Refusal(TaskState.ERROR, "TASK_INVALID", "no")));
    return List.of(
        new AgentChange.EpochSeen(3),
        new AgentChange.Registered(new AgentId("a")),
        new AgentChange.FrameworkSeen(framework),
        new AgentChange.TaskOrdered(ended),
        new AgentChange.UpdateSaid(ended.key(), update(1, TaskState.STARTING)),
        new AgentChange.UpdateAcknowledged(ended.key(), uuid(1)),
        new AgentChange.UpdateSaid(ended.key(), update(2, TaskState.FINISHED)),
        new AgentChange.UpdateAcknowledged(ended.key(), uuid(2)),
        new AgentChange.TaskClosed(ended.key()),
        new AgentChange.TaskOrdered(lives),
        new AgentChange.UpdateSaid(lives.key(), update(3, TaskState.STARTING)),
        new AgentChange.ProcessObserved(lives.key(), new ProcessStatus.Running(4, 5), AT),
        new AgentChange.UpdateAcknowledged(lives.key(), uuid(3)),
        new AgentChange.UpdateSaid(lives.key(), update(4, TaskState.RUNNING)),
        new AgentChange.EndOrdered(
            lives.key(), new Ending(Ending.Cause.KILL_CALL, AT, AT.plusSeconds(3))),
        new AgentChange.UpdateSaid(lives.key(), update(5, TaskState.KILLING)),
        new AgentChange.TaskOrdered(refused),
        new AgentChange.UpdateSaid(refused.key(), update(6, TaskState.ERROR)));
  }

  private static TaskOrder order(String task, Optional<Duration> maxCompletion) {
    return new TaskOrder(
        key(task),
        new ContainerId("c-" + task),
        document("info of " + task),
        Duration.ofSeconds(3),
        maxCompletion,
        Optional.empty());
  }

  private static TaskKey key(String task) {
    return new TaskKey(new FrameworkId("f"), new TaskId(task));
  }

  private static StatusUpdate update(int number, TaskState state) {
    return new StatusUpdate(
        uuid(number),
        state,
        StatusUpdate.Source.EXECUTOR,
        Optional.of("RECONCILIATION"),
        "wörter",
        AT,
        number % 2 == 0
            ? StatusUpdate.Details.NONE
            : new StatusUpdate.Details(
                Optional.of(false),
                Optional.of(document("check")),
                Optional.empty(),
                Optional.of(document("status"))));
  }

  private static UUID uuid(int number) {
    return new UUID(number, number);
  }

  private static Document document(String text) {
    return Document.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}

package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.notice.Announcement;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** chronos.md B-72: what is announced, in the commit of what it tells of. */
class AnnouncingTest {
  private final World world = new World();

  private List<Announcement> told() {
    return world.store().allTold();
  }

  private List<String> types(String job) {
    return told().stream()
        .filter(told -> told.job().equals(Optional.of(job)))
        .map(Announcement::type)
        .toList();
  }

  @Test
  void everyStepOfARunIsTold() {
    world.post("{'name':'a','command':'x','schedule':'R1//PT1M','retries':1}");
    world.runsAndEnds(TaskState.FAILED);
    world.passes(Duration.ofSeconds(61));
    world.runsAndEnds(TaskState.FINISHED);

    assertThat(types("a"))
        .containsExactly(
            "job.created",
            "run.queued",
            "run.staging",
            "run.running",
            "run.retry_wait",
            "run.queued",
            "run.staging",
            "run.running",
            "job.disabled",
            "run.succeeded");
  }

  @Test
  void jobsThatComeChangeAndGoAreTold() {
    world.postMinutely("a", "");
    world.postMinutely("a", ",'disabled':true");
    world.happens(new ChronosEvent.DeleteJob("a"));

    assertThat(types("a"))
        .containsSubsequence("job.created", "job.updated", "job.disabled", "job.removed");
  }

  @Test
  void pausesAreToldAndAreNoUpdates() {
    world.post("{'name':'a','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1M'}");
    world.happens(new ChronosEvent.PauseJob("a"));
    world.happens(new ChronosEvent.PauseAll());
    world.passes(Duration.ofMinutes(2));
    world.happens(new ChronosEvent.ResumeAll(true));
    world.happens(new ChronosEvent.ResumeJob("a", true));

    assertThat(types("a"))
        .containsSubsequence("job.created", "job.paused", "run.skipped", "job.resumed")
        .doesNotContain("job.updated");
    assertThat(told())
        .extracting(Announcement::type)
        .containsSubsequence("scheduler.paused", "scheduler.resumed");
  }

  @Test
  void aChildThatLosesAParentIsUpdated() {
    world.postMinutely("p", "");
    world.postMinutely("q", "");
    world.postDependent("child", "'p','q'");

    world.happens(new ChronosEvent.DeleteJob("p"));

    assertThat(types("child")).containsExactly("job.created", "job.updated");
  }

  @Test
  void runsOfGraphsAreTold() {
    world.post("{'name':'root','command':'x','schedule':'R/2026-01-01T10:01:00Z/PT1H'}");
    world.post("{'name':'leaf','command':'x','parents':['root'],'dependencyMode':'run'}");
    world.passes(Duration.ofMinutes(1));
    world.runsAndEnds(TaskState.FINISHED);
    world.runsAndEnds(TaskState.FINISHED);

    assertThat(types("root"))
        .filteredOn(type -> type.startsWith("dagrun."))
        .containsExactly("dagrun.running", "dagrun.succeeded");
    assertThat(types("leaf")).containsSubsequence("run.waiting", "run.queued", "run.succeeded");
  }

  @Test
  void theFrameworkAndTheLeaderAreTold() {
    world.happens(new ChronosEvent.Elected(7, "here:1"));

    assertThat(told()).extracting(Announcement::type).contains("framework.registered");
    assertThat(told().getLast().type()).isEqualTo("leader.elected");
    assertThat(told().getLast().facts())
        .containsEntry("leader", "here:1")
        .containsEntry("epoch", 7L);
  }

  @Test
  void aRefusedCommandTellsNothing() {
    int before = told().size();

    world.happens(new ChronosEvent.DeleteJob("nobody"));
    world.postDependent("child", "'nobody'");

    assertThat(told()).hasSize(before);
  }

  @Test
  void idsGrowAcrossARestart() {
    world.postMinutely("a", "");
    world.isDownFor(Duration.ofHours(1));
    world.runsAndEnds(TaskState.FINISHED);

    assertThat(told().stream().map(Announcement::id).toList()).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void missedTicksAreToldOnceWithTheirCount() {
    world.post("{'name':'e','command':'x','schedule':'R//PT1M','epsilon':'PT10S'}");
    world.isDownFor(Duration.ofMinutes(5).plusSeconds(30));

    List<Announcement> missed =
        told().stream()
            .filter(told -> told.type().equals("run.missed") && told.run().isEmpty())
            .toList();

    assertThat(missed).hasSize(1);
    assertThat(missed.getFirst().facts()).containsEntry("count", 5L).containsKey("lastTick");
  }
}

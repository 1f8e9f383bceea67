package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.Job;
import dev.stadion.chronos.notice.Channel;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Reporting;
import dev.stadion.chronos.run.BackfillOrder;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** chronos.md §10 and §12.15: who is told what. */
class NoticesTest {
  private static final String HOOK = "'type':'http','url':'https://hooks.example/x'";

  private static World world(Set<Channel> owners, String cluster) {
    return new World(HeartSettings.DEFAULTS.with(new Reporting(cluster, owners, List.of())));
  }

  private static List<String> types(World world) {
    return world.store().allNotices().stream().map(Notice::type).toList();
  }

  private static void post(World world, String more) {
    world.post(
        "{'name':'a','command':'x','schedule':'R//PT1M','retries':0,'concurrent':true%s}"
            .formatted(more));
  }

  @Nested
  class JobsThatAskForIt {
    private final World world = new World();

    @Test
    void b70OnlyTheFinalFailureIsAFailureAndTheFirstSuccessAfterItARecovery() {
      world.post(
          "{'name':'a','command':'x','schedule':'R//PT10M','retries':1,"
              + "'notifications':[{'on':['failure','recovered'],%s}]}".formatted(HOOK));
      world.runsAndEnds(TaskState.FAILED);
      assertThat(types(world)).isEmpty();
      world.passes(Duration.ofSeconds(61));
      world.runsAndEnds(TaskState.FAILED);
      assertThat(types(world)).containsExactly("run.failed");
      world.passes(Duration.ofMinutes(10));
      world.runsAndEnds(TaskState.FINISHED);
      world.passes(Duration.ofMinutes(10));
      world.runsAndEnds(TaskState.FINISHED);

      assertThat(types(world)).containsExactly("run.failed", "run.recovered");
    }

    @Test
    void everyOccasionGoesToWhoeverAsksForIt() {
      post(
          world,
          ",'notifications':[{'on':['success','retry','late','disabled','removed','skipped'],%s}],"
                  .formatted(HOOK)
              + "'sla':{'startWithin':'PT30S'}");
      world.passes(Duration.ofSeconds(31));
      world.runsAndEnds(TaskState.FINISHED);
      world.passes(Duration.ofSeconds(30));
      world.happens(new ChronosEvent.DeleteJob("a"));

      assertThat(types(world)).containsExactly("sla.late_start", "run.succeeded", "job.removed");
    }

    @Test
    void b70ARunOfTheBackfillIsNoRecovery() {
      post(world, ",'notifications':[{'on':['failure','recovered'],%s}]".formatted(HOOK));
      world.runsAndEnds(TaskState.FAILED);
      Instant past = Instant.parse("2025-01-01T00:00:00Z");
      var window =
          new BackfillOrder(
              past, past.plusSeconds(60), List.of(past), 0, 1, false, new TreeMap<>());

      world.happens(new ChronosEvent.StartBackfill("a", window));
      world.runsAndEnds(TaskState.FINISHED);
      assertThat(types(world)).containsExactly("run.failed");

      world.passes(Duration.ofMinutes(1));
      world.runsAndEnds(TaskState.FINISHED);
      assertThat(types(world)).containsExactly("run.failed", "run.recovered");
    }

    @Test
    void b23ARunThatFindsNoMachineInTimeIsLate() {
      post(world, ",'queueTimeout':'PT10S','notifications':[{'on':['late'],%s}]".formatted(HOOK));

      world.passes(Duration.ofSeconds(10));

      assertThat(types(world)).containsExactly("run.skipped");
      assertThat(world.store().allNotices().getFirst().run()).contains(world.last("a").id());
    }

    @Test
    void aTemplateIsFilledAndNothingElseIsEvaluated() {
      post(
          world,
          ",'notifications':[{'on':['failure'],'type':'slack','url':'https://s.example/x',"
              + "'template':'${job} is ${state}; ${7*7} ${unknown} $1 {0} %s'}]");
      world.runsAndEnds(TaskState.FAILED);

      assertThat(world.store().allNotices().getFirst().message())
          .contains("a is FAILED; ${7*7} ${unknown} $1 {0} %s");
    }

    @Test
    void b71ASecretThatComesBackHiddenIsTheOneThatIsStored() {
      String secret = ",'notifications':[{'on':['failure'],%s,'secret':'%s'}]";
      post(world, secret.formatted(HOOK, "geheim"));
      post(world, secret.formatted(HOOK, "****"));

      assertThat(secretOf(world.job("a").job())).contains("geheim");
      ChronosOutcome refused =
          world.post(
              "{'name':'b','command':'x','schedule':'R//PT1M'%s}"
                  .formatted(secret.formatted(HOOK, "****")));
      assertThat(refused).isInstanceOf(ChronosOutcome.Rejected.class);
    }

    private static Optional<String> secretOf(Job job) {
      return job.options().watch().notifications().getFirst().secret();
    }

    @Test
    void mailGoesToTheOwnerUnlessTheJobNamesSomebody() {
      post(
          world,
          ",'owner':'me@example.org','notifications':[{'on':['failure'],'type':'email'},"
              + "{'on':['failure'],'type':'email','to':'you@example.org'}]");
      world.runsAndEnds(TaskState.FAILED);

      assertThat(world.store().allNotices())
          .extracting(notice -> notice.to().to().orElseThrow())
          .containsExactly("me@example.org", "you@example.org");
    }
  }

  @Nested
  class OwnersByTheServersWay {
    @Test
    void section10AFailureNamesTimeRetriesTaskAndMessage() {
      World world = world(Set.of(Channel.EMAIL), "");
      post(world, ",'owner':'me@example.org , you@example.org'");
      world.runsAndEnds(TaskState.FAILED);

      List<Notice> notices = world.store().allNotices();
      String task = world.last("a").attempt().orElseThrow().task().value();
      assertThat(notices)
          .extracting(notice -> notice.to().to().orElseThrow())
          .containsExactly("me@example.org", "you@example.org");
      assertThat(notices.getFirst().subject()).isEqualTo(" [Chronos] job 'a' failed!");
      assertThat(notices.getFirst().message())
          .contains(
              "\n'2026-01-01T10:00:00.000Z'. Retries attempted: 0.\nTask id: %s\n".formatted(task));
    }

    @Test
    void section10TheClusterStandsInFrontAndADeletionIsASubjectOnly() {
      World world = world(Set.of(Channel.SLACK), "prod");
      post(world, "");
      world.happens(new ChronosEvent.DeleteJob("a"));

      Notice notice = world.store().allNotices().getFirst();
      assertThat(notice.subject()).isEqualTo("[prod] [Chronos] Your job 'a' was deleted!");
      assertThat(notice.message()).isEmpty();
      assertThat(notice.to()).isEqualTo(Notification.by(Channel.SLACK, ""));
    }

    @Test
    void section10AnExhaustedScheduleSaysWhatToDo() {
      World world = world(Set.of(Channel.SLACK), "");
      world.post("{'name':'a','command':'x','schedule':'R1//PT1M'}");
      world.runsAndEnds(TaskState.FINISHED);

      Notice notice = world.store().allNotices().getFirst();
      assertThat(notice.subject()).isEqualTo(" [Chronos] job 'a' disabled");
      assertThat(notice.message().orElseThrow()).contains("exhausted all of its recurrences");
    }

    @Test
    void section10TooManyFailuresDisableAndSaySo() {
      HeartSettings d = HeartSettings.DEFAULTS;
      World world =
          new World(
              new HeartSettings(
                      d.failureRetry(),
                      false,
                      1,
                      d.unreachableDeadline(),
                      d.reconciliationInterval(),
                      d.minReviveInterval(),
                      d.declineFor(),
                      d.watchdog(),
                      d.roles(),
                      d.firingsPerTurn())
                  .with(new Reporting("", Set.of(Channel.MATTERMOST), List.of())));
      post(world, "");
      world.runsAndEnds(TaskState.FAILED);

      Notice notice = world.store().allNotices().getFirst();
      assertThat(notice.subject()).isEqualTo(" [Chronos] job 'a' disabled");
      assertThat(notice.message().orElseThrow())
          .startsWith(
              "\nFailed at '2026-01-01T10:00:00.000Z', 1 failures since last success\nTask id: ");
    }

    @Test
    void section10TheHttpNoticeHasAllValuesAsTexts() {
      World world = world(Set.of(Channel.HTTP), "");
      post(world, ",'owner':'me','uris':['http://x/1','http://x/2'],'async':false");
      world.runsAndEnds(TaskState.FAILED);

      assertThat(world.store().allNotices().getFirst().fields())
          .containsEntry("to", "me")
          .containsEntry("job", "a")
          .containsEntry("command", "x")
          .containsEntry("cpus", "0.1")
          .containsEntry("mem", "128.0")
          .containsEntry("softError", "false")
          .containsEntry("errorCount", "1")
          .containsEntry("errorsSinceLastSuccess", "1")
          .containsEntry("uris", "http://x/1,http://x/2")
          .containsEntry("async", "false")
          .containsKeys(
              "subject", "message", "lastError", "lastSuccess", "retries", "successCount");
    }

    @Test
    void section10NobodyIsToldOfAttemptsAndSuccesses() {
      World world = world(Set.of(Channel.values()), "");
      world.post(
          "{'name':'a','command':'x','schedule':'R//PT10M','retries':1,'owner':'me@example.org'}");
      world.runsAndEnds(TaskState.FAILED);
      world.passes(Duration.ofSeconds(61));
      world.runsAndEnds(TaskState.FINISHED);

      assertThat(world.store().allNotices()).isEmpty();
    }
  }
}

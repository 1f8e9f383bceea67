package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.job.JobVersions;
import dev.stadion.chronos.metronome.MetronomeResource;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosHeart;
import dev.stadion.chronos.scheduler.ChronosOutcome;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.HeartSettings;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What is asked for is decided as things stand, and not as they stood when a resource looked. */
class StaleReadingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

  private final Late scheduler = new Late();
  private final MetronomeResource metronome =
      new MetronomeResource(
          scheduler, empty(RunCatalog.class), new JobReader(Defaults.CHRONOS), () -> NOW);

  /** A scheduler whose readers hear late of what others do. */
  private static final class Late implements SchedulerPort {
    private final ChronosHeart heart = new ChronosHeart(HeartSettings.DEFAULTS);
    private ChronosState state = ChronosState.EMPTY;
    private ChronosState seen = ChronosState.EMPTY;

    /** Somebody else's event, which a reader does not see yet. */
    void unseen(ChronosEvent event) {
      state = heart.decide(state, event, NOW).state();
    }

    @Override
    public CompletionStage<ChronosOutcome> submit(ChronosEvent event) {
      var decision = heart.decide(state, event, NOW);
      state = decision.state();
      seen = state;
      return CompletableFuture.completedFuture(decision.outcome());
    }

    @Override
    public ChronosState snapshot() {
      return seen;
    }
  }

  private static <T> T empty(Class<T> catalog) {
    return catalog.cast(
        Proxy.newProxyInstance(
            catalog.getClassLoader(),
            new Class<?>[] {catalog},
            (self, method, arguments) ->
                method.getReturnType() == Optional.class ? Optional.empty() : List.of()));
  }

  private static Response of(CompletionStage<Response> answer) {
    return answer.toCompletableFuture().join();
  }

  private void aMetronomeJob() {
    String document = "{\"id\":\"a\",\"run\":{\"cmd\":\"x\",\"cpus\":0.1,\"mem\":32,\"disk\":0}}";
    assertThat(of(metronome.create(document.getBytes(StandardCharsets.UTF_8))).getStatus())
        .isEqualTo(201);
  }

  @Test
  void aMetronomeJobThatHasGotARunMeanwhileIsNotRemoved() {
    aMetronomeJob();
    scheduler.unseen(new ChronosEvent.RunNow("a", Optional.empty()));

    Response refused = of(metronome.delete("a", false));

    assertThat(refused.getStatus()).isEqualTo(409);
    assertThat(refused.getEntity().toString())
        .contains("There are active job runs. Override with stopCurrentJobRuns=true");
    assertThat(of(metronome.delete("a", true)).getStatus()).isEqualTo(200);
    assertThat(scheduler.snapshot().jobs()).isEmpty();
  }

  @Test
  void aMetronomeJobThatSomebodyElseHasRemovedIsUnknown() {
    aMetronomeJob();
    scheduler.unseen(new ChronosEvent.DeleteJob("a"));

    assertThat(of(metronome.delete("a", false)).getStatus()).isEqualTo(404);
  }

  @Test
  void aVersionOfAJobThatIsGoneMeanwhileIsNotRestored() {
    aMetronomeJob();
    scheduler.unseen(new ChronosEvent.DeleteJob("a"));
    var versions = new VersionsResource(scheduler, empty(JobVersions.class), Defaults.CHRONOS);

    assertThat(of(versions.restore("a", "1", null)).getStatus()).isEqualTo(404);
    assertThat(scheduler.snapshot().jobs()).isEmpty();
  }
}

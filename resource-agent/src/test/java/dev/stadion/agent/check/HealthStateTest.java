package dev.stadion.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.check.HealthState.News;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** mesos-v1.md §6.9 and §6.10, as values. */
class HealthStateTest {
  private static final HealthRules RULES = new HealthRules(Duration.ofSeconds(10), 3);
  private static final ProbeResult GOOD = new ProbeResult.Exited(0);
  private static final ProbeResult BAD = new ProbeResult.Exited(1);

  @Test
  void theFirstSuccessIsToldAndThoseAfterItAreNot() {
    assertThat(told(RULES, Duration.ofSeconds(1), GOOD, GOOD, GOOD))
        .containsExactly(new News(true, false, "Command exited with status 0"));
  }

  @Test
  void everyFailurePastTheGraceIsToldAndTheLastOneKills() {
    assertThat(told(RULES, Duration.ofSeconds(11), BAD, BAD, BAD))
        .extracting(News::healthy, News::kill)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(false, false),
            org.assertj.core.groups.Tuple.tuple(false, false),
            org.assertj.core.groups.Tuple.tuple(false, true));
  }

  @Test
  void failuresWithinTheGraceDoNotCountUntilTheFirstSuccess() {
    assertThat(told(RULES, Duration.ofSeconds(10), BAD, BAD, BAD, BAD)).isEmpty();

    assertThat(told(RULES, Duration.ofSeconds(10), BAD, GOOD, BAD))
        .extracting(News::healthy)
        .containsExactly(true, false);
  }

  @Test
  void aSuccessAfterFailuresIsToldAndTheCountBeginsAgain() {
    assertThat(told(RULES, Duration.ofSeconds(11), BAD, BAD, GOOD, BAD, BAD))
        .extracting(News::healthy)
        .containsExactly(false, false, true, false, false);
    assertThat(told(RULES, Duration.ofSeconds(11), BAD, BAD, GOOD, BAD, BAD)).noneMatch(News::kill);
  }

  @Test
  void withoutGraceTheVeryFirstFailureCounts() {
    assertThat(told(new HealthRules(Duration.ZERO, 1), Duration.ZERO, BAD))
        .containsExactly(new News(false, true, "Command exited with status 1"));
  }

  @Test
  void healthyIsWhatMesosCallsHealthy() {
    assertThat(List.of(200, 204, 301, 399))
        .allMatch(status -> new ProbeResult.Answered(status).isHealthy());
    assertThat(List.of(199, 400, 404, 500, 503))
        .noneMatch(status -> new ProbeResult.Answered(status).isHealthy());
    assertThat(new ProbeResult.Connected(true).isHealthy()).isTrue();
    assertThat(new ProbeResult.Connected(false).isHealthy()).isFalse();
    assertThat(new ProbeResult.Failed("slow").isHealthy()).isFalse();
  }

  @Test
  void afterARestartWhatWasSaidIsNotSaidAgain() {
    HealthState wasHealthy = HealthState.resumed(Optional.of(true));
    HealthState wasIll = HealthState.resumed(Optional.of(false));

    assertThat(wasHealthy.decide(RULES, Duration.ZERO, GOOD).news()).isEmpty();
    assertThat(wasHealthy.decide(RULES, Duration.ZERO, BAD).news()).isPresent(); // grace is over
    assertThat(wasIll.decide(RULES, Duration.ZERO, GOOD).news()).isPresent();
    assertThat(HealthState.resumed(Optional.empty())).isEqualTo(HealthState.FRESH);
  }

  @Test
  void aCheckThatFindsNothingOutIsAsEmptyAsOneThatHasNotLookedYet() {
    CheckState answered = CheckState.FRESH.after(new ProbeResult.Answered(500));

    assertThat(answered.found()).contains(new ProbeResult.Answered(500));
    assertThat(answered.after(new ProbeResult.Failed("slow"))).isEqualTo(CheckState.FRESH);
  }

  private static List<News> told(HealthRules rules, Duration age, ProbeResult... results) {
    var told = new ArrayList<News>();
    HealthState state = HealthState.FRESH;
    for (ProbeResult result : results) {
      HealthState.Verdict verdict = state.decide(rules, age, result);
      state = verdict.next();
      verdict.news().ifPresent(told::add);
    }
    return told;
  }
}

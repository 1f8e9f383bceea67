package dev.stadion.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.agent.process.ContainerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When checks look, by a clock that the test moves. */
class ChecksTest {
  private static final ContainerId CONTAINER = new ContainerId("c");
  private static final Probe PROBE = new Probe.Tcp("127.0.0.1", 1);
  private static final ProbeResult GOOD = new ProbeResult.Connected(true);
  private static final ProbeResult BAD = new ProbeResult.Connected(false);

  private final FakeTimer timer = new FakeTimer();
  private final List<Consumer<ProbeResult>> looks = new ArrayList<>();
  private final List<HealthState.News> health = new ArrayList<>();
  private final List<CheckState> reports = new ArrayList<>();
  private int abandoned;
  private final Checks checks =
      new Checks(
          timer,
          (probe, result) -> {
            looks.add(result);
            return () -> abandoned++;
          },
          timer,
          new CheckListener() {
            @Override
            public void health(ContainerId container, HealthState.News news) {
              health.add(news);
            }

            @Override
            public void checked(ContainerId container, CheckState state) {
              reports.add(state);
            }
          });

  @Test
  void theFirstLookIsAfterTheDelayAndTheNextAnIntervalAfterTheEndOfTheOneBefore() {
    checks.begin(CONTAINER, List.of(healthCheck(15, 10, 20)), Duration.ZERO);

    timer.pass(14.9);
    assertThat(looks).isEmpty();
    timer.pass(0.2);
    assertThat(looks).hasSize(1);
    timer.pass(9); // the look takes its time
    looks.getLast().accept(GOOD);
    timer.pass(9.9);
    assertThat(looks).hasSize(1);
    timer.pass(0.2);
    assertThat(looks).hasSize(2);
  }

  @Test
  void aLookThatTakesTooLongIsAbandonedAndCountsAsAFailure() {
    checks.begin(CONTAINER, List.of(healthCheck(0, 10, 20)), Duration.ofMinutes(1));
    timer.pass(0);
    Consumer<ProbeResult> slow = looks.getFirst();

    timer.pass(20);
    slow.accept(GOOD); // too late

    assertThat(abandoned).isEqualTo(1);
    assertThat(health)
        .containsExactly(new HealthState.News(false, false, "Timed out after 20000 ms"));
    timer.pass(10);
    assertThat(looks).hasSize(2);
  }

  @Test
  void aTimeoutOfZeroWaitsForEver() {
    checks.begin(CONTAINER, List.of(healthCheck(0, 10, 0)), Duration.ofMinutes(1));
    timer.pass(1e6);

    assertThat(looks).hasSize(1);
    assertThat(health).isEmpty();
    looks.getFirst().accept(BAD);
    assertThat(health).hasSize(1);
  }

  @Test
  void failuresInARowKillOnce() {
    checks.begin(CONTAINER, List.of(healthCheck(0, 1, 1)), Duration.ofMinutes(1));
    for (int i = 0; i < 3; i++) {
      timer.pass(1);
      looks.getLast().accept(BAD);
    }

    assertThat(health).extracting(HealthState.News::kill).containsExactly(false, false, true);
  }

  @Test
  void afterItsEndNothingIsLookedAtAndNothingIsTold() {
    checks.begin(CONTAINER, List.of(healthCheck(0, 1, 20)), Duration.ofMinutes(1));
    timer.pass(0);

    checks.end(CONTAINER);
    looks.getFirst().accept(BAD);
    timer.pass(100);

    assertThat(abandoned).isEqualTo(1);
    assertThat(looks).hasSize(1);
    assertThat(health).isEmpty();
    assertThat(timer.appointments()).isZero();
    assertThat(checks.size()).isZero();
  }

  @Test
  void aCheckTellsEveryChangeAndNothingElse() {
    var report = new Look.Report(PROBE, Timing.ofSeconds(0, 1, 20), CheckState.FRESH);
    checks.begin(CONTAINER, List.of(report), Duration.ZERO);
    for (ProbeResult result :
        List.of(BAD, BAD, GOOD, new ProbeResult.Failed("slow"), new ProbeResult.Failed("slow"))) {
      timer.pass(1);
      looks.getLast().accept(result);
    }

    assertThat(reports)
        .containsExactly(
            new CheckState(Optional.of(BAD)), new CheckState(Optional.of(GOOD)), CheckState.FRESH);
  }

  @Test
  void anOldTaskIsLookedAtAtOnceWithWhatIsLeftOfItsDelay() {
    checks.begin(CONTAINER, List.of(healthCheck(15, 10, 20)), Duration.ofSeconds(12));

    timer.pass(3);

    assertThat(looks).hasSize(1);
  }

  @Test
  void numbersThatMakeNoSenseAreMadeHarmless() {
    assertThat(Timing.ofSeconds(Double.NaN, -1, Double.POSITIVE_INFINITY))
        .returns(Duration.ZERO, Timing::delay)
        .returns(Timing.LEAST, Timing::interval)
        .matches(timing -> timing.timeout().toDays() > 3000);
  }

  private static Look healthCheck(double delay, double interval, double timeout) {
    return new Look.Health(
        PROBE,
        Timing.ofSeconds(delay, interval, timeout),
        new HealthRules(Duration.ofSeconds(10), 3),
        HealthState.FRESH);
  }
}

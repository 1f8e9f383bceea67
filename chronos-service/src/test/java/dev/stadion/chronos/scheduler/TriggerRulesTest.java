package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.job.DagRole.TriggerRule;
import dev.stadion.chronos.scheduler.OpenDag.Heard;
import dev.stadion.chronos.scheduler.TriggerRules.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** chronos.md B-58: the table, of two parents that have ended well, badly or not at all. */
class TriggerRulesTest {
  @ParameterizedTest(name = "{0}: {1} well, {2} badly, {3} skipped")
  @CsvSource({
    "ALL_SUCCESS, 1, 0, 0, WAITS",
    "ALL_SUCCESS, 2, 0, 0, RUNS",
    "ALL_SUCCESS, 0, 1, 0, UPSTREAM_FAILED",
    "ALL_SUCCESS, 0, 1, 1, UPSTREAM_FAILED",
    "ALL_SUCCESS, 1, 0, 1, SKIPPED",
    "ALL_FAILED, 0, 1, 0, WAITS",
    "ALL_FAILED, 0, 2, 0, RUNS",
    "ALL_FAILED, 1, 0, 0, SKIPPED",
    "ALL_FAILED, 0, 1, 1, SKIPPED",
    "ALL_DONE, 1, 0, 0, WAITS",
    "ALL_DONE, 0, 1, 1, RUNS",
    "ALL_DONE, 0, 0, 2, RUNS",
    "ONE_SUCCESS, 1, 0, 0, RUNS",
    "ONE_SUCCESS, 0, 1, 0, WAITS",
    "ONE_SUCCESS, 0, 1, 1, UPSTREAM_FAILED",
    "ONE_SUCCESS, 0, 0, 2, SKIPPED",
    "ONE_FAILED, 0, 1, 0, RUNS",
    "ONE_FAILED, 1, 0, 0, WAITS",
    "ONE_FAILED, 1, 0, 1, SKIPPED",
    "NONE_FAILED, 1, 0, 0, WAITS",
    "NONE_FAILED, 1, 0, 1, RUNS",
    "NONE_FAILED, 0, 0, 2, RUNS",
    "NONE_FAILED, 0, 1, 0, UPSTREAM_FAILED",
    "NONE_FAILED_MIN_ONE_SUCCESS, 1, 0, 1, RUNS",
    "NONE_FAILED_MIN_ONE_SUCCESS, 0, 0, 2, SKIPPED",
    "NONE_FAILED_MIN_ONE_SUCCESS, 0, 1, 0, UPSTREAM_FAILED",
    "ALWAYS, 0, 0, 0, RUNS"
  })
  void aChildDoesWhatItsRuleSays(
      TriggerRule rule, int well, int badly, int skipped, Verdict verdict) {
    assertThat(TriggerRules.decide(rule, new Heard(well, badly, skipped), 2)).isEqualTo(verdict);
  }
}

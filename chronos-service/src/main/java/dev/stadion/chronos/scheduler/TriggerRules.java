package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.DagRole.TriggerRule;
import dev.stadion.chronos.scheduler.OpenDag.Heard;

/** What a child does when it has heard of some of its parents (chronos.md B-58). */
final class TriggerRules {
  private TriggerRules() {}

  enum Verdict {
    WAITS,
    RUNS,
    SKIPPED,
    UPSTREAM_FAILED
  }

  /**
   * @param parents how many there are
   */
  static Verdict decide(TriggerRule rule, Heard heard, int parents) {
    boolean all = heard.all() == parents;
    boolean well = heard.well() > 0;
    boolean badly = heard.badly() > 0;
    return switch (rule) {
      case ALWAYS -> Verdict.RUNS;
      case ALL_DONE -> all ? Verdict.RUNS : Verdict.WAITS;
      case ALL_SUCCESS -> {
        if (badly) {
          yield Verdict.UPSTREAM_FAILED;
        }
        // Whether a skipped or a failed parent comes first must not matter: all are heard.
        yield all ? heard.skipped() > 0 ? Verdict.SKIPPED : Verdict.RUNS : Verdict.WAITS;
      }
      case ALL_FAILED -> {
        if (well || heard.skipped() > 0) {
          yield Verdict.SKIPPED;
        }
        yield all ? Verdict.RUNS : Verdict.WAITS;
      }
      case ONE_SUCCESS -> {
        if (well) {
          yield Verdict.RUNS;
        }
        yield all ? badly ? Verdict.UPSTREAM_FAILED : Verdict.SKIPPED : Verdict.WAITS;
      }
      case ONE_FAILED -> {
        if (badly) {
          yield Verdict.RUNS;
        }
        yield all ? Verdict.SKIPPED : Verdict.WAITS;
      }
      case NONE_FAILED -> {
        if (badly) {
          yield Verdict.UPSTREAM_FAILED;
        }
        yield all ? Verdict.RUNS : Verdict.WAITS;
      }
      case NONE_FAILED_MIN_ONE_SUCCESS -> {
        if (badly) {
          yield Verdict.UPSTREAM_FAILED;
        }
        yield all ? well ? Verdict.RUNS : Verdict.SKIPPED : Verdict.WAITS;
      }
    };
  }
}

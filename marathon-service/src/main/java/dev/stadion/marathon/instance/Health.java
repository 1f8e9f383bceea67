package dev.stadion.marathon.instance;

import dev.stadion.marathon.app.RunSpec;
import dev.stadion.scheduling.task.CheckResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * How a task does, as far as its checks tell.
 *
 * @param checks one for each health check of its definition, in the same order
 * @param ready whether it may take its predecessor's place; absent when nobody waits for that
 * @param answer the last one about that
 * @param result of the check without consequences
 */
public record Health(
    List<CheckHealth> checks,
    Optional<Boolean> ready,
    Optional<ReadinessAnswer> answer,
    Optional<CheckResult> result) {

  /** Of tasks that nobody checks, and before there is a task. */
  public static final Health UNCHECKED =
      new Health(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

  public Health {
    checks = List.copyOf(checks);
  }

  /** What the results so far say together. */
  public enum Verdict {
    NO_RESULT,
    HEALTHY,
    UNHEALTHY
  }

  /**
   * At the launch of a task.
   *
   * @param awaited whether a deployment waits for it to be ready
   */
  public static Health expected(RunSpec spec, boolean awaited) {
    boolean asked = awaited && !spec.readinessChecks().isEmpty();
    if (spec.checkCount() == 0 && !asked) {
      return UNCHECKED;
    }
    return new Health(
        Collections.nCopies(spec.checkCount(), CheckHealth.NONE),
        asked ? Optional.of(false) : Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public Health with(int check, CheckHealth found) {
    var next = new ArrayList<>(checks);
    next.set(check, found);
    return new Health(next, ready, answer, result);
  }

  public Health answered(boolean isReady, ReadinessAnswer said) {
    return new Health(checks, Optional.of(isReady), Optional.of(said), result);
  }

  public Health with(CheckResult found) {
    return new Health(checks, ready, answer, Optional.of(found));
  }

  /** Counted by clients as healthy and unhealthy (marathon.md §6.1). */
  public Verdict verdict() {
    boolean any = false;
    for (CheckHealth check : checks) {
      if (check.hasResult()) {
        if (!check.isAlive()) {
          return Verdict.UNHEALTHY;
        }
        any = true;
      }
    }
    return any ? Verdict.HEALTHY : Verdict.NO_RESULT;
  }

  /** Whether all is well; empty until every check has a result (marathon.md §15.4). */
  public Optional<Boolean> isHealthy() {
    return checks.isEmpty() || !checks.stream().allMatch(CheckHealth::hasResult)
        ? Optional.empty()
        : Optional.of(checks.stream().allMatch(CheckHealth::isAlive));
  }

  /** Whether a running task does what it is for (marathon.md §12.4). */
  public boolean isFit() {
    return ready.orElse(true)
        && checks.stream().allMatch(check -> check.hasResult() && check.isAlive());
  }
}

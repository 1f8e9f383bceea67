package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.Backfill;
import dev.stadion.chronos.run.BackfillOrder;
import dev.stadion.chronos.run.Request;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunState;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.scheduler.ChronosOutcome.BackfillMade;
import dev.stadion.chronos.scheduler.ChronosOutcome.NotFound;
import dev.stadion.chronos.scheduler.ChronosOutcome.Rejected;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Windows of the past that run again (chronos.md §12.11). */
final class Backfills {
  private Backfills() {}

  static ChronosOutcome start(Turn turn, String name, BackfillOrder order) {
    Optional<JobState> job = turn.job(name);
    if (job.isEmpty()) {
      return new NotFound("Job '" + name + "' not found");
    }
    if (job.get().job().plan() instanceof Plan.Dependent) {
      return new Rejected(List.of(new Problem("", "a dependent job has no ticks to fill in")));
    }
    List<Problem> problems =
        Orders.problems(job.get().job().options().inputs(), order.parameters());
    if (!problems.isEmpty()) {
      return new Rejected(problems);
    }
    long id = turn.newId();
    List<Long> runs = new ArrayList<>();
    Request request =
        Request.NONE
            .withParameters(
                Orders.withDefaults(job.get().job().options().inputs(), order.parameters()))
            .from(id);
    for (Instant tick : order.ticks()) {
      runs.add(Runs.backfill(turn, job.get(), tick, request).id());
    }
    var backfill =
        new Backfill(
            id,
            name,
            order.from(),
            order.to(),
            order.maxParallel(),
            order.withChildren(),
            runs.size(),
            order.skipped(),
            runs.isEmpty() ? id : runs.getLast(),
            runs.isEmpty());
    turn.keep(backfill);
    return new BackfillMade(backfill, runs);
  }

  /** Those of its runs that have not begun end; the others go on (B-55). */
  static ChronosOutcome cancel(Turn turn, long id) {
    for (Run run : runs(turn, turn.backfill(id))) {
      if (!run.isLive()) {
        turn.save(run.draft().ended(RunState.KILLED, "cancelled", turn.now).done());
      }
    }
    return new ChronosOutcome.Done();
  }

  private static List<Run> runs(Turn turn, Optional<Backfill> backfill) {
    return backfill
        .map(b -> turn.openRuns(b.job()).stream().filter(run -> isOf(run, b.id())).toList())
        .orElse(List.of());
  }

  private static boolean isOf(Run run, long backfill) {
    return run.trigger() == Trigger.BACKFILL
        && run.request().origin().filter(id -> id == backfill).isPresent();
  }

  /** Whether children follow from this run's end: those of a backfill only when asked. */
  static boolean hasFollowers(Turn turn, Run run) {
    return run.trigger() != Trigger.BACKFILL
        || run.request().origin().flatMap(turn::backfill).map(Backfill::withChildren).orElse(false);
  }

  /** As runs end, the next ones go. */
  static void settle(Turn turn) {
    var touched = new TreeSet<Long>();
    turn.moves.all().stream()
        .map(Moves.Moved::after)
        .filter(run -> run.trigger() == Trigger.BACKFILL)
        .forEach(run -> run.request().origin().ifPresent(touched::add));
    for (long id : touched) {
      turn.backfill(id).ifPresent(backfill -> settle(turn, backfill));
    }
  }

  private static void settle(Turn turn, Backfill backfill) {
    List<Run> open = runs(turn, Optional.of(backfill));
    long active = open.stream().filter(run -> !waits(run)).count();
    long left = open.size();
    for (Run run : open) {
      if (waits(run) && active < backfill.maxParallel()) {
        boolean goes = goes(turn, run, backfill);
        active += goes ? 1 : 0;
        left -= goes ? 0 : 1;
      }
    }
    if (left == 0) {
      turn.keep(backfill.ended());
    }
  }

  private static boolean waits(Run run) {
    return run.state() == RunState.WAITING && run.dag().isEmpty();
  }

  private static boolean goes(Turn turn, Run run, Backfill backfill) {
    Optional<JobState> job = turn.jobOf(run);
    if (job.isEmpty() || job.get().job().disabled()) {
      String reason = job.isEmpty() ? "removed" : "disabled";
      turn.save(run.draft().ended(RunState.SKIPPED, reason, turn.now).done());
      return false;
    }
    Run queued = run.draft().queued(turn.now).timers(Runs.limits(turn, job.get().job())).done();
    if (backfill.withChildren() && Dags.isRoot(turn, job.get())) {
      Dags.open(turn, job.get(), queued);
    } else {
      turn.save(queued);
    }
    return true;
  }
}

package dev.stadion.chronos.scheduler;

import dev.stadion.chronos.job.Inputs;
import dev.stadion.chronos.job.Parameter;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.Request;
import dev.stadion.chronos.run.Run;
import dev.stadion.chronos.run.RunOrder;
import dev.stadion.chronos.run.Trigger;
import dev.stadion.chronos.scheduler.ChronosOutcome.Conflict;
import dev.stadion.chronos.scheduler.ChronosOutcome.Made;
import dev.stadion.chronos.scheduler.ChronosOutcome.MadeBefore;
import dev.stadion.chronos.scheduler.ChronosOutcome.Rejected;
import dev.stadion.chronos.scheduler.ChronosOutcome.UnknownJob;
import dev.stadion.chronos.scheduler.Commons.KeptKey;
import dev.stadion.chronos.scheduler.Commons.KeyName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A user orders a run, and says what it is to know (chronos.md §12.7). */
final class Orders {
  /** More keys than this are not looked at in one turn to forget the old ones. */
  private static final int FORGOTTEN_AT_ONCE = 100;

  private Orders() {}

  static ChronosOutcome start(Turn turn, String name, RunOrder order) {
    Optional<JobState> job = turn.job(name);
    if (job.isEmpty()) {
      return new UnknownJob(name);
    }
    Optional<KeptKey> known = order.key().flatMap(key -> known(turn, new KeyName(name, key)));
    if (known.isPresent()) {
      return known.get().digest().equals(order.digest())
          ? new MadeBefore(known.get().run())
          : new Conflict("another run was ordered with the same runKey");
    }
    List<Problem> problems = problems(job.get().job().options().inputs(), order);
    if (!problems.isEmpty()) {
      return new Rejected(problems);
    }
    Request request = request(job.get().job().options().inputs(), order);
    Wanted wanted =
        Wanted.by(Trigger.MANUAL, order.scheduledAt().orElse(turn.now), request)
            .with(order.priority(), order.withChildren());
    Run run = Runs.requested(turn, job.get(), wanted, order.force());
    order.key().ifPresent(key -> keep(turn, new KeyName(name, key), run, order));
    return new Made(run);
  }

  // ---- keys ----------------------------------------------------------------------------------

  private static Optional<KeptKey> known(Turn turn, KeyName name) {
    return Optional.ofNullable(turn.commons().keys().get(name))
        .filter(kept -> kept.until().isAfter(turn.now));
  }

  private static void keep(Turn turn, KeyName name, Run run, RunOrder order) {
    turn.commons().keys().entrySet().stream()
        .limit(FORGOTTEN_AT_ONCE)
        .filter(entry -> !entry.getValue().until().isAfter(turn.now))
        .map(java.util.Map.Entry::getKey)
        .toList()
        .forEach(old -> store(turn, old, Optional.empty()));
    var kept = new KeptKey(run.id(), order.digest(), turn.now.plus(turn.settings.runKeyTtl()));
    store(turn, name, Optional.of(kept));
  }

  private static void store(Turn turn, KeyName name, Optional<KeptKey> key) {
    turn.commons(turn.commons().withKey(name, key), new ChronosChange.KeyStored(name, key));
  }

  // ---- parameters ----------------------------------------------------------------------------

  /** What is wrong with what was said, given what the job wants to be told (B-30). */
  private static List<Problem> problems(Inputs inputs, RunOrder order) {
    List<Problem> problems = problems(inputs, order.parameters());
    if (order.payload().isPresent() && !inputs.payload().orElse(false)) {
      problems.add(new Problem("/payload", "the job takes no payload"));
    }
    return problems;
  }

  /** The same for parameters alone. */
  static List<Problem> problems(Inputs inputs, SortedMap<String, String> parameters) {
    List<Problem> problems = new ArrayList<>();
    for (Parameter parameter : inputs.parameters()) {
      String path = "/parameters/" + parameter.name();
      Optional<String> told = Optional.ofNullable(parameters.get(parameter.name()));
      told.flatMap(parameter::problemWith)
          .ifPresent(error -> problems.add(new Problem(path, error)));
      if (parameter.required() && told.or(parameter::value).isEmpty()) {
        problems.add(new Problem(path, parameter.name() + " must be given"));
      }
    }
    for (String name : parameters.keySet()) {
      if (inputs.parameters().stream().noneMatch(p -> p.name().equals(name))) {
        problems.add(new Problem("/parameters/" + name, "the job has no parameter " + name));
      }
    }
    return problems;
  }

  private static Request request(Inputs inputs, RunOrder order) {
    return new Request(
        order.arguments(),
        withDefaults(inputs, order.parameters()),
        order.key(),
        order.note(),
        order.payload(),
        List.of(),
        Optional.empty());
  }

  /** What a run of a job knows when it is told this much. */
  static SortedMap<String, String> withDefaults(Inputs inputs, SortedMap<String, String> told) {
    SortedMap<String, String> all = new TreeMap<>(told);
    for (Parameter parameter : inputs.parameters()) {
      parameter.value().ifPresent(value -> all.putIfAbsent(parameter.name(), value));
    }
    return all;
  }
}

package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.App;
import dev.stadion.marathon.app.RunSpec;
import dev.stadion.marathon.app.Timestamps;
import dev.stadion.marathon.deployment.Deployment;
import dev.stadion.marathon.instance.CheckHealth;
import dev.stadion.marathon.instance.Condition;
import dev.stadion.marathon.instance.Goal;
import dev.stadion.marathon.instance.Instance;
import dev.stadion.marathon.instance.Placement;
import dev.stadion.marathon.instance.Reserved;
import dev.stadion.marathon.launch.OfferLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What stands between an app and what its owner wants, the most telling first. Pure, and derived
 * from what is known anyway: nothing is recorded for it but how offers fared.
 */
public final class Waiting {
  private final MarathonState state;
  private final Service service;
  private final Instant now;
  private final List<Reason> reasons = new ArrayList<>();

  private Waiting(MarathonState state, Service service, Instant now) {
    this.state = state;
    this.service = service;
    this.now = now;
  }

  /**
   * One of the things that are waited for.
   *
   * @param code for machines: {@code NotItsTurn}, {@code Delayed}, {@code NoMaster}, {@code
   *     NoAgents}, {@code NotReserved}, {@code VolumeAway}, {@code NoOffers}, one of the reasons of
   *     offers, {@code Starting}, {@code Unhealthy}, {@code NotReady}, {@code Ending}, {@code
   *     Unreachable}
   * @param message for people
   * @param count how many instances, or agents where offers are the reason
   */
  public record Reason(String code, String message, long count) {}

  /** Empty when there is nothing to wait for. */
  public static List<Reason> of(MarathonState state, Service service, Instant now) {
    var waiting = new Waiting(state, service, now);
    waiting.turn();
    waiting.launches();
    waiting.tasks();
    return List.copyOf(waiting.reasons);
  }

  /** A deployment does something else first, such as what this app depends on. */
  private void turn() {
    Optional<Deployment> deployment = service.lockedBy().map(state.deployments()::get);
    if (deployment.isEmpty() || !isLater(deployment.get())) {
      return;
    }
    Deployment running = deployment.get();
    var first = new ArrayList<String>();
    running
        .unfinished()
        .values()
        .forEach(action -> first.add(action.wireName() + " of " + action.app()));
    int missing =
        service.app().map(app -> state.fleet().target(service) - service.tally().good()).orElse(0);
    add(
        "NotItsTurn",
        "deployment %s is at step %d of %d and has to do %s before it is this app's turn"
            .formatted(
                running.id(),
                running.step() + 1,
                running.plan().steps().size(),
                String.join(", ", first)),
        Math.max(0, missing));
  }

  private boolean isLater(Deployment deployment) {
    return deployment.pending().contains(service.id())
        && !deployment.unfinished().isEmpty()
        && !deployment.unfinished().containsKey(service.id());
  }

  private void launches() {
    int scheduled = service.waiting().size();
    if (scheduled == 0 || service.app().isEmpty()) {
      return;
    }
    RunSpec app = service.app().map(App::definition).orElseThrow();
    Optional<String> notReserved = service.offers().notReserved();
    notReserved.ifPresent(why ->
        add("NotReserved", "the master did not reserve what is to be kept: " + why, scheduled));
    service
        .delay()
        .filter(delay -> delay.isPending(now))
        .ifPresent(delay ->
            add(
                "Delayed",
                "nothing is launched before "
                    + Timestamps.write(delay.until())
                    + ", because "
                    + (notReserved.isPresent()
                        ? "that was refused"
                        : "tasks failed" + lastFailure()),
                scheduled));
    if (!state.master().connected()) {
      add("NoMaster", "no master listens to us", scheduled);
    } else if (state.fleet().agents().isEmpty()) {
      add("NoAgents", "no agent has offered us anything yet", scheduled);
    } else {
      data();
      if (service.offers().processed() == 0) {
        add(
            "NoOffers",
            "no offer to role " + app.role() + " came since; agents may be full or away",
            scheduled);
      }
    }
    refusals();
  }

  /** Whoever keeps data waits for one agent only. */
  private void data() {
    List<Instance> away =
        service.waiting().stream()
            .map(service.instances()::get)
            .filter(instance -> instance.reserved().filter(this::isAway).isPresent())
            .sorted(Comparator.comparing(Instance::id))
            .toList();
    if (!away.isEmpty()) {
      Placement home = away.getFirst().reserved().orElseThrow().place();
      add(
          "VolumeAway",
          "the data of %s is on agent %s (%s), which offers nothing"
              .formatted(away.getFirst().id(), home.agent(), home.hostname()),
          away.size());
    }
  }

  /** Its agent was not among those that offered something since somebody waits. */
  private boolean isAway(Reserved reserved) {
    return !service.offers().latest().containsKey(reserved.place().agent());
  }

  private String lastFailure() {
    return service
        .lastFailure()
        .map(failure ->
            ": "
                + failure.state().wireName()
                + (failure.message().isEmpty() ? "" : " ")
                + failure.message())
        .orElse("");
  }

  /** By how many agents have it; equal ones in the order of the funnel. */
  private void refusals() {
    OfferLog offers = service.offers();
    offers.latestReasons().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(entry ->
            add(
                entry.getKey().wireName(),
                offers.latest().values().stream()
                    .map(OfferLog.Unused::mostTelling)
                    .filter(refusal -> refusal.reason() == entry.getKey())
                    .findFirst()
                    .orElseThrow()
                    .detail(),
                entry.getValue()));
  }

  private void tasks() {
    count(
        "Unhealthy",
        i -> i.counts() && i.condition() == Condition.RUNNING && isIll(i),
        i -> "checks of " + name(i) + " fail" + cause(i));
    count(
        "Starting",
        i -> i.goal() == Goal.RUNNING && i.condition().isLaunching(),
        i -> name(i) + " is " + i.condition().wireName());
    count(
        "Starting",
        i ->
            i.counts()
                && i.condition() == Condition.RUNNING
                && !isIll(i)
                && i.health().checks().stream().anyMatch(check -> !check.hasResult()),
        i -> name(i) + " runs and was not yet checked");
    count(
        "NotReady",
        i ->
            i.counts()
                && i.condition() == Condition.RUNNING
                && i.health().ready().filter(ready -> !ready).isPresent(),
        i ->
            name(i)
                + " does not say that it is ready"
                + i.health().answer().map(answer -> ", but " + answer.status()).orElse(""));
    count(
        "Unreachable",
        i ->
            i.condition() == Condition.UNREACHABLE
                || i.condition() == Condition.UNREACHABLE_INACTIVE,
        i -> "the agent of " + name(i) + " is cut off since " + Timestamps.write(i.since()));
    count(
        "Ending",
        i -> i.goal() != Goal.RUNNING && !i.isResting(),
        i -> name(i) + " was asked to end and has not ended");
  }

  /**
   * A pod's instance has a task for each container, and none of the name that an app's would have.
   */
  private static String name(Instance instance) {
    return instance.containers().isEmpty() ? instance.task().value() : instance.id().toString();
  }

  private static boolean isIll(Instance instance) {
    return instance.health().checks().stream()
        .anyMatch(check -> check.hasResult() && !check.isAlive());
  }

  private static String cause(Instance instance) {
    return instance.health().checks().stream()
        .flatMap(check -> check.isAlive() ? Optional.<String>empty().stream() : failure(check))
        .findFirst()
        .map(cause -> ": " + cause)
        .orElse("");
  }

  private static Stream<String> failure(CheckHealth check) {
    return check.lastFailureCause().stream();
  }

  private interface Words {
    String of(Instance example);
  }

  private void count(String code, Predicate<Instance> wanted, Words words) {
    List<Instance> found =
        service.instances().values().stream()
            .filter(wanted)
            .sorted(Comparator.comparing(Instance::id))
            .toList();
    if (!found.isEmpty()) {
      add(code, words.of(found.getFirst()), found.size());
    }
  }

  private void add(String code, String message, long count) {
    reasons.add(new Reason(code, message, count));
  }
}

package dev.stadion.master.heart;

import dev.stadion.master.heart.MasterEffect.FrameworkClosed;
import dev.stadion.master.heart.MasterEffect.ShutdownFramework;
import dev.stadion.master.heart.MasterEffect.Subscribed;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.pcollections.HashTreePSet;

/** How frameworks come, change, go and come back (mesos-v1.md §5). */
final class FrameworkLifecycle {
  private FrameworkLifecycle() {}

  static MasterOutcome subscribe(Draft draft, MasterEvent.Subscribe event) {
    Optional<String> problem =
        FrameworkRules.problem(event.description(), event.suppressedRoles())
            .or(() -> Rights.toRegister(draft.settings.acls(), event.description()));
    if (problem.isPresent()) {
      return new MasterOutcome.SubscriptionRefused(problem.get());
    }
    if (event.id().filter(draft::isCompleted).isPresent()) {
      return new MasterOutcome.SubscriptionRefused("Framework has been removed");
    }
    Framework known = event.id().map(draft::framework).orElse(null);
    var woken = new HashSet<String>();
    Framework framework =
        known == null
            ? Framework.remembered(
                event.id().orElseGet(draft::newFrameworkId),
                event.description(),
                new Framework.Times(draft.now, Optional.empty()))
            : known;
    if (known != null) {
      Optional<String> principal = known.description().principal();
      if (principal.isPresent() && !principal.equals(event.description().principal())) {
        return new MasterOutcome.SubscriptionRefused(
            "Changing framework's principal is not allowed");
      }
      woken.addAll(known.suppressed());
      woken.removeAll(event.suppressedRoles());
      leaveOldStream(draft, known);
      // What was given back is on the draft: go on from there.
      framework =
          draft
              .framework(known.id())
              .at(new Framework.Times(known.times().registered(), Optional.of(draft.now)));
    }
    framework =
        framework
            .describedAs(
                event.description().keepingFixedPartsOf(framework.description()),
                HashTreePSet.from(event.suppressedRoles()))
            .linked(new Framework.Link(Optional.of(event.stream()), Optional.empty(), false));
    draft.put(framework);
    draft.remember(new MasterChange.FrameworkSaved(framework));
    if (known != null) {
      draft.note(new OperatorNote.FrameworkUpdated(framework));
    }
    draft.tell(new Subscribed(event.stream(), framework.id()));
    boolean changed =
        known != null
            && !Arrays.equals(
                known.description().info().bytes(), framework.description().info().bytes());
    if (changed) {
      spread(draft, framework);
    }
    if (!woken.isEmpty()) {
      OfferRules.clearFilters(draft, framework.id(), woken);
    }
    draft.offerEverythingTo(framework.id());
    return new MasterOutcome.FrameworkSubscribed(framework.id());
  }

  private static void leaveOldStream(Draft draft, Framework known) {
    known.link().stream()
        .ifPresent(old -> {
          draft.tell(new FrameworkClosed(old, known.id(), Optional.of("Framework failed over")));
          OfferRules.discardAll(draft, known.id());
        });
    known.link().removeAt().ifPresent(at -> draft.agenda.cancel(failover(known.id(), at)));
  }

  static void disconnected(Draft draft, MasterEvent.FrameworkDisconnected event) {
    Framework framework = draft.framework(event.framework());
    if (framework == null || !framework.link().stream().equals(Optional.of(event.stream()))) {
      return;
    }
    Duration timeout = FrameworkRules.failoverTimeout(framework.description());
    Instant removeAt = draft.now.plus(timeout);
    draft.put(framework.linked(new Framework.Link(Optional.empty(), Optional.of(removeAt), false)));
    OfferRules.discardAll(draft, framework.id());
    InverseOfferRules.discard(draft, framework.id(), false);
    OfferRules.clearFilters(draft, framework.id(), Set.of());
    draft.agenda.await(failover(framework.id(), removeAt));
    if (timeout.isZero()) {
      remove(draft, framework.id());
    }
  }

  /** After a change of masters: who does not come back within its time is removed. */
  static void awaitRecovered(Draft draft, Framework framework) {
    Duration own = FrameworkRules.failoverTimeout(framework.description());
    Duration least = draft.settings.agentReregisterTimeout();
    Instant removeAt = draft.now.plus(own.compareTo(least) < 0 ? least : own);
    draft.put(framework.linked(new Framework.Link(Optional.empty(), Optional.of(removeAt), true)));
    draft.agenda.await(failover(framework.id(), removeAt));
  }

  static void failoverTimedOut(Draft draft, Deadline due) {
    Framework framework = draft.framework(new FrameworkId(due.framework()));
    if (framework != null && framework.link().removeAt().equals(Optional.of(due.at()))) {
      remove(draft, framework.id());
    }
  }

  /** TEARDOWN, or not back in time: tasks end, the id is completed for ever. */
  static void remove(Draft draft, FrameworkId id) {
    Framework framework = draft.framework(id);
    OfferRules.discardAll(draft, id);
    InverseOfferRules.discard(draft, id, true);
    OfferRules.clearFilters(draft, id, Set.of());
    framework.link().removeAt().ifPresent(at -> draft.agenda.cancel(failover(id, at)));
    var agents = new LinkedHashSet<AgentId>();
    for (Task task : List.copyOf(draft.framework(id).tasks().values())) {
      agents.add(task.agent());
      Task ended = task.state().isTerminal() ? task : task.in(TaskState.KILLED);
      TaskRules.settle(draft, task, ended);
      if (ended != task) {
        draft.note(
            new OperatorNote.TaskUpdated(
                ended,
                TaskRules.made(draft, ended, "FRAMEWORK_REMOVED", "The framework was removed"),
                true));
      }
      draft.forget(ended);
    }
    agents.addAll(withExecutors(draft, id));
    for (AgentId agent : agents) {
      ExecutorRules.releaseAll(draft, agent, id);
      draft.agent(agent).link().stream()
          .ifPresent(stream -> draft.tell(new ShutdownFramework(stream, agent, id)));
    }
    framework.link().stream()
        .ifPresent(stream -> draft.tell(new FrameworkClosed(stream, id, Optional.empty())));
    draft.complete(
        new CompletedFramework(
            id, framework.description(), framework.times().registered(), draft.now));
  }

  private static List<AgentId> withExecutors(Draft draft, FrameworkId id) {
    return draft.agents().stream()
        .filter(agent ->
            agent.executors().keySet().stream().anyMatch(key -> key.framework().equals(id.value())))
        .map(Agent::id)
        .toList();
  }

  /** Agents with something of the framework learn its new description (mesos-v1.md §5.2). */
  private static void spread(Draft draft, Framework framework) {
    var agents = new LinkedHashSet<AgentId>();
    framework.tasks().values().forEach(task -> agents.add(task.agent()));
    agents.addAll(withExecutors(draft, framework.id()));
    for (AgentId id : agents) {
      Agent agent = draft.agent(id);
      if (agent != null) {
        agent.link().stream()
            .ifPresent(stream ->
                draft.tell(
                    new MasterEffect.FrameworkChanged(
                        stream, id, framework.id(), framework.description())));
      }
    }
  }

  static MasterOutcome update(Draft draft, FrameworkId id, FrameworkCall.UpdateFramework call) {
    Framework framework = draft.framework(id);
    FrameworkDescription old = framework.description();
    FrameworkDescription next = call.description();
    Optional<String> problem = FrameworkRules.problem(next, call.suppressedRoles());
    if (problem.isPresent()) {
      return new MasterOutcome.FrameworkUpdateRefused(problem.get());
    }
    if (!next.user().equals(old.user())
        || next.checkpoint() != old.checkpoint()
        || !next.principal().equals(old.principal())) {
      return new MasterOutcome.FrameworkUpdateRefused(
          "The principal, user and checkpoint of a framework cannot be changed");
    }
    Optional<String> unauthorized = Rights.toRegister(draft.settings.acls(), next);
    if (unauthorized.isPresent()) {
      return new MasterOutcome.NotAuthorized(unauthorized.get());
    }
    var lost = new HashSet<>(old.offerRoles());
    lost.removeAll(next.offerRoles());
    for (OfferId offerId : framework.offers()) {
      HeldOffer offer = draft.offer(offerId);
      if (lost.contains(offer.role())) {
        OfferRules.rescind(draft, offer);
      }
    }
    var woken = new HashSet<>(framework.suppressed());
    woken.removeAll(call.suppressedRoles());
    Framework updated =
        draft
            .framework(id)
            .describedAs(next.keepingFixedPartsOf(old), HashTreePSet.from(call.suppressedRoles()));
    draft.put(updated);
    draft.remember(new MasterChange.FrameworkSaved(updated));
    draft.note(new OperatorNote.FrameworkUpdated(updated));
    spread(draft, updated);
    if (!woken.isEmpty()) {
      OfferRules.clearFilters(draft, id, woken);
    }
    draft.offerEverythingTo(id);
    return new MasterOutcome.FrameworkUpdated();
  }

  static void revive(Draft draft, FrameworkId id, Set<String> asked) {
    Set<String> roles = own(draft, id, asked);
    OfferRules.clearFilters(draft, id, roles);
    Framework framework = draft.framework(id);
    draft.put(
        framework.describedAs(framework.description(), framework.suppressed().minusAll(roles)));
    draft.offerEverythingTo(id);
  }

  static void suppress(Draft draft, FrameworkId id, Set<String> asked) {
    Framework framework = draft.framework(id);
    draft.put(
        framework.describedAs(
            framework.description(), framework.suppressed().plusAll(own(draft, id, asked))));
  }

  /** Empty means all; roles that are not the framework's own are dropped. */
  private static Set<String> own(Draft draft, FrameworkId id, Set<String> asked) {
    var roles = new LinkedHashSet<>(draft.framework(id).description().offerRoles());
    if (!asked.isEmpty()) {
      roles.retainAll(asked);
    }
    return roles;
  }

  private static Deadline failover(FrameworkId id, Instant at) {
    return new Deadline(at, Deadline.Kind.FRAMEWORK_FAILOVER, id.value(), "");
  }
}

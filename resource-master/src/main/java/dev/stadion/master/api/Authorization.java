package dev.stadion.master.api;

import static java.util.Objects.requireNonNull;

import dev.stadion.dropwizard.auth.BasicAuthentication;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.master.heart.Acls;
import dev.stadion.master.heart.Acls.Action;
import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.MasterEvent;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.OperatorCall;
import dev.stadion.master.heart.Rights;
import dev.stadion.scheduling.id.FrameworkId;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What operators, readers and agents may do, by the ACLs; frameworks are judged by the heart. As a
 * filter it stands behind authentication and guards what reads (mesos-v1.md §14).
 */
public final class Authorization implements Filter {
  private static final Set<String> NOT_READING = Set.of("/api/v1/scheduler", "/api/v1/agent");

  private final Acls acls;

  public Authorization(Acls acls) {
    this.acls = requireNonNull(acls, "acls");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    String name = MasterRealms.name(BasicAuthentication.path(http));
    boolean operator = name.equals("/api/v1");
    boolean reads = http.getMethod().equals("GET") || http.getMethod().equals("HEAD");
    boolean judged =
        (reads || operator) && !MasterRealms.isOpen(name) && !NOT_READING.contains(name);
    Optional<String> principal = BasicAuthentication.principal(http);
    if (judged && !acls.allow(Action.GET_ENDPOINTS, principal, Optional.of(name))) {
      new Refusal(403, "Not authorized to get " + name).answer((HttpServletResponse) response);
      return;
    }
    chain.doFilter(request, response);
  }

  /** What whoever asks may see. */
  Viewpoint viewpoint(HttpServletRequest request) {
    return new Viewpoint(acls, BasicAuthentication.principal(request));
  }

  /**
   * Lets an agent register, or not.
   *
   * @throws Refusal with 403 when it may not
   */
  void mustRegisterAgents(HttpServletRequest request) throws Refusal {
    must(BasicAuthentication.principal(request), Action.REGISTER_AGENTS, Optional.empty());
  }

  /**
   * Lets an operator change something, or not.
   *
   * @throws Refusal with 403 when they may not
   */
  void mustChange(HttpServletRequest request, MasterEvent change, MasterState state)
      throws Refusal {
    Optional<String> principal = BasicAuthentication.principal(request);
    switch (change) {
      case MasterEvent.UpdateWeights(var weights) ->
          mustEach(principal, Action.UPDATE_WEIGHTS, weights);
      case MasterEvent.UpdateQuota(var force, var limits) ->
          mustEach(principal, Action.UPDATE_QUOTAS, limits);
      case MasterEvent.RemoveQuota(var role) ->
          must(principal, Action.UPDATE_QUOTAS, Optional.of(role));
      case MasterEvent.FromOperator(var call) -> mustCall(principal, call, state);
      default -> throw new IllegalStateException("no operator's change: " + change);
    }
  }

  private void mustCall(Optional<String> principal, OperatorCall call, MasterState state)
      throws Refusal {
    switch (call) {
      case OperatorCall.Subscribe _ -> {
        // Judged as an endpoint.
      }
      case OperatorCall.Teardown(var framework) ->
          must(principal, Action.TEARDOWN_FRAMEWORKS, owner(state, framework));
      case OperatorCall.MarkAgentGone _ ->
          must(principal, Action.MARK_AGENTS_GONE, Optional.empty());
      case OperatorCall.DrainAgent drain -> {
        must(principal, Action.DRAIN_AGENTS, Optional.empty());
        if (drain.markGone()) {
          must(principal, Action.MARK_AGENTS_GONE, Optional.empty());
        }
      }
      case OperatorCall.DeactivateAgent _ ->
          must(principal, Action.DEACTIVATE_AGENTS, Optional.empty());
      case OperatorCall.ReactivateAgent _ ->
          must(principal, Action.REACTIVATE_AGENTS, Optional.empty());
      case OperatorCall.ChangeResources(var agent, var change) -> {
        Optional<String> problem = Rights.toChange(acls, principal, change);
        if (problem.isPresent()) {
          throw new Refusal(403, problem.get());
        }
      }
      case OperatorCall.UpdateSchedule _ ->
          must(principal, Action.UPDATE_MAINTENANCE_SCHEDULES, Optional.empty());
      case OperatorCall.StartMaintenance _ ->
          must(principal, Action.START_MAINTENANCES, Optional.empty());
      case OperatorCall.StopMaintenance _ ->
          must(principal, Action.STOP_MAINTENANCES, Optional.empty());
    }
  }

  private static Optional<String> owner(MasterState state, FrameworkId id) {
    Framework framework = state.frameworks().get(id);
    return framework == null ? Optional.empty() : framework.description().principal();
  }

  private void mustEach(Optional<String> principal, Action action, SortedMap<String, ?> byRole)
      throws Refusal {
    for (String role : byRole.keySet()) {
      must(principal, action, Optional.of(role));
    }
  }

  private void must(Optional<String> principal, Action action, Optional<String> object)
      throws Refusal {
    if (!acls.allow(action, principal, object)) {
      throw new Refusal(
          403,
          "Not authorized: "
              + action.name().toLowerCase(Locale.ROOT)
              + object.map(o -> " '" + o + "'").orElse(""));
    }
  }
}

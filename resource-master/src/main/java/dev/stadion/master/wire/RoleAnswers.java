package dev.stadion.master.wire;

import dev.stadion.master.heart.Framework;
import dev.stadion.master.heart.HeldOffer;
import dev.stadion.master.heart.MasterState;
import dev.stadion.master.heart.QuotaLimits;
import dev.stadion.master.heart.Task;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.v1.Role;
import dev.stadion.mesos.v1.Value;
import dev.stadion.mesos.v1.WeightInfo;
import dev.stadion.mesos.v1.master.Response.GetQuota;
import dev.stadion.mesos.v1.master.Response.GetRoles;
import dev.stadion.mesos.v1.master.Response.GetWeights;
import dev.stadion.mesos.v1.quota.QuotaConfig;
import dev.stadion.mesos.v1.quota.QuotaInfo;
import dev.stadion.mesos.v1.quota.QuotaStatus;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Roles, weights and quota as operators get them, of the roles they may see (mesos-v1.md §13). */
public final class RoleAnswers {
  private static final double THOUSANDTHS = 1_000;

  private RoleAnswers() {}

  /** Every role that somebody is in, that holds something, or that an operator has named. */
  public static GetRoles roles(MasterState state, Predicate<String> shown) {
    var names = new TreeSet<>(state.policy().weights().keySet());
    names.addAll(state.policy().limits().keySet());
    names.addAll(state.roles().keySet());
    names.add("*");
    Map<String, Role.Builder> roles = new TreeMap<>();
    for (Framework framework : state.frameworks().values()) {
      for (String name : framework.description().offerRoles()) {
        roles
            .computeIfAbsent(name, n -> Role.newBuilder())
            .addFrameworks(Ids.toProto(framework.id()));
        names.add(name);
      }
    }
    Map<String, Resources> held = held(state);
    var answer = GetRoles.newBuilder();
    names.removeIf(shown.negate());
    for (String name : names) {
      answer.addRoles(
          roles
              .getOrDefault(name, Role.newBuilder())
              .setName(name)
              .setWeight(state.policy().weight(name))
              .addAllResources(
                  ResourceConverter.toProto(held.getOrDefault(name, Resources.empty()))));
    }
    return answer.build();
  }

  private static Map<String, Resources> held(MasterState state) {
    Map<String, Resources> held = new TreeMap<>();
    for (Framework framework : state.frameworks().values()) {
      for (Task task : framework.tasks().values()) {
        if (!task.state().isTerminal() && task.state() != TaskState.UNREACHABLE) {
          held.merge(
              task.role(),
              FrameworkMessages.scalars(task.description().resources()),
              Resources::plus);
        }
      }
    }
    for (HeldOffer offer : state.offers().values()) {
      held.merge(offer.role(), FrameworkMessages.scalars(offer.resources()), Resources::plus);
    }
    return held;
  }

  /** Only what was set. */
  public static GetWeights weights(MasterState state, Predicate<String> shown) {
    var answer = GetWeights.newBuilder();
    state
        .policy()
        .weights()
        .forEach((role, weight) -> {
          if (shown.test(role)) {
            answer.addWeightInfos(WeightInfo.newBuilder().setRole(role).setWeight(weight));
          }
        });
    return answer.build();
  }

  public static GetQuota quota(MasterState state, Predicate<String> shown) {
    var status = QuotaStatus.newBuilder();
    state
        .policy()
        .limits()
        .forEach((role, limits) -> {
          if (shown.test(role)) {
            status.addInfos(QuotaInfo.newBuilder().setRole(role));
            status.addConfigs(config(role, limits));
          }
        });
    return GetQuota.newBuilder().setStatus(status).build();
  }

  private static QuotaConfig config(String role, QuotaLimits limits) {
    var config = QuotaConfig.newBuilder().setRole(role);
    limits
        .millis()
        .forEach((name, millis) ->
            config.putLimits(
                name, Value.Scalar.newBuilder().setValue(millis / THOUSANDTHS).build()));
    return config.build();
  }
}

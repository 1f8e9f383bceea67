package dev.stadion.agent.master;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Membership;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.v1.ExecutorID;
import dev.stadion.mesos.v1.ExecutorInfo;
import dev.stadion.scheduling.id.FrameworkId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The executors that one word of the master names. */
final class ExecutorOrders {
  private final FrameworkId framework;
  private final Supplier<ContainerId> containers;
  private final Duration shutdownGrace;
  private final Map<ExecutorKey, ExecutorOrder> orders = new LinkedHashMap<>();

  ExecutorOrders(FrameworkId framework, Supplier<ContainerId> containers, Duration shutdownGrace) {
    this.framework = framework;
    this.containers = containers;
    this.shutdownGrace = shutdownGrace;
  }

  static ExecutorKey key(FrameworkId framework, ExecutorID executor) {
    return new ExecutorKey(framework, executor.getValue());
  }

  List<ExecutorOrder> all() {
    return List.copyOf(orders.values());
  }

  Optional<Membership> membership(ExecutorInfo info, Optional<ContainerId> group) {
    ExecutorOrder order =
        orders.computeIfAbsent(
            key(framework, info.getExecutorId()),
            key ->
                new ExecutorOrder(
                    key,
                    containers.get(),
                    kind(info),
                    Document.of(info.toByteArray()),
                    grace(info)));
    return Optional.of(new Membership(order.key(), order.kind(), order.container(), group));
  }

  private static ExecutorOrder.Kind kind(ExecutorInfo info) {
    return info.getType() == ExecutorInfo.Type.DEFAULT
        ? ExecutorOrder.Kind.DEFAULT
        : ExecutorOrder.Kind.CUSTOM;
  }

  private Duration grace(ExecutorInfo info) {
    return info.hasShutdownGracePeriod()
        ? Durations.fromProto(info.getShutdownGracePeriod())
        : shutdownGrace;
  }
}

package dev.stadion.agent.runtime;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.ExecutorEnding;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Membership;
import dev.stadion.scheduling.id.FrameworkId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** How what is remembered of executors is written in the agent's journal. */
final class ExecutorCodec {
  private ExecutorCodec() {}

  static void key(DataOutputStream out, ExecutorKey key) throws IOException {
    Fields.string(out, key.framework().value());
    Fields.string(out, key.executor());
  }

  static ExecutorKey key(DataInputStream in) throws IOException {
    return new ExecutorKey(new FrameworkId(Fields.string(in)), Fields.string(in));
  }

  static void order(DataOutputStream out, ExecutorOrder order) throws IOException {
    key(out, order.key());
    Fields.string(out, order.container().value());
    Fields.string(out, order.kind().name());
    Fields.document(out, order.info());
    out.writeLong(order.shutdownGrace().toMillis());
  }

  static ExecutorOrder order(DataInputStream in) throws IOException {
    return new ExecutorOrder(
        key(in),
        new ContainerId(Fields.string(in)),
        ExecutorOrder.Kind.valueOf(Fields.string(in)),
        Fields.document(in),
        Duration.ofMillis(in.readLong()));
  }

  static void membership(DataOutputStream out, Membership membership) throws IOException {
    key(out, membership.executor());
    Fields.string(out, membership.kind().name());
    Fields.string(out, membership.container().value());
    Fields.string(out, membership.group().map(ContainerId::value).orElse(""));
  }

  static Membership membership(DataInputStream in) throws IOException {
    return new Membership(
        key(in),
        ExecutorOrder.Kind.valueOf(Fields.string(in)),
        new ContainerId(Fields.string(in)),
        Optional.of(Fields.string(in)).filter(group -> !group.isEmpty()).map(ContainerId::new));
  }

  static void ending(DataOutputStream out, ExecutorEnding ending) throws IOException {
    Fields.string(out, ending.cause().name());
    Fields.instant(out, ending.killAt());
  }

  static ExecutorEnding ending(DataInputStream in) throws IOException {
    return new ExecutorEnding(ExecutorEnding.Cause.valueOf(Fields.string(in)), Fields.instant(in));
  }

  static void uuids(DataOutputStream out, List<UUID> uuids) throws IOException {
    out.writeInt(uuids.size());
    for (UUID uuid : uuids) {
      Fields.uuid(out, uuid);
    }
  }

  static List<UUID> uuids(DataInputStream in) throws IOException {
    int size = in.readInt();
    var all = new ArrayList<UUID>();
    for (int i = 0; i < size; i++) {
      all.add(Fields.uuid(in));
    }
    return all;
  }
}

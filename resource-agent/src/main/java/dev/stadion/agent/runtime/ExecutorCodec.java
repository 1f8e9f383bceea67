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
    ChangeCodec.string(out, key.framework().value());
    ChangeCodec.string(out, key.executor());
  }

  static ExecutorKey key(DataInputStream in) throws IOException {
    return new ExecutorKey(new FrameworkId(ChangeCodec.string(in)), ChangeCodec.string(in));
  }

  static void order(DataOutputStream out, ExecutorOrder order) throws IOException {
    key(out, order.key());
    ChangeCodec.string(out, order.container().value());
    ChangeCodec.string(out, order.kind().name());
    ChangeCodec.document(out, order.info());
    out.writeLong(order.shutdownGrace().toMillis());
  }

  static ExecutorOrder order(DataInputStream in) throws IOException {
    return new ExecutorOrder(
        key(in),
        new ContainerId(ChangeCodec.string(in)),
        ExecutorOrder.Kind.valueOf(ChangeCodec.string(in)),
        ChangeCodec.document(in),
        Duration.ofMillis(in.readLong()));
  }

  static void membership(DataOutputStream out, Membership membership) throws IOException {
    key(out, membership.executor());
    ChangeCodec.string(out, membership.kind().name());
    ChangeCodec.string(out, membership.container().value());
    ChangeCodec.string(out, membership.group().map(ContainerId::value).orElse(""));
  }

  static Membership membership(DataInputStream in) throws IOException {
    return new Membership(
        key(in),
        ExecutorOrder.Kind.valueOf(ChangeCodec.string(in)),
        new ContainerId(ChangeCodec.string(in)),
        Optional.of(ChangeCodec.string(in))
            .filter(group -> !group.isEmpty())
            .map(ContainerId::new));
  }

  static void ending(DataOutputStream out, ExecutorEnding ending) throws IOException {
    ChangeCodec.string(out, ending.cause().name());
    ChangeCodec.instant(out, ending.killAt());
  }

  static ExecutorEnding ending(DataInputStream in) throws IOException {
    return new ExecutorEnding(
        ExecutorEnding.Cause.valueOf(ChangeCodec.string(in)), ChangeCodec.instant(in));
  }

  static void uuids(DataOutputStream out, List<UUID> uuids) throws IOException {
    out.writeInt(uuids.size());
    for (UUID uuid : uuids) {
      ChangeCodec.uuid(out, uuid);
    }
  }

  static List<UUID> uuids(DataInputStream in) throws IOException {
    int size = in.readInt();
    var all = new ArrayList<UUID>();
    for (int i = 0; i < size; i++) {
      all.add(ChangeCodec.uuid(in));
    }
    return all;
  }
}

package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentChange;
import dev.stadion.agent.master.VolumeOrders;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.ExecutorEnding;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.Membership;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * How a durable change is written in the agent's journal. A kind once given away is never reused.
 */
final class ChangeCodec {
  private static final int KEPT = 40;

  private ChangeCodec() {}

  static byte[] write(AgentChange change) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      write(out, change);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  static AgentChange read(byte[] record) throws IOException {
    try (var in = new DataInputStream(new ByteArrayInputStream(record))) {
      int kind = in.readByte();
      return switch (kind) {
        case 1 -> new AgentChange.EpochSeen(in.readLong());
        case 2 -> new AgentChange.Registered(new AgentId(Fields.string(in)));
        case 3 -> new AgentChange.Unregistered();
        case 4 ->
            new AgentChange.FrameworkSeen(
                new Framework(
                    new FrameworkId(Fields.string(in)),
                    in.readBoolean(),
                    in.readBoolean(),
                    Fields.document(in)));
        case 5 -> new AgentChange.TaskOrdered(TaskCodec.order(in, Optional.empty()));
        case 6 ->
            new AgentChange.ProcessObserved(Fields.key(in), Fields.status(in), Fields.instant(in));
        case 7 ->
            new AgentChange.EndOrdered(
                Fields.key(in),
                new Ending(
                    Ending.Cause.valueOf(Fields.string(in)),
                    Fields.instant(in),
                    Fields.instant(in)));
        case 8 ->
            new AgentChange.UpdateSaid(Fields.key(in), TaskCodec.update(in, false)); // before 11
        case 9 -> new AgentChange.UpdateAcknowledged(Fields.key(in), Fields.uuid(in));
        case 10 -> new AgentChange.TaskClosed(Fields.key(in));
        case 11 -> new AgentChange.UpdateSaid(Fields.key(in), TaskCodec.update(in, true));
        case 12 -> {
          Membership membership = ExecutorCodec.membership(in);
          yield new AgentChange.TaskOrdered(TaskCodec.order(in, Optional.of(membership)));
        }
        case 13 -> new AgentChange.TaskDelivered(Fields.key(in));
        case 14 -> new AgentChange.UpdatesHeard(Fields.key(in), ExecutorCodec.uuids(in));
        case KEPT -> new AgentChange.ResourcesKept(VolumeOrders.kept(Fields.document(in)));
        case 15 -> new AgentChange.ExecutorOrdered(ExecutorCodec.order(in));
        case 16 -> new AgentChange.ExecutorRegistered(ExecutorCodec.key(in));
        case 17 -> new AgentChange.ExecutorObserved(ExecutorCodec.key(in), Fields.status(in));
        case 18 ->
            new AgentChange.ExecutorEndOrdered(ExecutorCodec.key(in), ExecutorCodec.ending(in));
        case 19 -> new AgentChange.ExecutorUsed(ExecutorCodec.key(in));
        default -> throw new IOException("unknown record " + kind + " in the agent's journal");
      };
    } catch (IllegalArgumentException e) {
      throw new IOException("unreadable record in the agent's journal", e);
    }
  }

  private static void write(DataOutputStream out, AgentChange change) throws IOException {
    switch (change) {
      case AgentChange.EpochSeen(long epoch) -> {
        out.writeByte(1);
        out.writeLong(epoch);
      }
      case AgentChange.Registered(AgentId id) -> {
        out.writeByte(2);
        Fields.string(out, id.value());
      }
      case AgentChange.Unregistered() -> out.writeByte(3);
      case AgentChange.FrameworkSeen(Framework framework) -> {
        out.writeByte(4);
        Fields.string(out, framework.id().value());
        out.writeBoolean(framework.wantsKilling());
        out.writeBoolean(framework.partitionAware());
        Fields.document(out, framework.info());
      }
      case AgentChange.TaskOrdered(TaskOrder order) -> {
        out.writeByte(order.membership().isPresent() ? 12 : 5);
        if (order.membership().isPresent()) {
          ExecutorCodec.membership(out, order.membership().get());
        }
        TaskCodec.order(out, order);
      }
      case AgentChange.ProcessObserved(TaskKey key, ProcessStatus status, Instant at) -> {
        out.writeByte(6);
        Fields.key(out, key);
        Fields.status(out, status);
        Fields.instant(out, at);
      }
      case AgentChange.EndOrdered(TaskKey key, Ending ending) -> {
        out.writeByte(7);
        Fields.key(out, key);
        Fields.string(out, ending.cause().name());
        Fields.instant(out, ending.since());
        Fields.instant(out, ending.killAt());
      }
      case AgentChange.UpdateSaid(TaskKey key, StatusUpdate update) -> {
        out.writeByte(11);
        Fields.key(out, key);
        TaskCodec.update(out, update);
      }
      case AgentChange.UpdateAcknowledged(TaskKey key, UUID uuid) -> {
        out.writeByte(9);
        Fields.key(out, key);
        Fields.uuid(out, uuid);
      }
      case AgentChange.TaskClosed(TaskKey key) -> {
        out.writeByte(10);
        Fields.key(out, key);
      }
      case AgentChange.TaskDelivered(TaskKey key) -> {
        out.writeByte(13);
        Fields.key(out, key);
      }
      case AgentChange.UpdatesHeard(TaskKey key, List<UUID> updates) -> {
        out.writeByte(14);
        Fields.key(out, key);
        ExecutorCodec.uuids(out, updates);
      }
      case AgentChange.ResourcesKept(KeptResources resources) -> {
        out.writeByte(KEPT);
        Fields.document(out, resources.resources());
      }
      case AgentChange.ExecutorOrdered(ExecutorOrder order) -> {
        out.writeByte(15);
        ExecutorCodec.order(out, order);
      }
      case AgentChange.ExecutorUsed(ExecutorKey key) -> {
        out.writeByte(19);
        ExecutorCodec.key(out, key);
      }
      case AgentChange.ExecutorRegistered(ExecutorKey key) -> {
        out.writeByte(16);
        ExecutorCodec.key(out, key);
      }
      case AgentChange.ExecutorObserved(ExecutorKey key, ProcessStatus status) -> {
        out.writeByte(17);
        ExecutorCodec.key(out, key);
        Fields.status(out, status);
      }
      case AgentChange.ExecutorEndOrdered(ExecutorKey key, ExecutorEnding ending) -> {
        out.writeByte(18);
        ExecutorCodec.key(out, key);
        ExecutorCodec.ending(out, ending);
      }
    }
  }
}

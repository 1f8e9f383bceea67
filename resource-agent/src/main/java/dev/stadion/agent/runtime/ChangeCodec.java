package dev.stadion.agent.runtime;

import dev.stadion.agent.heart.AgentChange;
import dev.stadion.agent.master.VolumeOrders;
import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.process.ProcessStatus;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.Ending;
import dev.stadion.agent.task.ExecutorEnding;
import dev.stadion.agent.task.ExecutorKey;
import dev.stadion.agent.task.ExecutorOrder;
import dev.stadion.agent.task.Framework;
import dev.stadion.agent.task.KeptResources;
import dev.stadion.agent.task.Membership;
import dev.stadion.agent.task.Refusal;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.task.TaskState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
        case 2 -> new AgentChange.Registered(new AgentId(string(in)));
        case 3 -> new AgentChange.Unregistered();
        case 4 ->
            new AgentChange.FrameworkSeen(
                new Framework(
                    new FrameworkId(string(in)), in.readBoolean(), in.readBoolean(), document(in)));
        case 5 -> new AgentChange.TaskOrdered(order(in, Optional.empty()));
        case 6 -> new AgentChange.ProcessObserved(key(in), status(in), instant(in));
        case 7 ->
            new AgentChange.EndOrdered(
                key(in), new Ending(Ending.Cause.valueOf(string(in)), instant(in), instant(in)));
        case 8 -> new AgentChange.UpdateSaid(key(in), update(in, false)); // before 11
        case 9 -> new AgentChange.UpdateAcknowledged(key(in), uuid(in));
        case 10 -> new AgentChange.TaskClosed(key(in));
        case 11 -> new AgentChange.UpdateSaid(key(in), update(in, true));
        case 12 -> {
          Membership membership = ExecutorCodec.membership(in);
          yield new AgentChange.TaskOrdered(order(in, Optional.of(membership)));
        }
        case 13 -> new AgentChange.TaskDelivered(key(in));
        case 14 -> new AgentChange.UpdatesHeard(key(in), ExecutorCodec.uuids(in));
        case KEPT -> new AgentChange.ResourcesKept(VolumeOrders.kept(document(in)));
        case 15 -> new AgentChange.ExecutorOrdered(ExecutorCodec.order(in));
        case 16 -> new AgentChange.ExecutorRegistered(ExecutorCodec.key(in));
        case 17 -> new AgentChange.ExecutorObserved(ExecutorCodec.key(in), status(in));
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
        string(out, id.value());
      }
      case AgentChange.Unregistered() -> out.writeByte(3);
      case AgentChange.FrameworkSeen(Framework framework) -> {
        out.writeByte(4);
        string(out, framework.id().value());
        out.writeBoolean(framework.wantsKilling());
        out.writeBoolean(framework.partitionAware());
        document(out, framework.info());
      }
      case AgentChange.TaskOrdered(TaskOrder order) -> {
        out.writeByte(order.membership().isPresent() ? 12 : 5);
        if (order.membership().isPresent()) {
          ExecutorCodec.membership(out, order.membership().get());
        }
        order(out, order);
      }
      case AgentChange.ProcessObserved(TaskKey key, ProcessStatus status, Instant at) -> {
        out.writeByte(6);
        key(out, key);
        status(out, status);
        instant(out, at);
      }
      case AgentChange.EndOrdered(TaskKey key, Ending ending) -> {
        out.writeByte(7);
        key(out, key);
        string(out, ending.cause().name());
        instant(out, ending.since());
        instant(out, ending.killAt());
      }
      case AgentChange.UpdateSaid(TaskKey key, StatusUpdate update) -> {
        out.writeByte(11);
        key(out, key);
        update(out, update);
      }
      case AgentChange.UpdateAcknowledged(TaskKey key, UUID uuid) -> {
        out.writeByte(9);
        key(out, key);
        uuid(out, uuid);
      }
      case AgentChange.TaskClosed(TaskKey key) -> {
        out.writeByte(10);
        key(out, key);
      }
      case AgentChange.TaskDelivered(TaskKey key) -> {
        out.writeByte(13);
        key(out, key);
      }
      case AgentChange.UpdatesHeard(TaskKey key, List<UUID> updates) -> {
        out.writeByte(14);
        key(out, key);
        ExecutorCodec.uuids(out, updates);
      }
      case AgentChange.ResourcesKept(KeptResources resources) -> {
        out.writeByte(KEPT);
        document(out, resources.resources());
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
        status(out, status);
      }
      case AgentChange.ExecutorEndOrdered(ExecutorKey key, ExecutorEnding ending) -> {
        out.writeByte(18);
        ExecutorCodec.key(out, key);
        ExecutorCodec.ending(out, ending);
      }
    }
  }

  private static void order(DataOutputStream out, TaskOrder order) throws IOException {
    key(out, order.key());
    string(out, order.container().value());
    document(out, order.info());
    out.writeLong(order.grace().toMillis());
    out.writeLong(order.maxCompletion().map(Duration::toMillis).orElse(-1L));
    out.writeBoolean(order.refusal().isPresent());
    if (order.refusal().isPresent()) {
      string(out, order.refusal().get().state().name());
      string(out, order.refusal().get().reason());
      string(out, order.refusal().get().message());
    }
  }

  private static TaskOrder order(DataInputStream in, Optional<Membership> membership)
      throws IOException {
    TaskKey key = key(in);
    var container = new ContainerId(string(in));
    Document info = document(in);
    Duration grace = Duration.ofMillis(in.readLong());
    long max = in.readLong();
    Optional<Refusal> refusal =
        in.readBoolean()
            ? Optional.of(new Refusal(TaskState.valueOf(string(in)), string(in), string(in)))
            : Optional.empty();
    return new TaskOrder(
        key,
        container,
        info,
        grace,
        max < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(max)),
        membership,
        refusal);
  }

  private static void update(DataOutputStream out, StatusUpdate update) throws IOException {
    uuid(out, update.uuid());
    string(out, update.state().name());
    string(out, update.source().name());
    string(out, update.reason().orElse(""));
    string(out, update.message());
    instant(out, update.at());
    StatusUpdate.Details details = update.details();
    out.writeByte(details.healthy().map(healthy -> healthy ? 2 : 1).orElse(0));
    optional(out, details.checkStatus());
    optional(out, details.limitation());
    optional(out, details.status());
  }

  private static StatusUpdate update(DataInputStream in, boolean detailed) throws IOException {
    return new StatusUpdate(
        uuid(in),
        TaskState.valueOf(string(in)),
        StatusUpdate.Source.valueOf(string(in)),
        Optional.of(string(in)).filter(reason -> !reason.isEmpty()),
        string(in),
        instant(in),
        detailed ? details(in) : StatusUpdate.Details.NONE);
  }

  private static StatusUpdate.Details details(DataInputStream in) throws IOException {
    int healthy = in.readByte();
    return new StatusUpdate.Details(
        healthy == 0 ? Optional.empty() : Optional.of(healthy == 2),
        optional(in),
        optional(in),
        optional(in));
  }

  private static void status(DataOutputStream out, ProcessStatus status) throws IOException {
    switch (status) {
      case ProcessStatus.Running(int pid, long startTicks) -> {
        out.writeByte(1);
        out.writeInt(pid);
        out.writeLong(startTicks);
      }
      case ProcessStatus.NotStarted(String why) -> {
        out.writeByte(2);
        string(out, why);
      }
      case ProcessStatus.Exited(int code, Instant at) -> {
        out.writeByte(3);
        out.writeInt(code);
        instant(out, at);
      }
      case ProcessStatus.Signaled(int signal, Instant at) -> {
        out.writeByte(4);
        out.writeInt(signal);
        instant(out, at);
      }
      case ProcessStatus.Vanished(String why, Instant at) -> {
        out.writeByte(5);
        string(out, why);
        instant(out, at);
      }
    }
  }

  private static ProcessStatus status(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 1 -> new ProcessStatus.Running(in.readInt(), in.readLong());
      case 2 -> new ProcessStatus.NotStarted(string(in));
      case 3 -> new ProcessStatus.Exited(in.readInt(), instant(in));
      case 4 -> new ProcessStatus.Signaled(in.readInt(), instant(in));
      case 5 -> new ProcessStatus.Vanished(string(in), instant(in));
      default -> throw new IOException("unknown process status " + kind);
    };
  }

  private static void key(DataOutputStream out, TaskKey key) throws IOException {
    string(out, key.framework().value());
    string(out, key.task().value());
  }

  private static TaskKey key(DataInputStream in) throws IOException {
    return new TaskKey(new FrameworkId(string(in)), new TaskId(string(in)));
  }

  static void uuid(DataOutputStream out, UUID uuid) throws IOException {
    out.writeLong(uuid.getMostSignificantBits());
    out.writeLong(uuid.getLeastSignificantBits());
  }

  static UUID uuid(DataInputStream in) throws IOException {
    return new UUID(in.readLong(), in.readLong());
  }

  static void instant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  static void document(DataOutputStream out, Document document) throws IOException {
    byte[] bytes = document.bytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static Document document(DataInputStream in) throws IOException {
    return Document.of(in.readNBytes(in.readInt()));
  }

  private static void optional(DataOutputStream out, Optional<Document> document)
      throws IOException {
    out.writeBoolean(document.isPresent());
    if (document.isPresent()) {
      document(out, document.get());
    }
  }

  private static Optional<Document> optional(DataInputStream in) throws IOException {
    return in.readBoolean() ? Optional.of(document(in)) : Optional.empty();
  }

  static void string(DataOutputStream out, String value) throws IOException {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static String string(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}

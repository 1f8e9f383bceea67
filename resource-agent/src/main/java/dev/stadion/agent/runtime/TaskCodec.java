package dev.stadion.agent.runtime;

import dev.stadion.agent.process.ContainerId;
import dev.stadion.agent.task.Document;
import dev.stadion.agent.task.Membership;
import dev.stadion.agent.task.Refusal;
import dev.stadion.agent.task.StatusUpdate;
import dev.stadion.agent.task.TaskKey;
import dev.stadion.agent.task.TaskOrder;
import dev.stadion.scheduling.task.TaskState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** How a task's order and what is said of it are written in the agent's journal. */
final class TaskCodec {
  private TaskCodec() {}

  static void order(DataOutputStream out, TaskOrder order) throws IOException {
    Fields.key(out, order.key());
    Fields.string(out, order.container().value());
    Fields.document(out, order.info());
    out.writeLong(order.grace().toMillis());
    out.writeLong(order.maxCompletion().map(Duration::toMillis).orElse(-1L));
    out.writeBoolean(order.refusal().isPresent());
    if (order.refusal().isPresent()) {
      Fields.string(out, order.refusal().get().state().name());
      Fields.string(out, order.refusal().get().reason());
      Fields.string(out, order.refusal().get().message());
    }
  }

  static TaskOrder order(DataInputStream in, Optional<Membership> membership) throws IOException {
    TaskKey key = Fields.key(in);
    var container = new ContainerId(Fields.string(in));
    Document info = Fields.document(in);
    Duration grace = Duration.ofMillis(in.readLong());
    long max = in.readLong();
    Optional<Refusal> refusal =
        in.readBoolean()
            ? Optional.of(
                new Refusal(
                    TaskState.valueOf(Fields.string(in)), Fields.string(in), Fields.string(in)))
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

  static void update(DataOutputStream out, StatusUpdate update) throws IOException {
    Fields.uuid(out, update.uuid());
    Fields.string(out, update.state().name());
    Fields.string(out, update.source().name());
    Fields.string(out, update.reason().orElse(""));
    Fields.string(out, update.message());
    Fields.instant(out, update.at());
    StatusUpdate.Details details = update.details();
    out.writeByte(details.healthy().map(healthy -> healthy ? 2 : 1).orElse(0));
    Fields.optional(out, details.checkStatus());
    Fields.optional(out, details.limitation());
    Fields.optional(out, details.status());
  }

  static StatusUpdate update(DataInputStream in, boolean detailed) throws IOException {
    return new StatusUpdate(
        Fields.uuid(in),
        TaskState.valueOf(Fields.string(in)),
        StatusUpdate.Source.valueOf(Fields.string(in)),
        Optional.of(Fields.string(in)).filter(reason -> !reason.isEmpty()),
        Fields.string(in),
        Fields.instant(in),
        detailed ? details(in) : StatusUpdate.Details.NONE);
  }

  private static StatusUpdate.Details details(DataInputStream in) throws IOException {
    int healthy = in.readByte();
    return new StatusUpdate.Details(
        healthy == 0 ? Optional.empty() : Optional.of(healthy == 2),
        Fields.optional(in),
        Fields.optional(in),
        Fields.optional(in));
  }
}

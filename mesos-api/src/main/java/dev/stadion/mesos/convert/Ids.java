package dev.stadion.mesos.convert;

import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;

/**
 * Identifiers. From the wire they are checked by the rules of mesos-v1.md §6.1, with {@link
 * IllegalArgumentException} naming the broken one.
 */
public final class Ids {
  private Ids() {}

  public static TaskID toProto(TaskId id) {
    return TaskID.newBuilder().setValue(id.value()).build();
  }

  public static AgentID toProto(AgentId id) {
    return AgentID.newBuilder().setValue(id.value()).build();
  }

  public static FrameworkID toProto(FrameworkId id) {
    return FrameworkID.newBuilder().setValue(id.value()).build();
  }

  public static OfferID toProto(OfferId id) {
    return OfferID.newBuilder().setValue(id.value()).build();
  }

  public static TaskId fromProto(TaskID id) {
    return new TaskId(id.getValue());
  }

  public static AgentId fromProto(AgentID id) {
    return new AgentId(id.getValue());
  }

  public static FrameworkId fromProto(FrameworkID id) {
    return new FrameworkId(id.getValue());
  }

  public static OfferId fromProto(OfferID id) {
    return new OfferId(id.getValue());
  }
}

package dev.stadion.master.heart;

import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.Optional;

/** A task status on its way to a framework. */
public sealed interface StatusNote {
  /** Made by an executor or agent; forwarded byte for byte. */
  record Forwarded(Payload status) implements StatusNote {}

  /**
   * Made by the master: no uuid, so nobody acknowledges it.
   *
   * @param taskId as the framework wrote it, legal or not
   * @param reason the wire name without {@code REASON_}
   * @param latest the last status known, whose health, container and executor are repeated
   */
  record Made(
      String taskId,
      TaskState state,
      Optional<AgentId> agent,
      String reason,
      String message,
      Optional<Payload> latest,
      Optional<Instant> unreachableSince,
      Instant at)
      implements StatusNote {}
}

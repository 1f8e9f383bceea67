package dev.stadion.master.heart;

import dev.stadion.scheduling.task.TaskState;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * The newest status of one state a task went through.
 *
 * @param uuid present until nobody needs to acknowledge it, absent for statuses the master made
 * @param wire the status without its data
 */
public record LatestStatus(TaskState state, Optional<UUID> uuid, Instant at, Payload wire) {}

package dev.stadion.marathon.instance;

import dev.stadion.scheduling.id.AgentId;
import java.time.Instant;

/**
 * A reservation that outlived its instance and is to be given back as soon as it is offered
 * (marathon.md §14.4).
 *
 * @param since when the instance went
 */
public record Leftover(InstanceId instance, String role, AgentId agent, Instant since) {}

package dev.stadion.master.heart;

import dev.stadion.scheduling.id.FrameworkId;
import java.time.Instant;

/** A framework that was torn down or never came back; its id can never subscribe again. */
public record CompletedFramework(
    FrameworkId id, FrameworkDescription description, Instant registered, Instant unregistered) {}

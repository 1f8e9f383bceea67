package dev.stadion.chronos.schedule;

import java.time.Instant;

/** Ticks that follow each other and share one outcome. */
public record TickRange(Instant first, Instant last, long count) {}

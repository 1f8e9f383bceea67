package dev.stadion.marathon.api;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Levels of loggers, some of them only for a while. What is said last counts: when its time is
 * over, the level returns that was there before anybody asked for a while. Thread-safe.
 */
final class TimedLevels {
  private final BiConsumer<Runnable, Duration> later;
  private final Map<String, Spell> spells = new HashMap<>();

  /** A level for a while; equal only to itself. */
  private static final class Spell {
    final Level before; // null: inherited

    Spell(Level before) {
      this.before = before;
    }
  }

  /**
   * @param later runs something once, after a time
   */
  TimedLevels(BiConsumer<Runnable, Duration> later) {
    this.later = requireNonNull(later, "later");
  }

  /** Until this process ends, or somebody says otherwise. */
  synchronized void set(Logger logger, Level level) {
    spells.remove(logger.getName());
    logger.setLevel(level);
  }

  /** For a while. */
  synchronized void set(Logger logger, Level level, Duration length) {
    Spell running = spells.get(logger.getName());
    var spell = new Spell(running == null ? logger.getLevel() : running.before);
    spells.put(logger.getName(), spell);
    logger.setLevel(level);
    later.accept(() -> end(logger, spell), length);
  }

  private synchronized void end(Logger logger, Spell spell) {
    if (spells.remove(logger.getName(), spell)) {
      logger.setLevel(spell.before);
    }
  }
}

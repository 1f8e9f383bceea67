package dev.stadion.master.api;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.stadion.dropwizard.stream.Refusal;
import dev.stadion.mesos.convert.Durations;
import dev.stadion.mesos.v1.master.Call;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/**
 * How much this process says: 0 as configured, 1 adds debugging, 2 and more everything. A change
 * lasts as long as the operator wants; a later one replaces it.
 */
final class Verbosity {
  private static final String OURS = "dev.stadion.master";
  private static final int MOST = 2;
  private static final Duration LONGEST = Duration.ofDays(365);

  private final AtomicLong changes = new AtomicLong();

  /** Null takes that of the logger above. */
  private final Level configured = logger().getLevel();

  int level() {
    Level level = logger().getEffectiveLevel();
    if (level.isGreaterOrEqual(Level.INFO)) {
      return 0;
    }
    return level.isGreaterOrEqual(Level.DEBUG) ? 1 : MOST;
  }

  void set(Call call) throws Refusal {
    if (!call.hasSetLoggingLevel()) {
      throw new Refusal(400, "Expecting 'set_logging_level' to be present");
    }
    Duration duration = Durations.fromProto(call.getSetLoggingLevel().getDuration());
    if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
      throw new Refusal(400, "'set_logging_level.duration' is out of range");
    }
    long change = changes.incrementAndGet();
    logger().setLevel(named(call.getSetLoggingLevel().getLevel()));
    CompletableFuture.delayedExecutor(duration.toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> {
          if (changes.get() == change) {
            logger().setLevel(configured);
          }
        });
  }

  private Level named(int level) {
    return switch (level) {
      case 0 -> configured;
      case 1 -> Level.DEBUG;
      default -> Level.TRACE;
    };
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(OURS);
  }
}

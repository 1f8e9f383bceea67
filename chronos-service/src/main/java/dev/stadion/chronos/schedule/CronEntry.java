package dev.stadion.chronos.schedule;

import dev.stadion.chronos.schedule.cron.CronDialect;
import dev.stadion.chronos.schedule.cron.CronExpression;
import dev.stadion.chronos.schedule.cron.CronSyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the texts that {@code cron} takes (chronos.md §12.1). */
public sealed interface CronEntry {
  /** As written. */
  String text();

  /**
   * An expression, or a macro that stands for one.
   *
   * @param zone from the prefix {@code TZ=} or {@code CRON_TZ=}
   */
  record Expression(String text, CronExpression expression, Optional<ZoneId> zone)
      implements CronEntry {}

  /** {@code @every}: elapsed time from the POST on. */
  record Every(String text, Step step) implements CronEntry {}

  /**
   * {@code @at}: once.
   *
   * @param local a wall-clock time of the job's zone, when no offset was written
   */
  record Once(String text, Optional<Instant> time, Optional<LocalDateTime> local)
      implements CronEntry {}

  /** {@code @manually}: never by itself. */
  record Never(String text) implements CronEntry {}

  /** What this entry means for a job of this zone that was posted then. */
  default Ticks ticks(ZoneId jobZone, CronDst dst, Instant posted) {
    return switch (this) {
      case Expression e -> new CronTicks(e.expression(), e.zone().orElse(jobZone), dst);
      case Every e -> Recurrence.from(posted.atZone(jobZone), e.step());
      case Once e ->
          new Ticks.At(
              e.time().orElseGet(() -> e.local().orElseThrow().atZone(jobZone).toInstant()));
      case Never _ -> new Ticks.None();
    };
  }

  /**
   * @throws UnparsableScheduleException with the reason in words
   */
  static CronEntry parse(String text, CronDialect dialect) {
    return Parser.parse(text, dialect);
  }

  /** Reads the macros and the zone prefix; what is left is an expression. */
  final class Parser {
    private static final Pattern ZONED = Pattern.compile("(?:CRON_)?TZ=(\\S+)\\s+(.*)");
    private static final Pattern MACRO = Pattern.compile("(@[a-z]+)(?:\\s+(.*))?");
    private static final Pattern GO_DURATION =
        Pattern.compile("(?:[0-9]{1,9}(?:\\.[0-9]{1,9})?(?:h|ms|m|s|us|µs|ns))+");
    private static final Pattern GO_PART =
        Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(h|ms|m|s|us|µs|ns)");
    private static final Map<String, String> MACROS =
        Map.of(
            "@yearly", "0 0 1 1 *",
            "@annually", "0 0 1 1 *",
            "@monthly", "0 0 1 * *",
            "@weekly", "0 0 * * 0",
            "@daily", "0 0 * * *",
            "@midnight", "0 0 * * *",
            "@hourly", "0 * * * *",
            "@minutely", "* * * * *");

    /** Many jobs share few expressions; each is kept once. Bounded, and then each keeps its own. */
    private static final Map<Key, CronExpression> SHARED = new ConcurrentHashMap<>();

    private static final int MOST_SHARED = 100_000;

    private record Key(String text, CronDialect dialect) {}

    private Parser() {}

    private static CronEntry parse(String text, CronDialect dialect) {
      try {
        Matcher zoned = ZONED.matcher(text.strip());
        if (zoned.matches()) {
          return expression(text, zoned.group(2), dialect, Optional.of(Zones.of(zoned.group(1))));
        }
        return text.strip().startsWith("@")
            ? macro(text, text.strip())
            : expression(text, text, dialect, Optional.empty());
      } catch (CronSyntaxException e) {
        throw new UnparsableScheduleException(
            "Cannot parse cron '" + text + "': " + e.getMessage());
      }
    }

    private static CronEntry expression(
        String text, String fields, CronDialect dialect, Optional<ZoneId> zone) {
      String macro = MACROS.get(fields.strip());
      return new Expression(
          text,
          macro == null ? shared(fields.strip(), dialect) : shared(macro, CronDialect.UNIX),
          zone);
    }

    private static CronExpression shared(String fields, CronDialect dialect) {
      var key = new Key(fields, dialect);
      CronExpression known = SHARED.get(key);
      if (known == null) {
        known = CronExpression.parse(fields, dialect);
        if (SHARED.size() < MOST_SHARED) {
          SHARED.putIfAbsent(key, known);
        }
      }
      return known;
    }

    private static CronEntry macro(String text, String stripped) {
      Matcher m = MACRO.matcher(stripped);
      String name = m.matches() ? m.group(1) : "";
      String argument = m.matches() && m.group(2) != null ? m.group(2).strip() : "";
      boolean argued = !argument.isEmpty();
      if (MACROS.containsKey(name) && !argued) {
        return new Expression(text, shared(MACROS.get(name), CronDialect.UNIX), Optional.empty());
      }
      if (name.equals("@manually") && !argued) {
        return new Never(text);
      }
      if (name.equals("@every") && argued) {
        return new Every(text, every(text, argument));
      }
      if (name.equals("@at") && argued) {
        return once(text, argument);
      }
      throw unparsable(
          text,
          name.equals("@reboot")
              ? "there is no boot to wait for"
              : "the macros are @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly,"
                  + " @minutely, @every <duration>, @at <time> and @manually");
    }

    private static Step every(String text, String argument) {
      Step step = GO_DURATION.matcher(argument).matches() ? go(argument) : Step.parse(argument);
      if (step == null || argument.endsWith("T")) {
        throw unparsable(text, "'" + argument + "' is no duration such as 90s, 1h30m or PT5M");
      }
      if (step.isBelowOneSecond()) {
        throw unparsable(text, "the duration must be at least one second");
      }
      return step;
    }

    private static Step go(String argument) {
      double seconds = 0;
      Matcher part = GO_PART.matcher(argument);
      while (part.find()) {
        double amount = Double.parseDouble(part.group(1));
        seconds +=
            switch (part.group(2)) {
              case "h" -> amount * 3600;
              case "m" -> amount * 60;
              case "s" -> amount;
              case "ms" -> amount / 1e3;
              case "ns" -> amount / 1e9;
              default -> amount / 1e6;
            };
      }
      if (seconds >= 1e9) {
        return null;
      }
      Duration length = Duration.ofMillis(Math.round(seconds * 1000));
      return new Step(0, 0, 0, 0, 0, 0, length.toSeconds(), (int) (length.toMillis() % 1000));
    }

    private static CronEntry once(String text, String argument) {
      try {
        return new Once(text, Optional.of(Moment.parse(argument).time()), Optional.empty());
      } catch (UnparsableScheduleException e) {
        try {
          LocalDateTime local = LocalDateTime.parse(argument).truncatedTo(ChronoUnit.MILLIS);
          return new Once(text, Optional.empty(), Optional.of(local));
        } catch (DateTimeException notEither) {
          throw unparsable(text, e.getMessage());
        }
      }
    }

    private static UnparsableScheduleException unparsable(String text, String why) {
      return new UnparsableScheduleException("Cannot parse cron '" + text + "': " + why);
    }
  }
}

package dev.stadion.chronos.metronome;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Metronome's cron expressions in the dialects that the engine knows (dcos.md §5.3): five fields, a
 * sixth for the year, {@code L}, {@code W} and {@code #}, and Sunday as 0 or 7.
 */
final class Crons {
  private static final int FIELDS = 5;
  private static final int DAY_OF_MONTH = 2;
  private static final int MONTH = 3;
  private static final int DAY_OF_WEEK = 4;

  private Crons() {}

  /** What is wrong with its shape; whether it ever fires is found out when it becomes a job. */
  static Optional<String> problem(String cron) {
    String[] fields = cron.strip().split("\\s+");
    if (fields.length != FIELDS && fields.length != FIELDS + 1) {
      return Optional.of("must have five fields, or six with the year");
    }
    return isOpen(fields[DAY_OF_MONTH]) || isOpen(fields[DAY_OF_WEEK])
        ? Optional.empty()
        : Optional.of("must not restrict both the day of the month and the day of the week");
  }

  private static boolean isOpen(String field) {
    return field.equals("*") || field.equals("?");
  }

  /** The dialect, and the expression in it. */
  record Translated(String dialect, String cron) {}

  static Translated translate(String cron) {
    String[] fields = cron.strip().split("\\s+");
    boolean plain =
        fields.length == FIELDS
            && !fields[DAY_OF_MONTH].matches(".*[LW#].*")
            && !fields[DAY_OF_WEEK].matches(".*([L#]).*");
    if (plain) {
      return new Translated("unix", String.join(" ", fields));
    }
    boolean byWeek = !isOpen(fields[DAY_OF_WEEK]);
    List<String> quartz = new ArrayList<>();
    quartz.add("0");
    quartz.add(fields[0]);
    quartz.add(fields[1]);
    quartz.add(byWeek ? "?" : isOpen(fields[DAY_OF_MONTH]) ? "*" : fields[DAY_OF_MONTH]);
    quartz.add(fields[MONTH]);
    quartz.add(byWeek ? daysOfWeek(fields[DAY_OF_WEEK]) : "?");
    if (fields.length > FIELDS) {
      quartz.add(fields[FIELDS]);
    }
    return new Translated("quartz", String.join(" ", quartz));
  }

  /** Quartz counts from Sunday as 1; ranges may pass the end of the week. */
  private static String daysOfWeek(String field) {
    return Arrays.stream(field.split(",")).map(Crons::daysOf).collect(joining(","));
  }

  private static String daysOf(String part) {
    if (part.matches("[0-7]-[0-7]")) {
      return IntStream.rangeClosed(part.charAt(0) - '0', part.charAt(2) - '0')
          .mapToObj(Crons::day)
          .collect(joining(","));
    }
    return part.matches("[0-7]([L#/].*)?") ? day(part.charAt(0) - '0') + part.substring(1) : part;
  }

  private static String day(int day) {
    return String.valueOf(day % 7 + 1);
  }
}

package dev.stadion.chronos.schedule;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * Cron as a person would work it out: minute by minute, looking at the clock on the wall and at the
 * text of the expression. It shares nothing with the code it judges, and is as slow as it looks.
 */
final class CronReference {
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  private final String[] fields;
  private final String months;
  private final String weekdays;
  private final boolean quartz;
  private final boolean once;

  /**
   * @param text minute to day of week, no seconds; with {@code ?} it is Quartz's counting of days
   */
  CronReference(String text, CronDst dst) {
    this.fields = text.split(" ");
    this.quartz = text.contains("?");
    this.months = names(fields[3], MONTHS, 1);
    this.weekdays = names(fields[4], DAYS, quartz ? 1 : 0);
    boolean freeHour = fields[1].equals("*") || fields[1].startsWith("*/");
    this.once = dst == CronDst.ONCE && !freeHour;
  }

  /** The minutes at which it fires, from one moment until before another. */
  List<Instant> fires(ZoneId zone, Instant from, Instant until) {
    List<Instant> fires = new ArrayList<>();
    LocalDateTime latest = wall(zone, from.minusSeconds(60));
    for (Instant minute = from; minute.isBefore(until); minute = minute.plusSeconds(60)) {
      LocalDateTime wall = wall(zone, minute);
      boolean fire;
      if (!once) {
        fire = matches(wall);
      } else {
        // Whatever local time the clock has jumped over, it is now; what it shows again, it was.
        fire = false;
        for (LocalDateTime t = latest.plusMinutes(1); !t.isAfter(wall); t = t.plusMinutes(1)) {
          fire |= matches(t);
        }
      }
      if (fire) {
        fires.add(minute);
      }
      latest = wall.isAfter(latest) ? wall : latest;
    }
    return fires;
  }

  private static LocalDateTime wall(ZoneId zone, Instant minute) {
    return LocalDateTime.ofEpochSecond(
        minute.getEpochSecond(), 0, zone.getRules().getOffset(minute));
  }

  private boolean matches(LocalDateTime wall) {
    return matches(fields[0], wall.getMinute(), 0, 59)
        && matches(fields[1], wall.getHour(), 0, 23)
        && matches(months, wall.getMonthValue(), 1, 12)
        && (quartz ? quartzDay(wall.toLocalDate()) : unixDay(wall.toLocalDate()));
  }

  private boolean unixDay(LocalDate day) {
    int weekday = day.getDayOfWeek().getValue() % 7;
    boolean byDate = matches(fields[2], day.getDayOfMonth(), 1, 31);
    boolean byWeekday =
        matches(weekdays, weekday, 0, 6) || (weekday == 0 && matches(weekdays, 7, 0, 7));
    boolean star = fields[2].startsWith("*") || fields[4].startsWith("*");
    return star ? byDate && byWeekday : byDate || byWeekday;
  }

  private boolean quartzDay(LocalDate day) {
    if (!fields[2].equals("?")) {
      for (String item : fields[2].split(",")) {
        if (isDate(item, day)) {
          return true;
        }
      }
      return false;
    }
    int weekday = day.getDayOfWeek().getValue() % 7 + 1;
    for (String item : weekdays.split(",")) {
      if (item.contains("#")) {
        String[] parts = item.split("#");
        int which = (day.getDayOfMonth() - 1) / 7 + 1;
        if (Integer.parseInt(parts[0]) == weekday && Integer.parseInt(parts[1]) == which) {
          return true;
        }
      } else if (item.length() == 2 && item.endsWith("L")) {
        boolean last = day.plusDays(7).getMonth() != day.getMonth();
        if (last && Integer.parseInt(item.substring(0, 1)) == weekday) {
          return true;
        }
      } else if (matches(item.equals("L") ? "7" : item, weekday, 1, 7)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isDate(String item, LocalDate day) {
    LocalDate last = day.withDayOfMonth(day.lengthOfMonth());
    if (item.startsWith("L")) {
      boolean moved = item.endsWith("W");
      String back = item.replace("L", "").replace("W", "").replace("-", "");
      LocalDate wanted = last.minusDays(back.isEmpty() ? 0 : Integer.parseInt(back));
      return wanted.getMonth() == day.getMonth()
          && day.equals(moved ? nearestWeekday(wanted) : wanted);
    }
    if (item.endsWith("W")) {
      int wanted = Integer.parseInt(item.replace("W", ""));
      return wanted <= day.lengthOfMonth()
          && day.equals(nearestWeekday(day.withDayOfMonth(wanted)));
    }
    return matches(item, day.getDayOfMonth(), 1, 31);
  }

  /** Tries the days around, nearest first, without leaving the month. */
  private static LocalDate nearestWeekday(LocalDate wanted) {
    for (int distance = 0; ; distance++) {
      for (LocalDate day : List.of(wanted.minusDays(distance), wanted.plusDays(distance))) {
        boolean working =
            day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
        if (working && day.getMonth() == wanted.getMonth()) {
          return day;
        }
      }
    }
  }

  private static String names(String field, List<String> names, int first) {
    String numbers = field.toUpperCase(java.util.Locale.ROOT);
    for (String name : names) {
      numbers = numbers.replace(name, Integer.toString(first + names.indexOf(name)));
    }
    return numbers;
  }

  private static boolean matches(String field, int value, int min, int max) {
    for (String item : field.split(",")) {
      String[] stepped = item.split("/");
      int step = stepped.length > 1 ? Integer.parseInt(stepped[1]) : 1;
      String[] bounds = stepped[0].split("-");
      boolean free = stepped[0].equals("*") || stepped[0].equals("?");
      int first = free ? min : Integer.parseInt(bounds[0]);
      int last =
          free || (bounds.length == 1 && stepped.length > 1)
              ? max
              : Integer.parseInt(bounds[bounds.length - 1]);
      if (value >= first && value <= last && (value - first) % step == 0) {
        return true;
      }
    }
    return false;
  }
}

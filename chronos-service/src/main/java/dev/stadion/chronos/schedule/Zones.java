package dev.stadion.chronos.schedule;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Set;
import java.util.TimeZone;

/**
 * Zone ids with the meaning Java's {@code TimeZone} gives them, three-letter ones included: {@code
 * BST} is Asia/Dhaka (chronos.md §3.3).
 */
public final class Zones {
  private static final Set<String> KNOWN = Set.of(TimeZone.getAvailableIDs());

  private Zones() {}

  /**
   * @throws UnparsableScheduleException when nobody knows the zone
   */
  public static ZoneId of(String id) {
    if (KNOWN.contains(id)) {
      return TimeZone.getTimeZone(id).toZoneId();
    }
    try {
      return ZoneId.of(id);
    } catch (DateTimeException e) {
      throw new UnparsableScheduleException("Unknown time zone '" + id + "'");
    }
  }
}

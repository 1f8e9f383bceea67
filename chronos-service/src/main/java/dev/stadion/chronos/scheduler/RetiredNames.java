package dev.stadion.chronos.scheduler;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.pcollections.PMap;

/**
 * Names without a job, with the highest milliseconds that were used in their task ids: a later job
 * of the same name must not use them again. Only so many are kept; of all others it is known that
 * none has used more than {@link #ALL} says, so a job of a name that nobody knows begins after
 * that. No task id is ever used twice, and however many names come and go, memory does not grow.
 */
public final class RetiredNames {
  /** Stands for all names that were forgotten; no job is called so. */
  public static final String ALL = "";

  /** So many are kept; when there are more, a tenth is forgotten. */
  static final int MOST = 10_000;

  private static final int STEP = MOST / 10;

  private RetiredNames() {}

  /** What a job of this name must not use again in task ids, in milliseconds. */
  static long due(PMap<String, Long> retired, String name) {
    return retired.getOrDefault(name, retired.getOrDefault(ALL, 0L));
  }

  /**
   * Those that are to be forgotten as there are too many: the ones that were used longest ago. One
   * that was used in the future stays, or all new jobs would begin there.
   */
  static List<String> tooMany(PMap<String, Long> retired, long now) {
    return retired.size() <= MOST
        ? List.of()
        : retired.entrySet().stream()
            .filter(name -> !name.getKey().equals(ALL) && name.getValue() <= now)
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(STEP)
            .map(Map.Entry::getKey)
            .toList();
  }

  /** What no forgotten name has used more than. */
  static long all(PMap<String, Long> retired, List<String> forgotten) {
    return forgotten.stream()
        .map(retired::get)
        .max(Comparator.naturalOrder())
        .map(due -> Math.max(due, retired.getOrDefault(ALL, 0L)))
        .orElseThrow();
  }
}

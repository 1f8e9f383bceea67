package dev.stadion.chronos.api;

import dev.stadion.chronos.scheduler.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Narrows lists of jobs (chronos.md B-68): {@code team=web,critical} wants the label team to be web
 * and any label critical. All of several must hold.
 */
record LabelSelector(List<Wanted> wanted) implements Predicate<JobState> {
  /**
   * @param value empty when it does not matter
   */
  record Wanted(String key, Optional<String> value) {}

  static LabelSelector of(List<String> texts) {
    List<Wanted> wanted = new ArrayList<>();
    for (String text : texts) {
      for (String part : text.split(",", -1)) {
        int equals = part.indexOf('=');
        if (equals >= 0) {
          wanted.add(
              new Wanted(
                  part.substring(0, equals).strip(), Optional.of(part.substring(equals + 1))));
        } else if (!part.isBlank()) {
          wanted.add(new Wanted(part.strip(), Optional.empty()));
        }
      }
    }
    return new LabelSelector(List.copyOf(wanted));
  }

  @Override
  public boolean test(JobState job) {
    Map<String, String> labels = job.job().options().card().labels();
    return wanted.stream()
        .allMatch(want ->
            want.value()
                .map(value -> value.equals(labels.get(want.key())))
                .orElseGet(() -> labels.containsKey(want.key())));
  }
}

package dev.stadion.chronos.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.document.JobReader;
import dev.stadion.chronos.document.StrictJson;
import dev.stadion.chronos.job.NameRule;
import dev.stadion.chronos.run.RunHistory;
import dev.stadion.chronos.scheduler.ChronosEvent;
import dev.stadion.chronos.scheduler.ChronosHeart;
import dev.stadion.chronos.scheduler.ChronosState;
import dev.stadion.chronos.scheduler.HeartSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** chronos.md §1.5: {@code stats} shows every run that has ended, and reads no row twice for it. */
class KnownDurationsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

  /** What the rows say, and who was asked for. */
  private static final class Rows implements RunHistory {
    private final Map<String, Durations> rows = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    void took(String job, double millis) {
      rows.put(job, new Durations(1, millis, List.of(millis, millis, millis, millis, millis)));
    }

    @Override
    public Map<String, Durations> durations(Collection<String> jobs) {
      asked.addAll(new TreeSet<>(jobs));
      var found = new HashMap<>(rows);
      found.keySet().retainAll(jobs);
      return found;
    }

    @Override
    public Map<String, Durations> durations() {
      asked.add("everybody");
      return rows;
    }

    @Override
    public List<TaskRecord> latest(String job, int limit) {
      return List.of();
    }

    @Override
    public boolean addElements(String job, String task, long more) {
      return false;
    }
  }

  private final ChronosHeart heart = new ChronosHeart(HeartSettings.DEFAULTS);
  private final Rows rows = new Rows();
  private final KnownDurations known = new KnownDurations(rows);
  private ChronosState state = ChronosState.EMPTY;

  private void happens(ChronosEvent event) {
    state = heart.decide(state, event, NOW).state();
  }

  private void posted(String name) {
    String json = "{\"name\":\"%s\",\"command\":\"x\",\"cron\":\"@yearly\"}".formatted(name);
    happens(
        new ChronosEvent.PutJob(
            new JobReader(Defaults.CHRONOS)
                .read(
                    StrictJson.object(json.getBytes(StandardCharsets.UTF_8)),
                    JobReader.Kind.ANY,
                    NameRule.CHRONOS_2,
                    NOW)));
  }

  private void succeeds(String job, double millis) {
    happens(new ChronosEvent.MarkSuccess(job));
    rows.took(job, millis);
  }

  private Map<String, Double> means() {
    var means = new HashMap<String, Double>();
    known.of(state).forEach((name, of) -> means.put(name, of.mean()));
    return means;
  }

  @Test
  void jobsThatNeverRanCostNoLook() {
    posted("a");

    assertThat(means()).isEmpty();
    assertThat(rows.asked).isEmpty();
  }

  @Test
  void theNextAnswerKnowsTheRunThatJustEndedAndLooksAtNothingElse() {
    posted("a");
    posted("b");
    succeeds("a", 10);
    succeeds("b", 20);
    assertThat(means()).containsOnly(Map.entry("a", 10.0), Map.entry("b", 20.0));
    rows.asked.clear();

    succeeds("b", 30);

    assertThat(means()).containsOnly(Map.entry("a", 10.0), Map.entry("b", 30.0));
    assertThat(rows.asked).containsExactly("b");
    assertThat(means()).containsEntry("b", 30.0);
    assertThat(rows.asked).containsExactly("b");
  }

  @Test
  void aJobThatIsPostedAnewBeginsAnew() {
    posted("a");
    succeeds("a", 10);
    means();
    rows.rows.clear();

    posted("a");

    assertThat(means().getOrDefault("a", 0.0)).isZero();
  }

  @Test
  void aJobThatIsGoneIsForgotten() {
    posted("a");
    succeeds("a", 10);
    means();

    happens(new ChronosEvent.DeleteJob("a"));

    assertThat(means()).isEmpty();
  }
}

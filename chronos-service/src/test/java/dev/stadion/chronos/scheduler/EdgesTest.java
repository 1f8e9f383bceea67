package dev.stadion.chronos.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.scheduler.Edges.Edge;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** chronos.md §6.1, beside a count that looks at every parent every time. */
class EdgesTest {
  private static final List<String> PARENTS = List.of("a", "b", "c", "d", "e");

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aSetIsCompleteWhenNobodyHasFewerThanTheLastToSucceed(long seed) {
    var random = new Random(seed);
    Set<String> parents = Set.copyOf(PARENTS.subList(0, 1 + random.nextInt(PARENTS.size())));
    Edges edges = Edges.NONE.between(parents);
    Map<String, Long> counts = new HashMap<>();
    parents.forEach(parent -> counts.put(parent, 0L));

    for (int step = 0; step < 200; step++) {
      if (random.nextInt(20) == 0) {
        edges = edges.fresh();
        counts.replaceAll((parent, count) -> 0L);
        assertThat(edges.areFresh()).isTrue();
      }
      String parent = parents.stream().sorted().toList().get(random.nextInt(parents.size()));
      edges = edges.counted(parent, Optional.of((long) step));
      counts.merge(parent, 1L, Long::sum);

      long least = counts.values().stream().mapToLong(Long::longValue).min().orElseThrow();
      assertThat(edges.completedBy(parent))
          .isEqualTo(parents.size() == 1 || counts.get(parent) == least);
      assertThat(edges.areFresh()).isFalse();
      assertThat(edges.of(parent).run()).contains((long) step);
      // Nothing that decides changes when complete sets are used, and none is left.
      Edges used = edges.used();
      assertThat(used.areComplete()).isFalse();
      for (String other : parents) {
        assertThat(used.of(other).count()).isEqualTo(counts.get(other) - least);
        assertThat(used.counted(other, Optional.empty()).completedBy(other))
            .isEqualTo(edges.counted(other, Optional.empty()).completedBy(other));
      }
      if (random.nextBoolean()) {
        edges = used;
        counts.replaceAll((name, count) -> count - least);
      }
      assertThat(edges).isEqualTo(Edges.of(edges.byParent()));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keptParentsKeepTheirCountAndNewOnesStartAtZero(long seed) {
    var random = new Random(seed);
    Edges edges = Edges.NONE.between(Set.of("a", "b"));
    for (int i = random.nextInt(5); i >= 0; i--) {
      edges = edges.counted("a", Optional.empty());
    }

    Edges changed = edges.between(Set.of("a", "c"));

    assertThat(changed.byParent())
        .containsOnly(Map.entry("a", edges.of("a")), Map.entry("c", Edge.FRESH));
    assertThat(changed).isEqualTo(Edges.of(changed.byParent()));
  }
}

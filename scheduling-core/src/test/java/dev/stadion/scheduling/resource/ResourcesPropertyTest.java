package dev.stadion.scheduling.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.scheduling.testing.RandomResources;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResourcesPropertyTest {
  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void takingAPartAndGivingItBackChangesNothing(long seed) {
    var some = new RandomResources(new Random(seed));
    Resources whole = some.any();
    Resources part = some.partOf(whole);

    assertThat(whole.contains(part)).isTrue();
    assertThat(whole.minus(part).plus(part)).isEqualTo(whole);
    assertThat(part.plus(whole.minus(part))).isEqualTo(whole).hasSameHashCodeAs(whole);
    assertThat(whole.minus(part).contains(whole)).isEqualTo(part.isEmpty());
    assertThat(whole.minus(whole)).isEqualTo(Resources.empty());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsEverTakenThatIsNotThere(long seed) {
    var some = new RandomResources(new Random(seed));
    Resources one = some.any();
    Resources other = some.any();

    if (one.contains(other)) {
      assertThat(one.minus(other).plus(other)).isEqualTo(one);
    } else {
      assertThatThrownBy(() -> one.minus(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not contain");
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theOrderOfAddingDoesNotMatter(long seed) {
    var some = new RandomResources(new Random(seed));
    Resources one = some.any();
    Resources other = some.any();
    Resources third = some.any();

    assertThat(one.plus(other)).isEqualTo(other.plus(one));
    assertThat(one.plus(other).plus(third)).isEqualTo(one.plus(other.plus(third)));
    assertThat(one.plus(other).contains(one)).isTrue();
    assertThat(one.plus(other).amount("cpus"))
        .isEqualTo((one.millis("cpus") + other.millis("cpus")) / 1000.0);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsWrittenIsReadBack(long seed) {
    Resources resources = new RandomResources(new Random(seed)).any();

    assertThat(ResourcesText.parse(resources.toString())).isEqualTo(resources);
    assertThat(Resources.of(resources.parts())).isEqualTo(resources);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void rangesBehaveAsTheSetsOfTheirNumbers(long seed) {
    var some = new RandomResources(new Random(seed));
    Quantity.Ranges one = some.ranges();
    Quantity.Ranges other = some.ranges();

    var union = numbers(one);
    union.addAll(numbers(other));
    assertThat(numbers(one.plus(other))).isEqualTo(union);
    var difference = numbers(one);
    difference.removeAll(numbers(other));
    assertThat(numbers(one.without(other))).isEqualTo(difference);
    assertThat(one.contains(other)).isEqualTo(numbers(one).containsAll(numbers(other)));
    assertThat(one.count()).isEqualTo(numbers(one).size());
    assertThat(numbers(one.within(new Range(10, 50))))
        .isEqualTo(new TreeSet<>(numbers(one).subSet(10L, true, 50L, true)));
    isCoalesced(one.plus(other));
    isCoalesced(one.without(other));
    long index = 0;
    for (long number : numbers(one)) {
      assertThat(one.nth(index++)).isEqualTo(number);
      assertThat(one.contains(number)).isTrue();
    }
  }

  private static void isCoalesced(Quantity.Ranges ranges) {
    for (int i = 1; i < ranges.ranges().size(); i++) {
      assertThat(ranges.ranges().get(i).begin())
          .isGreaterThan(ranges.ranges().get(i - 1).end() + 1);
    }
  }

  private static NavigableSet<Long> numbers(Quantity.Ranges ranges) {
    var numbers = new TreeSet<Long>();
    for (Range range : ranges.ranges()) {
      for (long number = range.begin(); number <= range.end(); number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}

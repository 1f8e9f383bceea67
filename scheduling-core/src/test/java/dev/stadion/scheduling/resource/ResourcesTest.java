package dev.stadion.scheduling.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.scheduling.resource.Quantity.Ranges;
import dev.stadion.scheduling.resource.Quantity.Scalar;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourcesTest {
  private static final ResourceKey CPUS = ResourceKey.unreserved(Resources.CPUS);

  @Test
  void tenTimesATenthIsOne() {
    Resources sum = Resources.empty();
    for (int i = 0; i < 10; i++) {
      sum = sum.plus(Resources.of(0.1, 0, 0));
    }

    assertThat(sum).isEqualTo(Resources.of(1, 0, 0));
  }

  @Test
  void nothingOfSomethingIsTheSameAsNothing() {
    assertThat(Resources.of(0, 0, 0)).isEqualTo(Resources.empty());
    assertThat(Resources.of(Map.of(CPUS, Scalar.of(0))).isEmpty()).isTrue();
    assertThat(Resources.of(1, 0, 0).minus(Resources.of(1, 0, 0)).parts()).isEmpty();
  }

  @Test
  void rolesAreKeptApartAndSummedOnlyWhenAsked() {
    var resources =
        ResourcesText.parse("cpus:1;cpus(web):2.5;ports:[1-2];ports(web):[3-4];mem(batch):64");

    assertThat(resources.amount("cpus")).isEqualTo(3.5);
    assertThat(resources.ranges("ports")).isEqualTo(Ranges.of(new Range(1, 4)));
    assertThat(resources.ofRoles(Set.of("web"))).hasToString("cpus(web):2.5;ports(web):[3-4]");
    assertThat(resources.contains(ResourcesText.parse("cpus:2"))).isFalse();
    assertThat(resources.quantity(CPUS)).contains(Scalar.of(1));
    assertThat(resources.quantity(ResourceKey.unreserved("mem"))).isEmpty();
  }

  @Test
  void amountsAndPortsCannotBeMixed() {
    var ports = Resources.empty().with(CPUS, Ranges.of(new Range(1, 2)));

    assertThatThrownBy(() -> Resources.of(1, 0, 0).plus(ports))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Resources.of(1, 0, 0).minus(ports))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAmountNeverBecomesNegative() {
    assertThatThrownBy(() -> Scalar.of(1).minus(Scalar.of(1.001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not contain");
    assertThatThrownBy(() -> Scalar.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Scalar.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rangesReachToTheLastNumberThereIs() {
    var all = Ranges.of(new Range(0, Long.MAX_VALUE));

    assertThat(all.count()).isEqualTo(Long.MAX_VALUE);
    assertThat(all.nth(7)).isEqualTo(7);
    assertThat(all.plus(Ranges.of(new Range(5, Long.MAX_VALUE)))).isEqualTo(all);
    assertThat(all.minus(Ranges.of(new Range(5, Long.MAX_VALUE))))
        .isEqualTo(Ranges.of(new Range(0, 4)));
    assertThat(all.minus(all).isEmpty()).isTrue();
  }

  @Test
  void neighboursAreOneRange() {
    assertThat(Ranges.of(new Range(5, 9), new Range(1, 2), new Range(3, 4)).ranges())
        .containsExactly(new Range(1, 9));
  }

  @Test
  void theTextFormIsTheOneOfMesos() {
    var text =
        "bugs(debug_role):{a,b,c};cpus:24;disk:409600;mem:24576;ports:[21000-24000,30000-34000]";

    assertThat(ResourcesText.parse(text)).hasToString(text);
    assertThat(ResourcesText.parse(" cpus : 1e1 ;; mem(*):0.0005 ; ports:[ 7 ] "))
        .hasToString("cpus:10;mem:0.001;ports:[7-7]");
  }

  @Test
  void anAmountBeyondTheReachOfADoubleSurvivesBeingWritten() {
    var resources = Resources.of(Map.of(CPUS, new Scalar(2_000_000_000_000_000_001L)));

    assertThat(ResourcesText.parse(resources.toString())).isEqualTo(resources);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cpus",
        "cpus:",
        "cpus:-1",
        "cpus:NaN",
        "cpus:0x10",
        "cpus:1e999999999",
        "cpus:99999999999999999",
        "ports:[5-3]",
        "ports:[-3]",
        "ports:[a]",
        "ports:[1-2",
        ":4",
        "cpus():1",
        "cpus:1;cpus:[1-2]"
      })
  void whatCannotBeReadIsNamed(String text) {
    assertThatThrownBy(() -> ResourcesText.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

package dev.stadion.scheduling.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceKeyTest {
  private static final ResourceKey RESERVED =
      new ResourceKey("disk", List.of(Reservation.dynamic("web", "p")));
  private static final ResourceKey VOLUME =
      RESERVED.withDisk(Optional.of(Disk.volume("v", "p", "data")));

  @Test
  void whatDiffersInAnythingIsNotAdded() {
    var resources =
        Resources.of(0, 0, 10)
            .with(new ResourceKey("disk", "web"), Quantity.Scalar.of(10))
            .with(RESERVED, Quantity.Scalar.of(10))
            .with(VOLUME, Quantity.Scalar.of(10))
            .with(RESERVED, Quantity.Scalar.of(5));

    assertThat(resources.parts()).hasSize(4);
    assertThat(resources.millis("disk")).isEqualTo(45_000);
    assertThat(resources.ofRoles(Set.of("web")).parts()).hasSize(3);
  }

  @Test
  void aVolumeIsTakenAsAWholeOrNotAtAll() {
    var volume = Resources.empty().with(VOLUME, Quantity.Scalar.of(10));
    var half = Resources.empty().with(VOLUME, Quantity.Scalar.of(5));

    assertThat(volume.minus(volume)).isEqualTo(Resources.empty());
    assertThat(volume.contains(half)).isFalse();
    assertThatThrownBy(() -> volume.minus(half)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theOrderIsThatOfNamesThenRoles() {
    var keys =
        List.of(
            ResourceKey.unreserved("cpus"),
            ResourceKey.unreserved("disk"),
            new ResourceKey("disk", "app"),
            new ResourceKey("disk", "web"),
            RESERVED,
            VOLUME,
            ResourceKey.unreserved("mem"));

    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < keys.size(); j++) {
        assertThat(Integer.signum(keys.get(i).compareTo(keys.get(j))))
            .as("%s and %s", keys.get(i), keys.get(j))
            .isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void theTextSaysWhatIsSpecial() {
    assertThat(Resources.empty().with(new ResourceKey("disk", "web"), Quantity.Scalar.of(1)))
        .hasToString("disk(web):1");
    assertThat(Resources.empty().with(VOLUME, Quantity.Scalar.of(1)))
        .hasToString("disk(reservations: [(DYNAMIC,web,p)])[v,data]:1");
  }
}

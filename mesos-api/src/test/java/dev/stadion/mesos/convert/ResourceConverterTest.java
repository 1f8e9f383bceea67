package dev.stadion.mesos.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Resource.ReservationInfo;
import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceConverterTest {
  private static final Resources MIXED =
      ResourcesText.parse(
          "cpus:4.125;mem:4096;disk(web):1024;ports:[31000-32000,8080-8081];bugs(dbg):{a,b}");

  @Test
  void bothFormsAreReadBack() {
    assertThat(ResourceConverter.fromProto(ResourceConverter.toProto(MIXED))).isEqualTo(MIXED);
    assertThat(ResourceConverter.fromProto(ResourceConverter.toOldProto(MIXED))).isEqualTo(MIXED);
    assertThat(ResourceConverter.fromProto(List.of())).isEqualTo(Resources.empty());
  }

  @Test
  void theNewFormHasReservationsAndNoRole() {
    var protos = ResourceConverter.toProto(MIXED);
    assertThat(protos).noneMatch(Resource::hasRole);
    assertThat(named("cpus", protos).getReservationsCount()).isZero();
    assertThat(named("disk", protos).getReservationsList())
        .containsExactly(
            ReservationInfo.newBuilder()
                .setType(ReservationInfo.Type.STATIC)
                .setRole("web")
                .build());
  }

  @Test
  void theOldFormHasARoleAndNoReservations() {
    var protos = ResourceConverter.toOldProto(MIXED);
    assertThat(protos).allMatch(Resource::hasRole).allMatch(r -> r.getReservationsCount() == 0);
    assertThat(named("cpus", protos).getRole()).isEqualTo("*");
    assertThat(named("disk", protos).getRole()).isEqualTo("web");
  }

  @Test
  void theAllocationDoesNotChangeWhatAResourceIs() {
    var allocated = ResourceConverter.allocatedTo("web", ResourceConverter.toProto(MIXED));
    assertThat(allocated).allMatch(r -> r.getAllocationInfo().getRole().equals("web"));
    assertThat(ResourceConverter.fromProto(allocated)).isEqualTo(MIXED);
  }

  @Test
  void equalPartsAreAdded() {
    var read = ResourceConverter.fromProto(List.of(cpus(0.1).build(), cpus(0.2).build()));
    assertThat(read.millis(Resources.CPUS)).isEqualTo(300);
  }

  @Test
  void whatTheCoreCannotTellFromPlainResourcesIsLeftOut() {
    var volume = cpus(1).setDisk(Resource.DiskInfo.getDefaultInstance());
    var revocable = cpus(1).setRevocable(Resource.RevocableInfo.getDefaultInstance());
    var shared = cpus(1).setShared(Resource.SharedInfo.getDefaultInstance());
    var dynamic =
        cpus(1)
            .addReservations(
                ReservationInfo.newBuilder().setType(ReservationInfo.Type.DYNAMIC).setRole("web"));
    var oldDynamic =
        cpus(1).setRole("web").setReservation(ReservationInfo.newBuilder().setPrincipal("p"));
    var refined =
        cpus(1)
            .addReservations(
                ReservationInfo.newBuilder().setType(ReservationInfo.Type.STATIC).setRole("a"))
            .addReservations(
                ReservationInfo.newBuilder().setType(ReservationInfo.Type.STATIC).setRole("a/b"));

    for (var special : List.of(volume, revocable, shared, dynamic, oldDynamic, refined)) {
      assertThat(ResourceConverter.isPlain(special.build())).as("%s", special).isFalse();
      var read = ResourceConverter.fromProto(List.of(special.build(), cpus(2).build()));
      assertThat(read).isEqualTo(Resources.of(2, 0, 0));
    }
  }

  @Test
  void mixingTheFormsIsRefused() {
    var mixed =
        cpus(1)
            .setRole("web")
            .addReservations(
                ReservationInfo.newBuilder().setType(ReservationInfo.Type.STATIC).setRole("web"));
    assertThatThrownBy(() -> ResourceConverter.fromProto(List.of(mixed.build())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("resource cpus: must not have both role and reservations");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY, 1e300})
  void amountsThatAreNoneAreRefused(double value) {
    assertThatThrownBy(() -> ResourceConverter.fromProto(List.of(cpus(value).build())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("resource cpus: ");
  }

  @Test
  void sumsThatDoNotFitAndRangesThatDoNotAscendAreRefused() {
    var huge = cpus(Long.MAX_VALUE / 4000.0).build();
    assertThatThrownBy(() -> ResourceConverter.fromProto(List.of(huge, huge, huge, huge, huge)))
        .isInstanceOf(IllegalArgumentException.class);
    var ports = Resource.newBuilder().setName("ports").setType(Value.Type.RANGES);
    ports.getRangesBuilder().addRangeBuilder().setBegin(5).setEnd(4);
    assertThatThrownBy(() -> ResourceConverter.fromProto(List.of(ports.build())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            ResourceConverter.fromProto(List.of(cpus(1).build(), ports.setName("cpus").build())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theUnreservedRoleIsTheDefault() {
    assertThat(ResourceConverter.fromProto(List.of(cpus(1).build())).parts())
        .containsOnlyKeys(ResourceKey.unreserved("cpus"));
  }

  private static Resource.Builder cpus(double value) {
    return Resource.newBuilder()
        .setName("cpus")
        .setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value));
  }

  private static Resource named(String name, List<Resource> resources) {
    return resources.stream().filter(r -> r.getName().equals(name)).findFirst().orElseThrow();
  }
}

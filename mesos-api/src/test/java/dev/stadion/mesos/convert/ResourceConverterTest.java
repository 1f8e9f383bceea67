package dev.stadion.mesos.convert;

import static dev.stadion.mesos.v1.Resource.ReservationInfo.Type.DYNAMIC;
import static dev.stadion.mesos.v1.Resource.ReservationInfo.Type.STATIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.mesos.v1.Resource;
import dev.stadion.mesos.v1.Resource.ReservationInfo;
import dev.stadion.mesos.v1.ResourceProviderID;
import dev.stadion.mesos.v1.Value;
import dev.stadion.scheduling.resource.Disk;
import dev.stadion.scheduling.resource.Quantity;
import dev.stadion.scheduling.resource.Reservation;
import dev.stadion.scheduling.resource.ResourceKey;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.resource.ResourcesText;
import java.util.List;
import java.util.Optional;
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
  void whatIsSpecialAboutAResourceSurvivesBothWays() {
    var reserved =
        new ResourceKey(
            "disk",
            List.of(
                new Reservation(
                    Reservation.Type.DYNAMIC,
                    "web",
                    Optional.of("mng"),
                    List.of(new Reservation.Label("app", Optional.of("db"))))));
    var volume = reserved.withDisk(Optional.of(Disk.volume("vol-1", "mng", "data")));
    var mounted =
        new ResourceKey(
            "disk",
            List.of(),
            Optional.of(
                new Disk(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                        new Disk.Source(
                            Disk.Source.Type.MOUNT,
                            Optional.of("/mnt/a"),
                            Optional.empty(),
                            Optional.of("fast"))))),
            false,
            false);
    var revocable = new ResourceKey("cpus", List.of(), Optional.empty(), true, false);
    var shared = new ResourceKey("disk", List.of(), Optional.empty(), false, true);
    var all = Resources.of(1, 64, 100);
    for (var key : List.of(reserved, volume, mounted, revocable, shared)) {
      all = all.with(key, Quantity.Scalar.of(5));
    }

    assertThat(ResourceConverter.fromProto(ResourceConverter.toProto(all))).isEqualTo(all);
    assertThat(ResourceConverter.fromProto(ResourceConverter.toOldProto(all))).isEqualTo(all);
    assertThat(all.parts()).hasSize(8);
  }

  @Test
  void refinedReservationsExistInTheNewFormOnly() {
    var refined =
        new ResourceKey(
            "cpus", List.of(Reservation.fixed("eng"), Reservation.dynamic("eng/web", "p")));
    var resources = Resources.of(1, 0, 0).with(refined, Quantity.Scalar.of(2));

    var proto = ResourceConverter.toProto(resources);
    assertThat(ResourceConverter.fromProto(proto)).isEqualTo(resources);
    assertThat(refined.role()).isEqualTo("eng/web");
    assertThat(ResourceConverter.toOldProto(resources)).hasSize(1);
  }

  @Test
  void reservationsThatBreakTheirRulesAreRefused() {
    var astray = List.of(reservation(DYNAMIC, "a"), reservation(DYNAMIC, "b"));
    var fixedOnTop = List.of(reservation(DYNAMIC, "a"), reservation(STATIC, "a/b"));
    var forAll = List.of(reservation(DYNAMIC, "*"));
    var untyped = List.of(ReservationInfo.newBuilder().setRole("a").build());
    for (var stack : List.of(astray, fixedOnTop, forAll, untyped)) {
      var resource = cpus(1).addAllReservations(stack).build();
      assertThatThrownBy(() -> ResourceConverter.fromProto(List.of(resource)))
          .as("%s", stack)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("resource cpus: ");
    }
  }

  @Test
  void whatAStoragePluginProvidesIsLeftOut() {
    var provided = cpus(1).setProviderId(ResourceProviderID.newBuilder().setValue("rp"));
    var block = cpus(1);
    block.getDiskBuilder().getSourceBuilder().setType(Resource.DiskInfo.Source.Type.BLOCK);

    for (var special : List.of(provided, block)) {
      assertThat(ResourceConverter.isKnown(special.build())).as("%s", special).isFalse();
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

  private static ReservationInfo reservation(ReservationInfo.Type type, String role) {
    return ReservationInfo.newBuilder().setType(type).setRole(role).build();
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

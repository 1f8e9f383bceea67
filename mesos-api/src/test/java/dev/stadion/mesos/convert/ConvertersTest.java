package dev.stadion.mesos.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.v1.AgentID;
import dev.stadion.mesos.v1.FrameworkID;
import dev.stadion.mesos.v1.OfferID;
import dev.stadion.mesos.v1.TaskID;
import dev.stadion.mesos.v1.TaskStatus;
import dev.stadion.mesos.v1.TimeInfo;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.offer.Attribute;
import dev.stadion.scheduling.offer.Offer;
import dev.stadion.scheduling.resource.Range;
import dev.stadion.scheduling.resource.Resources;
import dev.stadion.scheduling.task.TaskState;
import dev.stadion.scheduling.task.TaskUpdate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvertersTest {
  private static final UUID UPDATE = UUID.fromString("e2c4366f-4997-434f-be26-3d1cda6d4a2b");

  @ParameterizedTest
  @EnumSource
  void everyStateKeepsItsName(TaskState state) {
    assertThat(TaskStates.toProto(state).name()).isEqualTo(state.wireName());
    assertThat(TaskStates.fromProto(TaskStates.toProto(state))).isEqualTo(state);
  }

  @Test
  void aStatusIsAnUpdate() {
    var status =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue("db.1"))
            .setAgentId(AgentID.newBuilder().setValue("S0"))
            .setState(dev.stadion.mesos.v1.TaskState.TASK_RUNNING)
            .setReason(TaskStatus.Reason.REASON_RECONCILIATION)
            .setMessage("m")
            .setUuid(Uuids.toBytes(UPDATE))
            .setTimestamp(1700000000.25)
            .setHealthy(false);
    status
        .getContainerStatusBuilder()
        .addNetworkInfosBuilder()
        .addIpAddressesBuilder()
        .setIpAddress("10.0.0.4");

    assertThat(Statuses.fromProto(status.build()))
        .isEqualTo(
            new TaskUpdate(
                new TaskId("db.1"),
                Optional.of(new AgentId("S0")),
                TaskState.RUNNING,
                Optional.of("RECONCILIATION"),
                "m",
                Optional.of(UPDATE),
                Instant.ofEpochSecond(1_700_000_000, 250_000_000),
                Optional.of(false),
                List.of("10.0.0.4")));
  }

  @Test
  void aBareStatusIsDatedWhenItWasReceived() {
    var bare =
        TaskStatus.newBuilder()
            .setTaskId(TaskID.newBuilder().setValue("t"))
            .setState(dev.stadion.mesos.v1.TaskState.TASK_LOST)
            .build();
    Instant received = Instant.parse("2026-01-02T03:04:05Z");
    var update = Statuses.fromProto(bare, received);
    assertThat(update.at()).isEqualTo(received);
    assertThat(update.uuid()).isEmpty();
    assertThat(update.reason()).isEmpty();
    assertThat(update.ipAddresses()).isEmpty();
    assertThat(Statuses.fromProto(bare).at()).isEqualTo(Instant.EPOCH);
  }

  @Test
  void reasonsAreFoundByTheirShortName() {
    assertThat(Statuses.reasonOf("INVALID_OFFERS"))
        .contains(TaskStatus.Reason.REASON_INVALID_OFFERS);
    assertThat(Statuses.reasonOf("LATER")).isEmpty();
  }

  @Test
  void aUuidIsSixteenBytesInNetworkOrder() {
    assertThat(Uuids.toBytes(UPDATE).byteAt(0)).isEqualTo((byte) 0xe2);
    assertThat(Uuids.fromBytes(Uuids.toBytes(UPDATE))).isEqualTo(UPDATE);
    assertThatThrownBy(() -> Uuids.fromBytes(ByteString.copyFromUtf8("short")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void durationsAndTimesSaturateInsteadOfFailing() {
    assertThat(Durations.toProto(Duration.ofSeconds(15)).getNanoseconds())
        .isEqualTo(15_000_000_000L);
    assertThat(Durations.fromProto(Durations.toProto(Duration.ofMillis(-3))))
        .isEqualTo(Duration.ofMillis(-3));
    assertThat(Durations.toProto(Duration.ofDays(1_000_000)).getNanoseconds())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(Durations.toSeconds(Duration.ofMillis(1_500))).isEqualTo(1.5);
    assertThat(Durations.ofSeconds(0.25)).isEqualTo(Duration.ofMillis(250));
    assertThat(Durations.ofSeconds(1e300)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(Durations.ofSeconds(Double.NEGATIVE_INFINITY))
        .isEqualTo(Duration.ofNanos(Long.MIN_VALUE));
    assertThatThrownBy(() -> Durations.ofSeconds(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    Instant past = Instant.parse("1969-12-31T23:59:59.5Z");
    assertThat(Durations.ofTimestamp(Durations.toTimestamp(past))).isEqualTo(past);
    assertThat(Durations.fromProto(Durations.toProto(past))).isEqualTo(past);
    assertThat(Durations.fromProto(TimeInfo.newBuilder().setNanoseconds(1).build()))
        .isEqualTo(Instant.ofEpochSecond(0, 1));
    assertThat(Durations.ofTimestamp(1e300)).isAfter(Instant.parse("9999-01-01T00:00:00Z"));
  }

  @Test
  void attributesKeepTheirKind() {
    List<Attribute> attributes =
        List.of(
            new Attribute.Text("rack", "r7"),
            new Attribute.Scalar("weight", 2.5),
            new Attribute.Ranges("slots", List.of(new Range(1, 4))),
            new Attribute.Items("gear", Set.of("a", "b")));
    assertThat(AttributeConverter.fromProto(AttributeConverter.toProto(attributes)))
        .isEqualTo(attributes);
  }

  @Test
  void anOfferBelongsToTheRoleItWasAllocatedTo() {
    var proto =
        dev.stadion.mesos.v1.Offer.newBuilder()
            .setId(OfferID.newBuilder().setValue("O1"))
            .setAgentId(AgentID.newBuilder().setValue("S0"))
            .setFrameworkId(FrameworkID.newBuilder().setValue("F"))
            .setHostname("a1.example")
            .addAllResources(ResourceConverter.toProto(Resources.of(1, 64, 0)))
            .addAllAttributes(
                AttributeConverter.toProto(List.of(new Attribute.Text("rack", "r7"))));
    var expected =
        new Offer(
            new OfferId("O1"),
            new AgentId("S0"),
            "a1.example",
            "*",
            Resources.of(1, 64, 0),
            List.of(new Attribute.Text("rack", "r7")));

    assertThat(OfferConverter.fromProto(proto.build())).isEqualTo(expected);
    proto.getAllocationInfoBuilder().setRole("web");
    assertThat(OfferConverter.fromProto(proto.build()).role()).isEqualTo("web");
  }

  @Test
  void idsAreCheckedOnTheWayInAndBack() {
    assertThat(Ids.fromProto(Ids.toProto(new TaskId("t")))).isEqualTo(new TaskId("t"));
    assertThat(Ids.fromProto(Ids.toProto(new AgentId("a")))).isEqualTo(new AgentId("a"));
    assertThat(Ids.fromProto(Ids.toProto(new OfferId("o")))).isEqualTo(new OfferId("o"));
    assertThat(Ids.fromProto(Ids.toProto(new FrameworkId("f")))).isEqualTo(new FrameworkId("f"));
    assertThatThrownBy(() -> Ids.fromProto(TaskID.newBuilder().setValue("../etc").build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("task id");
  }
}

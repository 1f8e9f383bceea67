package dev.stadion.marathon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.stadion.marathon.app.PathId;
import dev.stadion.marathon.instance.InstanceId;
import dev.stadion.marathon.launch.Bookings;
import dev.stadion.marathon.scheduler.MarathonEffect;
import dev.stadion.marathon.scheduler.MarathonEvent;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.OperationState;
import dev.stadion.mesos.v1.OperationStatus;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.offerclient.SchedulerCalls;
import dev.stadion.offerclient.SchedulerEvent;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.resource.Resources;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What masters say of reservations (marathon.md §14.4, mesos-v1.md §3.13). */
class OperationAnswersTest {
  private static final FrameworkId FRAMEWORK = new FrameworkId("framework");
  private static final InstanceId INSTANCE =
      new InstanceId(
          PathId.of("/db/store"), UUID.fromString("c0caec0a-863a-11e9-915b-c610fee06dff"));

  private final List<Call> sent = new ArrayList<>();
  private final SchedulerCalls master = call -> sent.add(call.apply(FRAMEWORK));
  private final MasterCalls calls = new MasterCalls(master, roles -> {});
  private final OperationAnswers answers = new OperationAnswers(calls);

  private List<Offer.Operation> reserve() {
    sent.clear();
    calls.say(
        new MarathonEffect.Launch(
            List.of(new OfferId("o")),
            List.of(),
            List.of(),
            Duration.ZERO,
            new Bookings(
                "db",
                Resources.empty(),
                Resources.empty(),
                List.of(
                    new Bookings.Booking(
                        INSTANCE, Resources.of(1, 32, 0), Resources.of(0, 0, 10))))));
    return sent.getFirst().getAccept().getOperationsList();
  }

  private static OperationStatus.Builder status(String operation, OperationState state) {
    OperationStatus.Builder status =
        OperationStatus.newBuilder().setState(state).setMessage("because");
    status.getOperationIdBuilder().setValue(operation);
    return status;
  }

  @Test
  void reservingAndMakingVolumesAskForAnAnswer() {
    assertThat(reserve())
        .extracting(operation -> operation.getId().getValue())
        .containsExactly(INSTANCE + "~reserve", INSTANCE + "~create");
  }

  @Test
  void whateverCameToNothingIsToldTheInstance() {
    for (OperationState state :
        List.of(
            OperationState.OPERATION_FAILED,
            OperationState.OPERATION_ERROR,
            OperationState.OPERATION_DROPPED)) {
      assertThat(
              MasterEvents.of(
                  new SchedulerEvent.OperationUpdated(status(INSTANCE + "~create", state).build())))
          .contains(new MarathonEvent.NotReserved(INSTANCE, "because"));
    }
  }

  @Test
  void whatCameToBeOrIsNotOursIsNoNews() {
    assertThat(
            MasterEvents.of(
                new SchedulerEvent.OperationUpdated(
                    status(INSTANCE + "~reserve", OperationState.OPERATION_FINISHED).build())))
        .isEmpty();
    assertThat(
            MasterEvents.of(
                new SchedulerEvent.OperationUpdated(
                    status("theirs", OperationState.OPERATION_ERROR).build())))
        .isEmpty();
  }

  @Test
  void whoeverCannotAnswerIsNotAskedUntilTheNextSubscription() {
    answers.heard(
        new SchedulerEvent.OperationUpdated(
            status(INSTANCE + "~reserve", OperationState.OPERATION_ERROR)
                .setMessage("Operation requested feedback, but agent a cannot give any")
                .build()));
    assertThat(reserve()).noneMatch(Offer.Operation::hasId);

    answers.heard(new SchedulerEvent.Subscribed(FRAMEWORK, URI.create("http://master:5050")));
    assertThat(reserve()).allMatch(Offer.Operation::hasId);
  }

  @Test
  void whatHasAUuidIsAcknowledgedAfterWhatFollowsFromIt() {
    OperationStatus.Builder status = status(INSTANCE + "~reserve", OperationState.OPERATION_FAILED);
    status.getAgentIdBuilder().setValue("agent");
    status.getUuidBuilder().setValue(ByteString.copyFrom(new byte[16]));

    assertThat(MasterEvents.of(new SchedulerEvent.OperationUpdated(status.build())))
        .containsExactly(
            new MarathonEvent.NotReserved(INSTANCE, "because"),
            new MarathonEvent.OperationTold(
                INSTANCE + "~reserve", new AgentId("agent"), new UUID(0, 0)));
  }

  @Test
  void anAcknowledgementIsACallOfItsOwn() {
    calls.say(new MarathonEffect.AcknowledgeOperation("o", new AgentId("agent"), new UUID(0, 1)));

    assertThat(sent)
        .extracting(Call::getType)
        .containsExactly(Call.Type.ACKNOWLEDGE_OPERATION_STATUS);
  }
}

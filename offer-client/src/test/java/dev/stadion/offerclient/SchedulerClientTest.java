package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.stadion.mesos.convert.Ids;
import dev.stadion.mesos.convert.ResourceConverter;
import dev.stadion.mesos.convert.Uuids;
import dev.stadion.mesos.recordio.RecordIo;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.Offer;
import dev.stadion.mesos.v1.TaskState;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.offerclient.testing.FakeMaster;
import dev.stadion.offerclient.testing.FakeMaster.Reply;
import dev.stadion.offerclient.testing.FakeStream;
import dev.stadion.scheduling.id.AgentId;
import dev.stadion.scheduling.id.FrameworkId;
import dev.stadion.scheduling.id.OfferId;
import dev.stadion.scheduling.id.TaskId;
import dev.stadion.scheduling.resource.Resources;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerClientTest {
  private static final FrameworkInfo INFO =
      FrameworkInfo.newBuilder().setUser("u").setName("test").build();
  private static final FrameworkId FRAMEWORK = new FrameworkId("framework-1");
  private static final AgentId AGENT = new AgentId("S0");
  private static final UUID UPDATE = new UUID(1, 2);

  /** How long a client waits for the first event, and then without any. */
  private static final Duration OPENING = Duration.ofSeconds(10);

  private static final Duration SILENCE = Duration.ofSeconds(75);

  private final FakeMaster master = FakeMaster.start();
  private final ManualTimer timer = new ManualTimer();
  private final RecordingListener heard = new RecordingListener();
  private final List<AutoCloseable> toClose = new ArrayList<>(List.of(master));

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable open : toClose.reversed()) {
      open.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWholeConversationInBothFormats(WireFormat format) {
    SchedulerClient client = client(builder(master.uri()).wireFormat(format));
    FakeStream stream = master.awaitSubscription();
    assertThat(stream.call().hasFrameworkId()).isFalse();
    assertThat(stream.call().getSubscribe().getFrameworkInfo().getName()).isEqualTo("test");
    assertThat(client.connected()).isFalse();

    stream.subscribed();
    var subscribed = heard.next(SchedulerEvent.Subscribed.class);
    assertThat(subscribed.framework()).isEqualTo(FRAMEWORK);
    assertThat(subscribed.master()).isEqualTo(master.uri().resolve("/api/v1/scheduler"));
    assertThat(client.connected()).isTrue();

    stream.heartbeat();
    stream.send(offers(offer("O1"), offer("O2")));
    var offered = heard.next(SchedulerEvent.Offered.class);
    assertThat(offered.offers()).hasSize(2);
    assertThat(offered.offers().getFirst().resources()).isEqualTo(Resources.of(4, 1024, 0));

    client.accept(List.of(new OfferId("O1")), List.of(), Duration.ofSeconds(5));
    client.decline(List.of(new OfferId("O2")), Duration.ofMillis(1_500));
    client.acknowledge(new TaskId("t"), AGENT, UPDATE);
    client.kill(new TaskId("t"), Optional.of(AGENT), Optional.of(Duration.ofSeconds(3)));
    client.reconcile(Map.of());
    client.revive();
    client.suppress();
    client.teardown();

    assertThat(master.awaitCall().getAccept().getFilters().getRefuseSeconds()).isEqualTo(5.0);
    assertThat(master.awaitCall().getDecline().getFilters().getRefuseSeconds()).isEqualTo(1.5);
    Call.Acknowledge acknowledged = master.awaitCall().getAcknowledge();
    assertThat(Uuids.fromBytes(acknowledged.getUuid())).isEqualTo(UPDATE);
    assertThat(master.awaitCall().getKill().getKillPolicy().getGracePeriod().getNanoseconds())
        .isEqualTo(3_000_000_000L);
    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.RECONCILE);
    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.REVIVE);
    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.SUPPRESS);
    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.TEARDOWN);
  }

  @Test
  void everyKindOfNewsIsTold() {
    client();
    FakeStream stream = subscribedStream();

    stream.send(update("t", UPDATE));
    stream.send(rescind("O1"));
    stream.send(failure(Optional.empty()));
    stream.send(failure(Optional.of("e1")));
    stream.send(message());

    var update = heard.next(SchedulerEvent.Updated.class).update();
    assertThat(update.uuid()).contains(UPDATE);
    assertThat(update.at()).as("it brought no date").isEqualTo(Instant.EPOCH);
    assertThat(heard.next()).isEqualTo(new SchedulerEvent.Rescinded(new OfferId("O1")));
    assertThat(heard.next()).isEqualTo(new SchedulerEvent.AgentLost(AGENT));
    assertThat(heard.next()).isEqualTo(new SchedulerEvent.ExecutorLost(AGENT, "e1", 256));
    assertThat(heard.next(SchedulerEvent.MessageReceived.class).data().toStringUtf8())
        .isEqualTo("hello");
  }

  @Test
  void whatIsChangedWhileTheMasterAnswersIsToldToIt() {
    SchedulerClient client = client();
    FakeStream stream = master.awaitSubscription();
    FrameworkInfo other = INFO.toBuilder().addRoles("data").build();

    client.update(other, Set.of("data"));
    stream.subscribed();
    heard.next(SchedulerEvent.Subscribed.class);

    Call.UpdateFramework told = master.awaitCall().getUpdateFramework();
    assertThat(told.getFrameworkInfo().getRolesList()).isEqualTo(other.getRolesList());
    assertThat(told.getSuppressedRolesList()).containsExactly("data");
  }

  @Test
  void aBrokenConnectionIsToldAndTheNextSubscriptionKeepsTheId() {
    SchedulerClient client = client();
    FakeStream first = subscribedStream();

    first.cut();
    heard.next(SchedulerEvent.Disconnected.class);
    client.revive(); // nobody to tell
    assertThat(nextAttempt()).isLessThanOrEqualTo(Duration.ofMillis(100));
    FakeStream second = master.awaitSubscription();
    second.subscribed();
    heard.next(SchedulerEvent.Subscribed.class);
    client.suppress();

    assertThat(second.call()).isEqualTo(Calls.subscribe(INFO, Optional.of(FRAMEWORK)));
    assertThat(second.call().getSubscribe().getFrameworkInfo().getId().getValue())
        .isEqualTo("framework-1");
    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.SUPPRESS);
    assertThat(client.statistics().callsDropped()).isEqualTo(1);
    assertThat(client.statistics().subscriptions()).isEqualTo(2);
  }

  @Test
  void aStreamThatBreaksInsideARecordLosesOnlyThatRecord() {
    client();
    FakeStream stream = subscribedStream();
    byte[] record = RecordIo.frame(WireFormat.PROTOBUF.write(update("t", UPDATE)));

    stream.send(rescind("O1"));
    stream.sendBytes(Arrays.copyOf(record, record.length - 1));
    stream.end();

    heard.next(SchedulerEvent.Rescinded.class);
    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("inside a record");
  }

  @Test
  void recordsMayBeSplitOverChunksAtEveryByte() {
    client();
    FakeStream stream = subscribedStream();
    byte[] record = RecordIo.frame(WireFormat.PROTOBUF.write(update("t", UPDATE)));
    for (byte one : record) {
      stream.sendBytes(new byte[] {one});
    }
    heard.next(SchedulerEvent.Updated.class);
  }

  @Test
  void aStreamThatIsNotRecordIoIsGivenUp() {
    client();
    FakeStream stream = subscribedStream();
    stream.sendBytes("<html>".getBytes(UTF_8));
    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("record size");

    nextAttempt();
    subscribedStream().sendBytes("3\nabc".getBytes(UTF_8));
    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("protobuf");
  }

  @Test
  void offersThatCannotBeUnderstoodAreDeclinedAndTheRestIsUsed() {
    SchedulerClient client = client();
    FakeStream stream = subscribedStream();
    Offer.Builder odd = offer("O1");
    odd.getResourcesBuilder(0).getScalarBuilder().setValue(-1);

    stream.send(offers(odd, offer("O2")));

    assertThat(heard.next(SchedulerEvent.Offered.class).offers()).hasSize(1);
    assertThat(master.awaitCall().getDecline().getOfferIds(0).getValue()).isEqualTo("O1");
    assertThat(client.statistics().unusable()).isEqualTo(1);
  }

  @Test
  void anotherMasterIsFollowedToAndAskedNext() {
    FakeMaster leader = FakeMaster.start();
    toClose.add(leader);
    master.redirectTo(Optional.of("//127.0.0.1:" + leader.uri().getPort() + "/api/v1/scheduler"));
    SchedulerClient client = client();

    leader.awaitSubscription().subscribed();

    var subscribed = heard.next(SchedulerEvent.Subscribed.class);
    assertThat(subscribed.master()).isEqualTo(leader.uri().resolve("/api/v1/scheduler"));
    client.revive();
    assertThat(leader.awaitCall().getType()).isEqualTo(Call.Type.REVIVE);
  }

  @Test
  void mastersThatRedirectInACircleAreLeftForLater() {
    master.redirectTo(Optional.of("//127.0.0.1:" + master.uri().getPort()));
    SchedulerClient client = client();
    nextAttempt();
    master.redirectTo(Optional.empty());
    master.awaitSubscription().subscribed();
    heard.next(SchedulerEvent.Subscribed.class);
    assertThat(client.statistics().failedAttempts()).isEqualTo(1);
  }

  @Test
  void mastersAreTriedInTurnAndTheWaitsGrow() {
    master.refuseSubscriptions(Optional.of(new Reply(503, "No leader elected")));
    SchedulerClient client = client(builder(master.uri(), URI.create("http://127.0.0.1:1")));

    var waits = new ArrayList<Duration>();
    for (int i = 0; i < 7; i++) {
      waits.add(nextAttempt());
    }
    master.refuseSubscriptions(Optional.empty()); // the eighth attempt is at the other one
    waits.add(nextAttempt());
    master.awaitSubscription().subscribed();
    heard.next(SchedulerEvent.Subscribed.class);

    assertThat(waits.get(0)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(waits.get(1)).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(waits.get(2)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(waits.get(3)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(waits.get(7)).isBetween(Duration.ofMillis(7_500), Duration.ofSeconds(15));
    assertThat(client.statistics().failedAttempts()).isGreaterThanOrEqualTo(8);
  }

  @Test
  void aMasterThatSaysWhenToComeAgainIsAskedThenHoweverOftenItFailedBefore() {
    master.refuseSubscriptions(Optional.of(new Reply(503, "No leader elected")));
    client();
    for (int i = 0; i < 7; i++) {
      nextAttempt();
    }

    master.refuseSubscriptions(
        Optional.of(
            new Reply(503, "Master has not finished recovery", Map.of("Retry-After", "1"))));
    nextAttempt(); // is answered so
    for (int i = 0; i < 3; i++) {
      assertThat(nextAttempt()).isBetween(Duration.ofMillis(1_500), Duration.ofSeconds(2));
    }
  }

  @Test
  void aRefusalIsToldAndNotAskedAgainSoon() {
    client();
    FakeStream stream = master.awaitSubscription();
    stream.error("Framework has been removed");
    stream.end();

    assertThat(heard.next()).isEqualTo(new SchedulerEvent.Refused("Framework has been removed"));
    assertThat(nextAttempt()).isGreaterThanOrEqualTo(Duration.ofMillis(7_500));
    assertThat(heard.isEmpty()).as("it never stood, so it did not end").isTrue();
    master.awaitSubscription();
  }

  @Test
  void aNewerSubscriptionOfTheSameIdWins() {
    client();
    subscribedStream();
    var newer = new RecordingListener();
    client(
        builder(master.uri())
            .listener(newer)
            .frameworkId(Optional.of(FRAMEWORK))
            .timer(new ManualTimer()));

    master.awaitSubscription().subscribed();

    newer.next(SchedulerEvent.Subscribed.class);
    assertThat(heard.next()).isEqualTo(new SchedulerEvent.Refused("Framework failed over"));
    heard.next(SchedulerEvent.Disconnected.class);
  }

  @Test
  void anotherIdThanOursIsNeverTakenOn() {
    client(builder(master.uri()).frameworkId(Optional.of(new FrameworkId("mine"))));

    master.awaitSubscription().subscribed(new FrameworkId("yours"), 15);

    assertThat(heard.next(SchedulerEvent.Refused.class).message()).contains("yours", "mine");
    nextAttempt();
    assertThat(master.awaitSubscription().call().getFrameworkId().getValue()).isEqualTo("mine");
  }

  @Test
  void fiveMissedHeartbeatsEndTheSubscription() {
    client();
    FakeStream stream = master.awaitSubscription();
    stream.subscribed(FRAMEWORK, 2);
    heard.next(SchedulerEvent.Subscribed.class);

    timer.advance(Duration.ofSeconds(9));
    stream.send(rescind("O1")); // anything is a sign of life
    heard.next(SchedulerEvent.Rescinded.class);
    timer.advance(Duration.ofSeconds(9));
    assertThat(heard.isEmpty()).isTrue();
    timer.advance(Duration.ofSeconds(1));

    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("nothing was heard");
    nextAttempt();
    master.awaitSubscription();
  }

  @Test
  void aMasterThatAcceptsTheRequestAndSaysNothingIsGivenUp() {
    SchedulerClient client = client();
    master.awaitSubscription();
    timer.awaitAndFire(OPENING::equals);
    nextAttempt();
    master.awaitSubscription().subscribed();
    heard.next(SchedulerEvent.Subscribed.class);
    assertThat(client.statistics().failedAttempts()).isEqualTo(1);
  }

  @Test
  void aWrongCallIsCountedAndTheNextOnesGoOn() {
    SchedulerClient client = client();
    master.answerCalls(
        call -> call.getType() == Call.Type.REVIVE ? new Reply(400, "no") : Reply.ACCEPTED);
    subscribedStream();

    client.revive();
    client.revive();
    client.suppress();

    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.SUPPRESS);
    assertThat(client.statistics().refusals()).containsEntry(400, 2L);
    assertThat(client.connected()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callsThatAMasterWantsLaterAreMadeLaterAndInOrder(boolean batching) {
    master.batching(batching);
    SchedulerClient client = client();
    var busy = new AtomicInteger(2);
    master.answerCalls(call ->
        call.getType() == Call.Type.REVIVE && busy.getAndDecrement() > 0
            ? new Reply(429, "slowly", Map.of("Retry-After", "7"))
            : Reply.ACCEPTED);
    subscribedStream();

    client.reconcile(Map.of());
    client.revive();
    client.suppress();
    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.RECONCILE);
    for (int i = 0; i < 2; i++) {
      timer.awaitAndFire(Duration.ofSeconds(7)::equals);
    }

    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.REVIVE);
    assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.SUPPRESS);
    assertThat(client.statistics().callsDropped()).isZero();
    assertThat(client.statistics().refusals()).containsEntry(429, 2L);
    assertThat(client.connected()).isTrue();
  }

  @Test
  void aMasterThatWantsCallsLaterForTooLongIsLeft() {
    SchedulerClient client = client();
    master.answerCalls(call -> new Reply(429, "slowly"));
    subscribedStream();

    client.revive();
    for (int waited = 0; waited < 20; waited++) {
      timer.awaitAndFire(Duration.ofSeconds(1)::equals);
    }

    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("429");
    assertThat(client.statistics().callsDropped()).isEqualTo(1);
  }

  @Test
  void callsAfterALongSilenceUseAFreshConnection() {
    SchedulerClient client = client();
    FakeStream stream = subscribedStream();
    for (int minute = 0; minute < 3; minute++) {
      client.revive();
      master.awaitCall();
      stream.heartbeat();
      stream.send(rescind("O1"));
      heard.next(SchedulerEvent.Rescinded.class);
      timer.advance(Duration.ofSeconds(60));
    }
    assertThat(client.connected()).isTrue();
    assertThat(master.connections()).as("the stream and one for each call").isEqualTo(4);
  }

  @Test
  void aMasterThatNoLongerKnowsOurStreamIsSubscribedToAnew() {
    SchedulerClient client = client();
    master.answerCalls(call -> new Reply(403, "Framework is not subscribed"));
    subscribedStream();

    client.revive();

    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("403");
    nextAttempt();
    master.awaitSubscription();
  }

  @Test
  void manyCallsTravelInFewRequestsInOrderWhenTheMasterLikesBatches() {
    master.batching(true);
    SchedulerClient client = client();
    var allQueued = new CountDownLatch(1);
    master.answerCalls(call -> {
      await(allQueued);
      return Reply.ACCEPTED;
    });
    subscribedStream();

    for (int i = 0; i < 5_000; i++) {
      client.kill(new TaskId("t" + i), Optional.empty(), Optional.empty());
    }
    allQueued.countDown();

    for (int i = 0; i < 5_000; i++) {
      assertThat(master.awaitCall().getKill().getTaskId().getValue()).isEqualTo("t" + i);
    }
    assertThat(master.requestSizes()).hasSizeLessThanOrEqualTo(7);
    assertThat(master.requestSizes().stream().mapToInt(Integer::intValue).sum()).isEqualTo(5_000);
  }

  @Test
  void aRefusedCallDoesNotHoldUpTheRestOfItsBatch() {
    master.batching(true);
    SchedulerClient client = client();
    master.answerCalls(call ->
        call.getKill().getTaskId().getValue().endsWith("7")
            ? new Reply(400, "sevens")
            : Reply.ACCEPTED);
    subscribedStream();

    for (int i = 0; i < 100; i++) {
      client.kill(new TaskId("t" + i), Optional.empty(), Optional.empty());
    }

    for (int i = 0; i < 100; i++) {
      if (i % 10 != 7) {
        assertThat(master.awaitCall().getKill().getTaskId().getValue()).isEqualTo("t" + i);
      }
    }
    client.close();
    assertThat(client.statistics().refusals()).containsEntry(400, 10L);
    assertThat(client.statistics().callsAccepted()).isEqualTo(90);
  }

  @Test
  void aBatchOfUnknownFateIsNeverRepeated() {
    master.batching(true);
    master.tellBatchProgress(false);
    SchedulerClient client = client();
    var allQueued = new CountDownLatch(1);
    master.answerCalls(call -> {
      if (call.getType() == Call.Type.KILL) {
        await(allQueued);
      }
      return call.getType() == Call.Type.REVIVE ? new Reply(400, "no") : Reply.ACCEPTED;
    });
    subscribedStream();
    client.kill(new TaskId("t"), Optional.empty(), Optional.empty());
    client.suppress();
    client.revive();
    client.suppress();
    allQueued.countDown();

    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("unknown");
  }

  @Test
  void callsThatPileUpEndTheSubscriptionInsteadOfTheMemory() {
    var limits = new ClientSettings.Limits(1_000_000, 10, 1_000_000, Duration.ZERO, 100, 1_000_000);
    SchedulerClient client = client(builder(master.uri()).limits(limits));
    master.answerCalls(call -> {
      heard.next(SchedulerEvent.Disconnected.class); // answers when it is too late
      return Reply.ACCEPTED;
    });
    subscribedStream();

    for (int i = 0; i < 20; i++) {
      client.revive();
    }

    nextAttempt();
    master.awaitSubscription();
    assertThat(client.statistics().callsDropped()).isGreaterThanOrEqualTo(9);
  }

  @Test
  void whoeverMakesCallsWaitsForAMasterThatIsBehind() throws Exception {
    var limits =
        new ClientSettings.Limits(1_000_000, 10, 1_000_000, Duration.ofMinutes(1), 100, 1_000_000);
    SchedulerClient client = client(builder(master.uri()).limits(limits));
    var answering = new CountDownLatch(1);
    master.answerCalls(call -> {
      await(answering);
      return Reply.ACCEPTED;
    });
    subscribedStream();

    Thread maker =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 50; i++) {
                client.revive();
              }
            });
    while (maker.getState() != Thread.State.TIMED_WAITING) {
      assertThat(maker.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    answering.countDown();
    maker.join();

    for (int i = 0; i < 50; i++) {
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.REVIVE);
    }
    assertThat(client.statistics().callsDropped()).isZero();
  }

  @Test
  void closingSendsWhatIsQueuedAndSaysGoodbye() {
    SchedulerClient client = client();
    subscribedStream();
    for (int i = 0; i < 50; i++) {
      client.revive();
    }

    client.close();

    for (int i = 0; i < 50; i++) {
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.REVIVE);
    }
    assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("closed");
    assertThat(client.connected()).isFalse();
    client.revive();
    client.close();
  }

  @Test
  void closingWorksBeforeDuringAndAfterEverything() {
    builder(master.uri()).build().close(); // never started
    SchedulerClient waiting = client();
    master.awaitSubscription();
    waiting.close(); // subscribing
    SchedulerClient resting = client(builder(URI.create("http://127.0.0.1:1")));
    resting.close(); // between attempts, or just before one
    assertThat(resting.connected()).isFalse();
  }

  @Test
  void aListenerThatFailsLosesOneEvent() {
    var failing =
        new SchedulerListener() {
          @Override
          public void on(SchedulerEvent event) {
            if (event instanceof SchedulerEvent.Rescinded) {
              throw new IllegalStateException("a bug in the listener, made for this test");
            }
            heard.on(event);
          }
        };
    client(builder(master.uri()).listener(failing));
    FakeStream stream = subscribedStream();
    stream.send(rescind("O1"));
    stream.send(update("t", UPDATE));
    heard.next(SchedulerEvent.Updated.class);
  }

  @Test
  void credentialsGoWithEveryRequest() {
    SchedulerClient client = client(builder(master.uri()).credentials("principal", "sécret"));
    subscribedStream();
    client.revive();
    master.awaitCall();
    assertThat(master.authorizations())
        .containsExactly("Basic cHJpbmNpcGFsOnPDqWNyZXQ=", "Basic cHJpbmNpcGFsOnPDqWNyZXQ=");
  }

  @Test
  void onlyWebAddressesAreMasters() {
    for (String bad : List.of("zk://a:2181/mesos", "a:5050", "/path", "http:///x")) {
      assertThatThrownBy(() -> SchedulerClient.builder(List.of(URI.create(bad)), INFO))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> SchedulerClient.builder(List.of(), INFO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Lets the wait before the next attempt pass; it is jittered, so never exactly a limit. */
  private Duration nextAttempt() {
    return timer.awaitAndFire(wait -> !wait.equals(OPENING) && !wait.equals(SILENCE));
  }

  private SchedulerClientBuilder builder(URI... masters) {
    return SchedulerClient.builder(List.of(masters), INFO)
        .listener(heard)
        .random(new Random(1))
        .timer(timer)
        .clock(() -> Instant.EPOCH);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  private SchedulerClient client() {
    return client(builder(master.uri()));
  }

  private SchedulerClient client(SchedulerClientBuilder builder) {
    SchedulerClient client = builder.build();
    toClose.add(client);
    client.start();
    return client;
  }

  private FakeStream subscribedStream() {
    FakeStream stream = master.awaitSubscription();
    stream.subscribed();
    heard.next(SchedulerEvent.Subscribed.class);
    return stream;
  }

  private static Offer.Builder offer(String id) {
    return Offer.newBuilder()
        .setId(Ids.toProto(new OfferId(id)))
        .setAgentId(Ids.toProto(AGENT))
        .setFrameworkId(Ids.toProto(FRAMEWORK))
        .setHostname("a1.example")
        .addAllResources(ResourceConverter.toProto(Resources.of(4, 1024, 0)));
  }

  private static Event offers(Offer.Builder... offers) {
    var event = Event.newBuilder().setType(Event.Type.OFFERS);
    for (Offer.Builder offer : offers) {
      event.getOffersBuilder().addOffers(offer);
    }
    return event.build();
  }

  private static Event update(String task, UUID uuid) {
    var event = Event.newBuilder().setType(Event.Type.UPDATE);
    event
        .getUpdateBuilder()
        .getStatusBuilder()
        .setTaskId(Ids.toProto(new TaskId(task)))
        .setAgentId(Ids.toProto(AGENT))
        .setState(TaskState.TASK_RUNNING)
        .setUuid(Uuids.toBytes(uuid));
    return event.build();
  }

  private static Event rescind(String offer) {
    var event = Event.newBuilder().setType(Event.Type.RESCIND);
    event.getRescindBuilder().setOfferId(Ids.toProto(new OfferId(offer)));
    return event.build();
  }

  private static Event failure(Optional<String> executor) {
    var event = Event.newBuilder().setType(Event.Type.FAILURE);
    event.getFailureBuilder().setAgentId(Ids.toProto(AGENT));
    executor.ifPresent(
        id -> event.getFailureBuilder().setStatus(256).getExecutorIdBuilder().setValue(id));
    return event.build();
  }

  private static Event message() {
    var event = Event.newBuilder().setType(Event.Type.MESSAGE);
    event
        .getMessageBuilder()
        .setAgentId(Ids.toProto(AGENT))
        .setData(ByteString.copyFromUtf8("hello"))
        .getExecutorIdBuilder()
        .setValue("e1");
    return event.build();
  }
}

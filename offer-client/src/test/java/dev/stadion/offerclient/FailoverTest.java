package dev.stadion.offerclient;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.scheduler.Call;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.offerclient.testing.FakeMaster;
import dev.stadion.offerclient.testing.FakeMaster.Reply;
import dev.stadion.offerclient.testing.FakeStream;
import dev.stadion.scheduling.id.FrameworkId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a framework is, from one life and one master to the next. */
class FailoverTest {
  private static final FrameworkInfo INFO =
      FrameworkInfo.newBuilder().setUser("u").setName("test").build();

  @TempDir Path directory;
  private final FakeMaster master = FakeMaster.start();
  private final ManualTimer timer = new ManualTimer();
  private final RecordingListener heard = new RecordingListener();

  @AfterEach
  void close() {
    master.close();
  }

  @Test
  void theIdOfAnEarlierLifeIsTakenUpFromItsFile() throws IOException {
    Path file = directory.resolve("state/framework-id");
    FrameworkIdStore store = FrameworkIdStore.inFile(file);
    try (var first = started(builder().frameworkIdStore(store))) {
      FakeStream stream = master.awaitSubscription();
      assertThat(stream.call().hasFrameworkId()).isFalse();
      stream.subscribed(new FrameworkId("F-7"), 15);
      heard.next(SchedulerEvent.Subscribed.class);
      assertThat(Files.readString(file)).as("stored before it was told").isEqualTo("F-7\n");
      assertThat(first.connected()).isTrue();
    }

    try (var second = started(builder().frameworkIdStore(store))) {
      Call subscribe = master.awaitSubscription().call();
      assertThat(second.connected()).isFalse();
      assertThat(subscribe.getFrameworkId().getValue()).isEqualTo("F-7");
      assertThat(subscribe.getSubscribe().getFrameworkInfo().getId().getValue()).isEqualTo("F-7");
      assertThat(directory.resolve("state")).isDirectoryNotContaining("glob:**.new");
    }
  }

  @Test
  void aSubscriptionWhoseIdCannotBeKeptIsGivenUp() throws IOException {
    Path file = Files.createDirectories(directory.resolve("taken/by-a-directory")).getParent();
    try (var client = started(builder().frameworkIdStore(unloadable(file)))) {
      master.awaitSubscription().subscribed();

      assertThat(heard.next(SchedulerEvent.Disconnected.class).why()).contains("cannot be kept");
      assertThat(client.connected()).isFalse();
    }
  }

  @Test
  void aFileThatIsNoIdIsAnErrorAtTheStartAndNotANewFramework() throws IOException {
    Path file = directory.resolve("framework-id");
    Files.writeString(file, "two\nlines");

    var builder = builder().frameworkIdStore(FrameworkIdStore.inFile(file));
    assertThatThrownBy(builder::build).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aFrameworkThatWasTornDownIsForgottenAndDoesNotComeBack() {
    FrameworkIdStore store = FrameworkIdStore.inFile(directory.resolve("framework-id"));
    try (var client = started(builder().frameworkIdStore(store))) {
      FakeStream stream = master.awaitSubscription();
      stream.subscribed();
      heard.next(SchedulerEvent.Subscribed.class);

      client.teardown();
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.TEARDOWN);
      stream.end();

      heard.next(SchedulerEvent.Disconnected.class);
      client.awaitEnd();
      assertThat(store.load()).isEmpty();
    }
  }

  /** A master may refuse a TEARDOWN; what it accepts afterwards is no teardown. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFrameworkWhoseTeardownWasRefusedLivesOn(boolean batching) {
    master.batching(batching);
    master.answerCalls(
        call -> call.getType() == Call.Type.TEARDOWN ? new Reply(400, "no") : Reply.ACCEPTED);
    FrameworkIdStore store = FrameworkIdStore.inFile(directory.resolve("framework-id"));
    try (var client = started(builder().frameworkIdStore(store))) {
      FakeStream stream = master.awaitSubscription();
      stream.subscribed();
      heard.next(SchedulerEvent.Subscribed.class);

      client.teardown();
      client.revive();
      assertThat(master.awaitCall().getType()).isEqualTo(Call.Type.REVIVE);
      stream.end();

      heard.next(SchedulerEvent.Disconnected.class);
      timer.awaitAndFire(delay -> delay.compareTo(Duration.ofSeconds(1)) < 0);
      assertThat(master.awaitSubscription().call().getFrameworkId().getValue())
          .isEqualTo("framework-1");
      assertThat(store.load()).contains(new FrameworkId("framework-1"));
    }
  }

  @Test
  void whatTheFrameworkWasChangedToIsSaidAgainAfterADisconnection() {
    try (var client = started(builder().suppressedRoles(Set.of("a")))) {
      FakeStream first = master.awaitSubscription();
      assertThat(first.call().getSubscribe().getSuppressedRolesList()).containsExactly("a");
      first.subscribed();
      heard.next(SchedulerEvent.Subscribed.class);

      client.update(INFO.toBuilder().setName("renamed").build(), Set.of("b"));
      Call.UpdateFramework update = master.awaitCall().getUpdateFramework();
      assertThat(update.getFrameworkInfo().getId().getValue()).isEqualTo("framework-1");
      assertThat(update.getSuppressedRolesList()).containsExactly("b");
      first.cut();
      heard.next(SchedulerEvent.Disconnected.class);
      timer.awaitAndFire(delay -> delay.compareTo(Duration.ofSeconds(1)) < 0);

      Call.Subscribe again = master.awaitSubscription().call().getSubscribe();
      assertThat(again.getFrameworkInfo().getName()).isEqualTo("renamed");
      assertThat(again.getSuppressedRolesList()).containsExactly("b");
    }
  }

  @Test
  void aDetectorIsAskedAnewBeforeEachAttempt() {
    var asked = new AtomicInteger();
    MasterDetector later = () -> asked.getAndIncrement() == 0 ? List.of() : List.of(master.uri());
    try (var client = SchedulerClient.builder(later, INFO).timer(timer).listener(heard).build()) {
      client.start();
      timer.awaitAndFire(delay -> delay.compareTo(Duration.ofSeconds(1)) < 0);

      master.awaitSubscription().subscribed();
      heard.next(SchedulerEvent.Subscribed.class);
    }
  }

  /** mesos-v1.md §15: another leader was detected. */
  @Test
  void aDetectedChangeOfLeadersEndsTheStreamOfTheOldOne() throws IOException {
    try (var other = FakeMaster.start()) {
      var detector = new ChangingMasters(master.uri());
      try (var client =
          SchedulerClient.builder(detector, INFO).timer(timer).listener(heard).build()) {
        client.start();
        master.awaitSubscription().subscribed();
        heard.next(SchedulerEvent.Subscribed.class);

        detector.become(master.uri(), other.uri()); // one more, but the same leads
        assertThat(client.connected()).isTrue();
        detector.become();
        assertThat(client.connected()).isTrue(); // nobody is better than the one we talk to
        detector.become(other.uri(), master.uri());

        assertThat(heard.next(SchedulerEvent.Disconnected.class).why())
            .contains("another master leads");
        FakeStream second = other.awaitSubscription();
        assertThat(second.call().getFrameworkId().getValue()).isEqualTo("framework-1");
        second.subscribed();
        heard.next(SchedulerEvent.Subscribed.class);
      }
      assertThat(detector.closed).isTrue();
    }
  }

  /** The look-up found the old leader, and the news of the next came before it was asked. */
  @Test
  void aLeaderThatChangesDuringTheLookUpIsFollowed() {
    try (var other = FakeMaster.start()) {
      var detector =
          new ChangingMasters(master.uri()) {
            private boolean looked;

            @Override
            public List<URI> masters() {
              List<URI> found = super.masters();
              if (!looked) {
                looked = true;
                become(other.uri());
              }
              return found;
            }
          };
      try (var client =
          SchedulerClient.builder(detector, INFO).timer(timer).listener(heard).build()) {
        client.start();
        other.awaitSubscription().subscribed();
        assertThat(heard.next(SchedulerEvent.Subscribed.class).master().getAuthority())
            .isEqualTo(other.uri().getAuthority());
      }
    }
  }

  /** Whoever was asked leads by now, but had sent us on before it did. */
  @Test
  void aRedirectToAnOldLeaderIsLeftWhenTheOneThatWasAskedLeads() throws IOException {
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      silent.setSoTimeout(10_000);
      master.redirectTo(Optional.of("//127.0.0.1:" + silent.getLocalPort()));
      var detector = new ChangingMasters(master.uri());
      try (var client =
              SchedulerClient.builder(detector, INFO).timer(timer).listener(heard).build();
          var _ = asked(client, silent)) {
        master.redirectTo(Optional.empty());
        detector.become(master.uri());

        master.awaitSubscription().subscribed();
        heard.next(SchedulerEvent.Subscribed.class);
      }
    }
  }

  private static Socket asked(SchedulerClient client, ServerSocket by) throws IOException {
    client.start();
    return by.accept();
  }

  /** An answer that was on its way when the news came is older than the news. */
  @Test
  void aRedirectFromBeforeTheNewsIsNotFollowed() throws IOException {
    try (var leader = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      leader.setSoTimeout(10_000);
      URI address = URI.create("http://127.0.0.1:" + leader.getLocalPort());
      var detector = new ChangingMasters(address);
      try (var client =
              SchedulerClient.builder(detector, INFO).timer(timer).listener(heard).build();
          var first = asked(client, leader)) {
        detector.become(address);
        first
            .getOutputStream()
            .write(
                ("HTTP/1.1 307 Elsewhere\r\nConnection: close\r\nContent-Length: 0\r\nLocation: //127.0.0.1:"
                        + master.uri().getPort()
                        + "\r\n\r\n")
                    .getBytes(US_ASCII));

        try (var again = leader.accept()) {
          assertThat(again.isConnected()).as("asked once more").isTrue();
        }
        assertThat(client.connected()).isFalse();
      }
    }
  }

  private static class ChangingMasters implements MasterDetector {
    private volatile List<URI> masters;
    private volatile Runnable changed;
    private volatile boolean closed;

    ChangingMasters(URI... masters) {
      this.masters = List.of(masters);
    }

    void become(URI... masters) {
      this.masters = List.of(masters);
      changed.run();
    }

    @Override
    public List<URI> masters() {
      return masters;
    }

    @Override
    public void onChange(Runnable changed) {
      this.changed = changed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void aSlowListenerHoldsTheReaderAndNotTheMemory() throws InterruptedException {
    var entered = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    SchedulerListener slow =
        event -> {
          if (event instanceof SchedulerEvent.Subscribed) {
            entered.countDown();
            awaitLatch(go);
          }
          heard.on(event);
        };
    try (var client = started(builder().listener(slow))) {
      FakeStream stream = master.awaitSubscription();
      var writer = Thread.ofPlatform().start(() -> flood(stream));
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();

      // The writer is stuck when the sockets' buffers are full, long before its 256 MiB are out.
      assertThat(writer.join(Duration.ofSeconds(1))).isFalse();
      timer.advance(Duration.ofMinutes(10)); // the silence is ours, not the master's
      assertThat(client.connected()).isTrue();
      go.countDown();

      heard.next(SchedulerEvent.Subscribed.class);
      assertThat(heard.next(SchedulerEvent.Refused.class).message()).isEqualTo("the last");
      writer.join();
    }
  }

  private static void flood(FakeStream stream) {
    stream.subscribed();
    Event padding = bigHeartbeat();
    for (int i = 0; i < 256; i++) {
      stream.send(padding);
    }
    stream.error("the last");
  }

  /** An event of one MiB that says nothing. */
  private static Event bigHeartbeat() {
    var event = Event.newBuilder().setType(Event.Type.HEARTBEAT);
    event.getErrorBuilder().setMessage("x".repeat(1 << 20));
    return event.build();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads nothing and writes where it cannot. */
  private static FrameworkIdStore unloadable(Path file) {
    FrameworkIdStore real = FrameworkIdStore.inFile(file);
    return new FrameworkIdStore() {
      @Override
      public Optional<FrameworkId> load() {
        return Optional.empty();
      }

      @Override
      public void save(FrameworkId framework) {
        real.save(framework);
      }

      @Override
      public void clear() {}
    };
  }

  private SchedulerClientBuilder builder() {
    return SchedulerClient.builder(List.of(master.uri()), INFO).timer(timer).listener(heard);
  }

  private static SchedulerClient started(SchedulerClientBuilder builder) {
    SchedulerClient client = builder.build();
    client.start();
    return client;
  }
}

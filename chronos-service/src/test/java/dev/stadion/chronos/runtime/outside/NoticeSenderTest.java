package dev.stadion.chronos.runtime.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.chronos.notice.Channel;
import dev.stadion.chronos.notice.Notice;
import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Outbox;
import dev.stadion.chronos.run.RunCatalog;
import dev.stadion.dropwizard.net.AddressRules;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** chronos.md B-71: how often a notice is tried that nobody takes, and when. */
class NoticeSenderTest {
  private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

  /** One notice that is due whenever it is asked for, and what became of it. */
  private static final class OneNotice implements Outbox {
    private final List<Duration> pauses = new ArrayList<>();
    private final CountDownLatch dead = new CountDownLatch(1);
    private Optional<String> body = Optional.empty();
    private int bodies;
    private int tries;

    @Override
    public synchronized List<Sending> due(Instant now, int limit) {
      return dead.getCount() == 0
          ? List.of()
          : List.of(
              new Sending(
                  notice(),
                  State.PENDING,
                  tries,
                  body,
                  Optional.of(now),
                  Optional.empty(),
                  Optional.empty()));
    }

    @Override
    public Optional<Instant> nextDue() {
      return Optional.empty();
    }

    @Override
    public synchronized void keepBody(long notice, String text) {
      body = Optional.of(text);
      bodies++;
    }

    @Override
    public void delivered(long notice, Instant at) {
      throw new AssertionError("nobody listens there");
    }

    @Override
    public synchronized void failed(
        long notice, String error, Instant at, Optional<Instant> again) {
      tries++;
      again.map(next -> Duration.between(at, next)).ifPresent(pauses::add);
      if (again.isEmpty()) {
        dead.countDown();
      }
    }

    @Override
    public boolean retry(long notice, Instant at) {
      return false;
    }

    @Override
    public List<Sending> list(Optional<State> state, Optional<String> job, long before, int limit) {
      return List.of();
    }

    @Override
    public int forget(Instant before) {
      return 0;
    }
  }

  private static Notice notice() {
    var to =
        new Notification(
            Set.of(),
            Channel.SLACK,
            Optional.of("http://127.0.0.1:9/x"),
            Optional.empty(),
            new TreeMap<>(),
            Optional.empty(),
            Optional.empty());
    return new Notice(
        1, NOW, "run.failed", "a", Optional.empty(), to, "subject", Optional.empty(), Map.of());
  }

  @Test
  void whatNobodyTakesIsTriedSixTimesEverLaterWithTheSameBodyAndIsDeadThen() throws Exception {
    RunCatalog noRuns =
        (RunCatalog)
            Proxy.newProxyInstance(
                RunCatalog.class.getClassLoader(),
                new Class<?>[] {RunCatalog.class},
                (self, method, arguments) -> Optional.empty());
    var ways =
        new Couriers.Ways(
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            new NotificationSecrets(Optional.empty()),
            "");
    var nowhere = new AddressRules(List.of(), "nobody");
    var outbox = new OneNotice();
    try (var couriers = new Couriers(ways, nowhere, nowhere, noRuns)) {
      var sender = new NoticeSender(outbox, couriers, () -> NOW);
      sender.start();
      try {
        assertThat(outbox.dead.await(30, TimeUnit.SECONDS)).isTrue();
      } finally {
        sender.stop();
      }
    }

    assertThat(outbox.pauses)
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 5L, 25L, 125L, 625L);
    assertThat(outbox.tries).isEqualTo(6);
    assertThat(outbox.bodies).isEqualTo(1);
  }
}

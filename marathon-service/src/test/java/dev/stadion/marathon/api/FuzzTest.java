package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.HttpBarrage;
import dev.stadion.dropwizard.testing.MalformedRequests;
import dev.stadion.dropwizard.testing.Sample;
import dev.stadion.dropwizard.testing.TableDigest;
import dev.stadion.dropwizard.testing.TestDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Bad input of every kind: refused, and nothing has changed (promises.md P14, §6). */
class FuzzTest {
  private static final long SEED = 20_000;
  private static final int REQUESTS = 20_000;

  /** So many requests are judged together; one that is taken must not hide others for long. */
  private static final int BLOCK = 10;

  /** A refused change is an event, too. */
  private static final Set<String> TOLD = Set.of("event_log");

  @Test
  void twentyThousandMalformedRequestsAreRefusedAndChangeNothing() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    try (var marathon = RunningMarathon.unhurried(database, "");
        var tables = new TableDigest(database, "marathon", TOLD);
        var barrage = new HttpBarrage(marathon.api().getPort())) {
      var requests = new MalformedRequests(SEED, samples());
      String known = tables.take();
      int taken = 0;
      for (int block = 0; block < REQUESTS / BLOCK; block++) {
        int changes = fire(barrage, requests);
        String now = tables.take();
        if (changes == 0) {
          assertThat(now).as("after block %s of seed %s", block, SEED).isEqualTo(known);
        }
        taken += changes;
        known = now;
      }
      assertThat(barrage.faults()).as("seed %s", SEED).isEmpty();
      assertThat(barrage.counts().get(400)).isGreaterThan(REQUESTS / 10);
      // Little is good by accident, so that most blocks were judged.
      assertThat(taken).isLessThan(REQUESTS / BLOCK / 4);
      // It serves as before.
      assertThat(marathon.get("/v2/apps").status()).isEqualTo(200);
    }
  }

  /**
   * @return how many of them were taken and may have changed something
   */
  private static int fire(HttpBarrage barrage, MalformedRequests requests) throws Exception {
    int taken = 0;
    for (int i = 0; i < BLOCK; i++) {
      MalformedRequests.Request request = requests.next();
      int status = barrage.send(request);
      boolean writes = request.bytes()[0] == 'P' || request.bytes()[0] == 'D';
      taken += status >= 200 && status < 300 && writes ? 1 : 0;
    }
    return taken;
  }

  /** A leader that is asked to go goes, and events never end: both are left out. */
  private static List<Sample> samples() {
    return Routes.all().values().stream()
        .filter(RouteSamples::isOfTheApi)
        .filter(route -> !route.template().equals("/v2/leader"))
        .filter(route -> !route.template().equals("/v2/events"))
        .map(RouteSamples::of)
        .toList();
  }
}

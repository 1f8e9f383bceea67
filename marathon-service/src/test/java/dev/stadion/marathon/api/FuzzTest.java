package dev.stadion.marathon.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stadion.dropwizard.testing.Fuzzing;
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

  /** A refused change is an event, too. */
  private static final Set<String> TOLD = Set.of("event_log");

  @Test
  void twentyThousandMalformedRequestsAreRefusedAndChangeNothing() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    try (var marathon = RunningMarathon.unhurried(database, "");
        var tables = new TableDigest(database, "marathon", TOLD)) {
      Fuzzing.refuses(marathon.api().getPort(), tables, samples(), SEED, REQUESTS);
      // It serves as before.
      assertThat(marathon.get("/v2/apps").status()).isEqualTo(200);
    }
  }

  /** A leader that is asked to go goes, and events never end: both are left out. */
  private static List<Sample> samples() {
    return RouteSamples.routes().values().stream()
        .filter(RouteSamples::isOfTheApi)
        .filter(route -> !route.template().equals("/v2/leader"))
        .filter(route -> !route.template().equals("/v2/events"))
        .map(RouteSamples::of)
        .toList();
  }
}

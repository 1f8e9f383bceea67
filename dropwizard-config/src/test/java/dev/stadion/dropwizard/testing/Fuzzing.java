package dev.stadion.dropwizard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/**
 * Thousands of malformed requests: none of them is answered as if the server were to blame, and
 * behind those that are refused nothing has changed (promises.md P14, §6).
 */
public final class Fuzzing {
  /** So many requests are judged together; one that is taken must not hide others for long. */
  private static final int BLOCK = 10;

  private Fuzzing() {}

  public static void refuses(
      int port, TableDigest tables, List<Sample> samples, long seed, int requests)
      throws Exception {
    try (var barrage = new HttpBarrage(port)) {
      var malformed = new MalformedRequests(seed, samples);
      String known = tables.take();
      int taken = 0;
      for (int block = 0; block < requests / BLOCK; block++) {
        int changes = fire(barrage, malformed);
        String now = tables.take();
        if (changes == 0) {
          assertThat(now).as("after block %s of seed %s", block, seed).isEqualTo(known);
        }
        taken += changes;
        known = now;
      }
      assertThat(barrage.faults()).as("seed %s", seed).isEmpty();
      assertThat(barrage.counts().get(400)).isGreaterThan(requests / 10);
      // Little is good by accident, so that most blocks were judged.
      assertThat(taken).isLessThan(requests / BLOCK / 4);
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
}

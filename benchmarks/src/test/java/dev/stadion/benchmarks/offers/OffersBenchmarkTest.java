package dev.stadion.benchmarks.offers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OffersBenchmarkTest {

  @Test
  void aSmallClusterIsOfferedAndReleased() {
    var benchmark = new OffersBenchmark(2);

    OffersBenchmark.Pass pass = benchmark.pass(30, 5);
    OffersBenchmark.Release release = benchmark.release(10, 4, 5);

    assertThat(pass.shared()).isPositive();
    assertThat(release.tasks()).isEqualTo(40);
    assertThat(release.slow()).isGreaterThanOrEqualTo(release.median());
  }
}

package dev.stadion.offerclient;

import dev.stadion.mesos.detect.MasterDetector;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which master to try next: each of those that are known now, in turn. Not thread-safe. */
final class Tries {
  private static final Logger LOG = LoggerFactory.getLogger(Tries.class);

  private final MasterDetector detector;
  private int attempt;
  private int known = 1;
  private Optional<URI> likeliest = Optional.empty();

  Tries(MasterDetector detector) {
    this.detector = detector;
  }

  /** Empty when the detector knows none, or fails. */
  Optional<URI> next() {
    List<URI> masters;
    try {
      masters = detector.masters().stream().map(MasterEndpoint::of).toList();
    } catch (RuntimeException e) {
      LOG.warn("masters cannot be detected: {}", e.toString());
      return Optional.empty();
    }
    known = Math.max(1, masters.size());
    if (!likeliest.equals(masters.stream().findFirst())) {
      likeliest = masters.stream().findFirst();
      attempt = 0; // whoever is said to lead now is asked first
    }
    return masters.isEmpty()
        ? Optional.empty()
        : Optional.of(masters.get(Math.floorMod(attempt++, masters.size())));
  }

  /** How many there were the last time. */
  int masters() {
    return known;
  }
}

package dev.stadion.marathon.launch;

import java.util.Arrays;
import java.util.Collection;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The service ports of all apps, of which several may name the same. Immutable; kept up to date so
 * that a free one is found without a look at every app (marathon.md §5.4).
 */
public final class TakenPorts {
  public static final TakenPorts NONE = new TakenPorts(new long[0], HashTreePMap.empty());

  /** A bit for every port that somebody names. */
  private final long[] named;

  /** How often a port is named beyond the first time. */
  private final PMap<Integer, Integer> again;

  private TakenPorts(long[] named, PMap<Integer, Integer> again) {
    this.named = named;
    this.again = again;
  }

  /** Zeros are left out: they stand for ports still to be given. */
  public TakenPorts plus(Collection<Integer> ports) {
    TakenPorts sum = this;
    for (int port : ports) {
      sum = port == 0 ? sum : sum.plus(port);
    }
    return sum;
  }

  public TakenPorts minus(Collection<Integer> ports) {
    TakenPorts rest = this;
    for (int port : ports) {
      rest = port == 0 ? rest : rest.minus(port);
    }
    return rest;
  }

  private TakenPorts plus(int port) {
    if (contains(port)) {
      return new TakenPorts(named, again.plus(port, again.getOrDefault(port, 0) + 1));
    }
    long[] next = Arrays.copyOf(named, Math.max(named.length, (port >> 6) + 1));
    next[port >> 6] |= 1L << port;
    return new TakenPorts(next, again);
  }

  private TakenPorts minus(int port) {
    int more = again.getOrDefault(port, 0);
    if (more > 0) {
      return new TakenPorts(named, more == 1 ? again.minus(port) : again.plus(port, more - 1));
    }
    if (!contains(port)) {
      return this;
    }
    long[] next = named.clone();
    next[port >> 6] &= ~(1L << port);
    return new TakenPorts(next, again);
  }

  public boolean contains(int port) {
    return port >> 6 < named.length && (named[port >> 6] & 1L << port) != 0;
  }

  /** The lowest port from {@code first} on that nobody names; it may be beyond all that exist. */
  int freeFrom(int first) {
    int port = first;
    while (contains(port)) {
      long taken = named[port >> 6] >>> port;
      port += Math.min(Long.numberOfTrailingZeros(~taken), 64 - (port & 63));
    }
    return port;
  }
}

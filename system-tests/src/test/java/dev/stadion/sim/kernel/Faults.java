package dev.stadion.sim.kernel;

import java.time.Duration;
import java.util.Random;

/**
 * What goes wrong in one world, and how often. Each seed has its own subset, so that a fault is
 * also seen without the others, which may hide what it does.
 */
public final class Faults {
  private final double slowMessages;
  private final double refusedConnections;
  private final double lostRequests;
  private final double lostAnswers;
  private final double doubledRequests;
  private final double failedCommits;
  private final double unknownCommits;
  private final double slowCommits;
  private final double doubledUpdates;
  private final Duration betweenCrashes;
  private final Duration betweenCuts;
  private final Duration betweenPartitions;
  private boolean over;

  private Faults(Random random, double scale) {
    slowMessages = any(random, scale * 0.05);
    refusedConnections = any(random, scale * 0.3);
    lostRequests = any(random, scale * 0.05);
    lostAnswers = any(random, scale * 0.05);
    doubledRequests = any(random, scale * 0.1);
    failedCommits = any(random, scale * 0.02);
    unknownCommits = any(random, scale * 0.02);
    slowCommits = any(random, scale * 0.1);
    doubledUpdates = any(random, scale * 0.2);
    betweenCrashes = pause(random, scale);
    betweenCuts = pause(random, scale);
    betweenPartitions = pause(random, scale);
  }

  /** A subset of all faults, at rates of its own. */
  public static Faults swarm(Random random) {
    return new Faults(random, 1);
  }

  /** A world where nothing goes wrong. */
  public static Faults none() {
    return new Faults(new Random(0), 0);
  }

  private static double any(Random random, double most) {
    boolean wanted = random.nextInt(2) == 1;
    double rate = random.nextDouble() * most;
    return wanted ? rate : 0;
  }

  /** Zero means never. */
  private static Duration pause(Random random, double scale) {
    boolean wanted = random.nextInt(3) > 0 && scale > 0;
    long millis = random.nextLong(3_000, 20_000);
    return wanted ? Duration.ofMillis(millis) : Duration.ZERO;
  }

  /** Nothing goes wrong from now on. */
  public void stop() {
    over = true;
  }

  public boolean areOver() {
    return over;
  }

  double slowMessages() {
    return rate(slowMessages);
  }

  double refusedConnections() {
    return rate(refusedConnections);
  }

  double lostRequests() {
    return rate(lostRequests);
  }

  double lostAnswers() {
    return rate(lostAnswers);
  }

  double doubledRequests() {
    return rate(doubledRequests);
  }

  double failedCommits() {
    return rate(failedCommits);
  }

  double unknownCommits() {
    return rate(unknownCommits);
  }

  double slowCommits() {
    return rate(slowCommits);
  }

  /** Whether this status update is told twice. */
  public boolean duplicatesUpdates(Sim sim) {
    return sim.happens(rate(doubledUpdates));
  }

  Duration requestTimeout() {
    return Duration.ofSeconds(5);
  }

  /** Mean pause between two deaths of processes; zero when none dies. */
  public Duration betweenCrashes() {
    return betweenCrashes;
  }

  /** Mean pause between two broken connections. */
  public Duration betweenCuts() {
    return betweenCuts;
  }

  /** Mean pause between two partitions. */
  public Duration betweenPartitions() {
    return betweenPartitions;
  }

  private double rate(double chance) {
    return over ? 0 : chance;
  }
}

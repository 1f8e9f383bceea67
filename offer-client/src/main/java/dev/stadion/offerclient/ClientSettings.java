package dev.stadion.offerclient;

import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.scheduler.Event;
import dev.stadion.mesos.wire.WireFormat;
import dev.stadion.scheduling.backoff.Backoff;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/**
 * How one client behaves.
 *
 * @param detector where masters are, asked before each attempt
 * @param store where the framework id is kept
 * @param authorization value of the header, when the master wants to know who we are
 * @param tls how to speak to {@code https} masters, when not as the JVM does
 * @param wire hears each event as it came
 * @param backoff the waits between attempts after the first quick ones
 * @param opening how long a master may take from the connection to its first event
 * @param heartbeat assumed until the master names its own
 * @param missedHeartbeats so many in a row and the stream is given up
 * @param closing how long {@code close} waits for calls that are still queued
 */
record ClientSettings(
    MasterDetector detector,
    FrameworkIdStore store,
    WireFormat wireFormat,
    Optional<String> authorization,
    Optional<SSLContext> tls,
    Consumer<Event> wire,
    Backoff backoff,
    Duration opening,
    Duration heartbeat,
    int missedHeartbeats,
    Duration closing,
    Limits limits,
    InstantSource clock) {

  /**
   * What may pile up.
   *
   * @param recordBytes the largest event; an OFFERS event may name every agent of a cluster
   * @param queuedCalls calls that wait for the master; whoever makes more waits, too
   * @param queuedBytes their size
   * @param patience how long at most; then the subscription is given up
   * @param batchCalls the most calls in one request
   * @param batchBytes the size of a request that gets no further call; masters limit bodies
   */
  record Limits(
      int recordBytes,
      int queuedCalls,
      long queuedBytes,
      Duration patience,
      int batchCalls,
      int batchBytes) {
    static final Limits DEFAULT =
        new Limits(
            64 * 1024 * 1024, 100_000, 32 * 1024 * 1024, Duration.ofSeconds(20), 1_000, 512 * 1024);
  }

  Duration silence(Duration interval) {
    return interval.multipliedBy(missedHeartbeats);
  }
}

package dev.stadion.agent.master;

import dev.stadion.mesos.detect.MasterDetector;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How an agent looks for its master.
 *
 * @param detector of masters, tried in turn until one answers; each may redirect to the leader
 * @param authorization the header that says who the agent is, for masters that ask
 * @param firstRetry the first pause after a broken stream is at most this
 * @param retry from the second attempt on, pauses are random up to this, doubling
 * @param longestRetry no pause is longer
 * @param answerWithin how long the master may take to answer a call
 * @param maxRecordBytes a longer record breaks the stream
 */
public record MasterLinkSettings(
    MasterDetector detector,
    Optional<String> authorization,
    Duration firstRetry,
    Duration retry,
    Duration longestRetry,
    Duration answerWithin,
    int maxRecordBytes) {
  /** What an agent uses unless told otherwise (mesos-v1.md §8.2, but with a quick first retry). */
  public static MasterLinkSettings of(List<URI> masters) {
    return of(MasterDetector.of(masters));
  }

  /** As {@link #of(List)}, with masters that are looked up before each attempt. */
  public static MasterLinkSettings of(MasterDetector detector) {
    return new MasterLinkSettings(
        detector,
        Optional.empty(),
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(15),
        Duration.ofSeconds(15),
        64 << 20);
  }

  /** The same, saying who the agent is. */
  public MasterLinkSettings as(Optional<String> header) {
    return new MasterLinkSettings(
        detector, header, firstRetry, retry, longestRetry, answerWithin, maxRecordBytes);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "masters " + detector.description();
  }
}

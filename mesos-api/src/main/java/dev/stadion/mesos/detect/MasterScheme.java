package dev.stadion.mesos.detect;

/**
 * One more way to write where masters are, found by {@link java.util.ServiceLoader}: what a library
 * that nobody else shall need stands behind.
 */
public interface MasterScheme {
  /** What comes before {@code ://}. */
  String name();

  /**
   * A detector for this address; it opens nothing before it is asked.
   *
   * @param address with the scheme
   * @throws IllegalArgumentException when it is not of the form; the message shows no secret
   */
  MasterDetector open(String address);
}

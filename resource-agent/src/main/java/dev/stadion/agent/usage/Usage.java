package dev.stadion.agent.usage;

/**
 * What a container's processes use, and what those that have ended under a living parent used.
 *
 * @param userSeconds of processor time
 * @param systemSeconds of processor time
 * @param residentBytes of memory that is in RAM now
 */
public record Usage(
    int processes, int threads, double userSeconds, double systemSeconds, long residentBytes) {
  static final Usage NOTHING = new Usage(0, 0, 0, 0, 0);

  Usage plus(Usage other) {
    return new Usage(
        processes + other.processes,
        threads + other.threads,
        userSeconds + other.userSeconds,
        systemSeconds + other.systemSeconds,
        residentBytes + other.residentBytes);
  }
}

package dev.stadion.chronos.document;

/**
 * What stands in for fields that a document leaves out (chronos.md §11.3).
 *
 * @param cpus shares of a processor
 * @param mem megabytes
 * @param disk megabytes
 * @param user who runs the tasks
 * @param epsilonSeconds shown by the older API for a job that has none
 */
public record Defaults(double cpus, double mem, double disk, String user, long epsilonSeconds) {
  public static final Defaults CHRONOS = new Defaults(0.1, 128, 256, "root", 60);
}

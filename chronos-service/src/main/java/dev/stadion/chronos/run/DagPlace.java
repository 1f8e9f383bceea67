package dev.stadion.chronos.run;

/**
 * A run's place in a run of a whole graph (chronos.md §12.12).
 *
 * @param dagRun which one
 * @param generation how often the graph's run was begun anew before this run was made
 */
public record DagPlace(long dagRun, int generation) {}

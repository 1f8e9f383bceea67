package dev.stadion.chronos.job;

import dev.stadion.scheduling.constraint.AttributeConstraint;
import java.util.List;

/**
 * What a run needs of a machine.
 *
 * @param cpus shares of a processor, above 0
 * @param mem megabytes, above 0
 * @param disk megabytes, above 0
 * @param constraints on the machine's attributes; all must hold
 */
public record Needs(double cpus, double mem, double disk, List<AttributeConstraint> constraints) {
  public Needs {
    constraints = List.copyOf(constraints);
  }
}

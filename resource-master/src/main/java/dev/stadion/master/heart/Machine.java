package dev.stadion.master.heart;

import static java.util.Objects.requireNonNull;

/**
 * A machine in the maintenance schedule; machines that are up are not in it.
 *
 * @param window its place among the windows of the schedule, from zero
 */
public record Machine(MachineId id, Mode mode, Unavailability unavailability, int window) {
  /** How far its maintenance has come. */
  public enum Mode {
    /** Planned: frameworks are asked to leave. */
    DRAINING,
    /** Begun: its agents are turned away. */
    DOWN
  }

  public Machine {
    requireNonNull(id, "id");
    requireNonNull(mode, "mode");
    requireNonNull(unavailability, "unavailability");
  }

  Machine in(Mode next) {
    return new Machine(id, next, unavailability, window);
  }
}

package dev.stadion.scheduling.matching;

/** One host port a task wants. */
public sealed interface PortDemand {
  /** Any free port of the offer. */
  record Any() implements PortDemand {}

  /** Exactly this port. */
  record Fixed(int port) implements PortDemand {
    public Fixed {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port " + port + " is not within 0-65535");
      }
    }
  }
}

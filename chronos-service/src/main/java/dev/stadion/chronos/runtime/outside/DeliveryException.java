package dev.stadion.chronos.runtime.outside;

/** A notice was not taken; the message says why, and is shown to people. */
final class DeliveryException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean hopeless;

  /**
   * @param hopeless whether trying again is useless
   */
  DeliveryException(String message, boolean hopeless) {
    super(message);
    this.hopeless = hopeless;
  }

  DeliveryException(String message, Throwable cause) {
    super(message, cause);
    this.hopeless = false;
  }

  boolean isHopeless() {
    return hopeless;
  }
}

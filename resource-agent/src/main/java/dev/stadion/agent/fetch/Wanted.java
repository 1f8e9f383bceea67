package dev.stadion.agent.fetch;

/** A fetch is given up by interrupting its thread. */
final class Wanted {
  private Wanted() {}

  /**
   * @throws FetchException when nobody wants what this thread does any more
   */
  static void check() throws FetchException {
    if (Thread.currentThread().isInterrupted()) {
      throw new FetchException("it is not wanted any more");
    }
  }
}

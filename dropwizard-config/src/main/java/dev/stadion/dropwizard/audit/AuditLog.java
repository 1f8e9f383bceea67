package dev.stadion.dropwizard.audit;

/** Where audit entries go. Any thread. */
@FunctionalInterface
public interface AuditLog {
  /**
   * Returns when the entry is durable.
   *
   * @throws dev.stadion.dropwizard.loop.StoreUnavailableException when it cannot be written
   */
  void write(AuditEntry entry);
}

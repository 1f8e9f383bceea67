package dev.stadion.dropwizard.health;

import com.codahale.metrics.health.HealthCheck;
import dev.stadion.dropwizard.database.Database;
import dev.stadion.dropwizard.loop.StoreUnavailableException;

/** Healthy while a request could read from the database. */
public final class DatabaseHealthCheck extends HealthCheck {
  private final Database database;

  public DatabaseHealthCheck(Database database) {
    this.database = database;
  }

  @Override
  protected Result check() {
    try {
      database.read(
          session -> session.createNativeQuery("SELECT 1", Integer.class).getSingleResult());
      return Result.healthy();
    } catch (StoreUnavailableException e) {
      return Result.unhealthy(e.getMessage());
    }
  }
}

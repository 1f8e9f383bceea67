package dev.stadion.dropwizard.health;

import com.codahale.metrics.health.HealthCheck;
import java.util.function.BooleanSupplier;

/**
 * Healthy while a connection that is needed is there, such as the one to the master. A process that
 * does not lead needs none.
 */
public final class ConnectionHealthCheck extends HealthCheck {
  private final String what;
  private final BooleanSupplier needed;
  private final BooleanSupplier connected;

  /**
   * @param what completes "connected to …"
   */
  public ConnectionHealthCheck(String what, BooleanSupplier needed, BooleanSupplier connected) {
    this.what = what;
    this.needed = needed;
    this.connected = connected;
  }

  @Override
  protected Result check() {
    if (connected.getAsBoolean()) {
      return Result.healthy("connected to %s", what);
    }
    return needed.getAsBoolean()
        ? Result.unhealthy("not connected to %s", what)
        : Result.healthy("%s is not needed", what);
  }
}

package dev.stadion.dropwizard.service;

import io.dropwizard.core.setup.Environment;
import java.util.concurrent.atomic.AtomicInteger;

/** The {@code host:port} at which others reach this service. Any thread. */
public final class OwnAddress {
  private final String hostname;
  private final AtomicInteger port;

  private OwnAddress(String hostname, int port) {
    this.hostname = hostname;
    this.port = new AtomicInteger(port);
  }

  /**
   * @param configured the port to name until the server listens; then it is the one it really got
   */
  public static OwnAddress of(String hostname, int configured, Environment environment) {
    var address = new OwnAddress(hostname, configured);
    environment
        .lifecycle()
        .addServerLifecycleListener(
            server -> address.port.set(Connectors.application(server).getLocalPort()));
    return address;
  }

  /** {@code host:port}. */
  public String text() {
    return hostname + ":" + port.get();
  }
}

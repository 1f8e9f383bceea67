package dev.stadion.dropwizard.service;

import java.net.URI;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A service that was started in this process. */
public final class RunningService {
  private final String role;
  private final Server server;

  RunningService(String role, Server server) {
    this.role = role;
    this.server = server;
  }

  /** The role it was started as. */
  public String role() {
    return role;
  }

  /** Where its API listens, with the port that it really got, without a slash at the end. */
  public URI api() {
    return address(Connectors.application(server));
  }

  /** Where its health checks, metrics and thread dump are. */
  public URI admin() {
    return address(Connectors.admin(server));
  }

  private static URI address(ServerConnector connector) {
    return URI.create("http://" + connector.getHost() + ":" + connector.getLocalPort());
  }

  /** Stops serving, and then everything it manages, in reverse order of their start. */
  public void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException(role + " did not stop in good order", e);
    }
  }
}

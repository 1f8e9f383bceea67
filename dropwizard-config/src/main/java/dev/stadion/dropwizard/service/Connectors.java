package dev.stadion.dropwizard.service;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Finds where a started server listens; ports may have been left to the machine. */
public final class Connectors {
  private Connectors() {}

  /** The connector of the API. */
  public static ServerConnector application(Server server) {
    return named(server, "application");
  }

  /** The connector of health checks, metrics and thread dump. */
  public static ServerConnector admin(Server server) {
    return named(server, "admin");
  }

  private static ServerConnector named(Server server, String name) {
    for (Connector connector : server.getConnectors()) {
      if (connector instanceof ServerConnector network && name.equals(network.getName())) {
        return network;
      }
    }
    throw new IllegalStateException("there is no connector named " + name);
  }
}

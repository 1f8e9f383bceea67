package dev.stadion.agent.master;

import dev.stadion.mesos.agent.v1.Event;

/** Hears the master. Called by one thread, in stream order. */
public interface AgentStreamListener {

  /** One word of the master. Pings are answered already. */
  void on(Event event);

  /** The stream broke; another attempt follows by itself. */
  void disconnected(String why);
}

package dev.stadion.agent.sandbox;

/**
 * Where others reach this agent.
 *
 * @param hostname what offers say and task URLs use
 * @param ip what tasks are told
 * @param port of the HTTP API
 */
public record AgentAddress(String hostname, String ip, int port) {

  /** The libprocess name that Mesos gives an agent. */
  public String pid() {
    return "slave(1)@" + endpoint();
  }

  public String endpoint() {
    return ip + ":" + port;
  }
}

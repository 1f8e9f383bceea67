package dev.stadion.agent.docker;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How the Docker engine is used.
 *
 * @param enabled whether tasks may ask for Docker containers at all
 * @param socket file of the engine's API
 * @param removeDelay how long an ended container stays, so that one can look into it
 */
public record DockerSettings(boolean enabled, String socket, Duration removeDelay) {
  public static final DockerSettings DEFAULTS =
      new DockerSettings(true, "/var/run/docker.sock", Duration.ofHours(6));

  /** For an agent without Docker. */
  public static final DockerSettings OFF =
      new DockerSettings(false, DEFAULTS.socket(), DEFAULTS.removeDelay());

  public DockerSettings {
    requireNonNull(socket, "socket");
    requireNonNull(removeDelay, "removeDelay");
  }
}

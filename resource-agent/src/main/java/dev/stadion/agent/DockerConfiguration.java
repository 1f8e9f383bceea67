package dev.stadion.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.agent.docker.DockerSettings;
import io.dropwizard.util.Duration;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;

/**
 * The Docker engine that runs containers of type DOCKER.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>socket</td><td>/var/run/docker.sock</td><td>File of the engine's API</td></tr>
 *   <tr><td>removeDelay</td><td>6 hours</td><td>How long an ended container stays</td></tr>
 * </table>
 */
public final class DockerConfiguration {
  @NotEmpty private String socket = DockerSettings.DEFAULTS.socket();
  @NotNull private Duration removeDelay = Duration.hours(6);

  @JsonProperty
  public String getSocket() {
    return socket;
  }

  @JsonProperty
  public void setSocket(String socket) {
    this.socket = socket;
  }

  @JsonProperty
  public Duration getRemoveDelay() {
    return removeDelay;
  }

  @JsonProperty
  public void setRemoveDelay(Duration removeDelay) {
    this.removeDelay = removeDelay;
  }
}

package dev.stadion.dropwizard.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * The {@code database} section: a PostgreSQL of version 15 or newer.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>url</td><td>REQUIRED</td><td>{@code jdbc:postgresql://host:port/database}</td></tr>
 *   <tr><td>user</td><td>empty</td><td>Empty when the URL says it</td></tr>
 *   <tr><td>password</td><td>empty</td><td>Empty when the URL says it</td></tr>
 *   <tr><td>coreConnections</td><td>8</td><td>At most so many for the deciding core</td></tr>
 *   <tr><td>apiConnections</td><td>16</td><td>At most so many for requests</td></tr>
 *   <tr><td>maxWaitForConnection</td><td>2s</td><td>Then the answer is 503</td></tr>
 *   <tr><td>apiStatementTimeout</td><td>5s</td><td>The server ends a statement of a request</td></tr>
 *   <tr><td>coreStatementTimeout</td><td>8s</td><td>The server ends a statement of the core</td></tr>
 *   <tr><td>allowUnsafeSettings</td><td>false</td><td>Accept a server that may lose what it
 *       committed, for experiments</td></tr>
 * </table>
 */
public final class DatabaseConfiguration {
  @NotBlank private String url = "";
  @NotNull private String user = "";
  @NotNull private String password = "";

  @Min(2) @Max(200) private int coreConnections = 8;

  @Min(1) @Max(200) private int apiConnections = 16;

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration maxWaitForConnection = Duration.seconds(2);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration apiStatementTimeout = Duration.seconds(5);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration coreStatementTimeout = Duration.seconds(8);

  private boolean allowUnsafeSettings;

  @JsonProperty
  public String getUrl() {
    return url;
  }

  @JsonProperty
  public void setUrl(String url) {
    this.url = url;
  }

  @JsonProperty
  public String getUser() {
    return user;
  }

  @JsonProperty
  public void setUser(String user) {
    this.user = user;
  }

  @JsonProperty
  public String getPassword() {
    return password;
  }

  @JsonProperty
  public void setPassword(String password) {
    this.password = password;
  }

  @JsonProperty
  public int getCoreConnections() {
    return coreConnections;
  }

  @JsonProperty
  public void setCoreConnections(int coreConnections) {
    this.coreConnections = coreConnections;
  }

  @JsonProperty
  public int getApiConnections() {
    return apiConnections;
  }

  @JsonProperty
  public void setApiConnections(int apiConnections) {
    this.apiConnections = apiConnections;
  }

  @JsonProperty
  public Duration getMaxWaitForConnection() {
    return maxWaitForConnection;
  }

  @JsonProperty
  public void setMaxWaitForConnection(Duration maxWaitForConnection) {
    this.maxWaitForConnection = maxWaitForConnection;
  }

  @JsonProperty
  public Duration getApiStatementTimeout() {
    return apiStatementTimeout;
  }

  @JsonProperty
  public void setApiStatementTimeout(Duration apiStatementTimeout) {
    this.apiStatementTimeout = apiStatementTimeout;
  }

  @JsonProperty
  public Duration getCoreStatementTimeout() {
    return coreStatementTimeout;
  }

  @JsonProperty
  public void setCoreStatementTimeout(Duration coreStatementTimeout) {
    this.coreStatementTimeout = coreStatementTimeout;
  }

  @JsonProperty
  public boolean isAllowUnsafeSettings() {
    return allowUnsafeSettings;
  }

  @JsonProperty
  public void setAllowUnsafeSettings(boolean allowUnsafeSettings) {
    this.allowUnsafeSettings = allowUnsafeSettings;
  }
}

package dev.stadion.dropwizard.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.core.server.ServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.validation.MinDataSize;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotNull;
import java.util.Set;

/**
 * Configuration of every service. Dropwizard's sections {@code server}, {@code logging}, {@code
 * metrics} are there as usual, with other defaults: connectors listen on loopback only, each
 * request has a virtual thread, see {@link LoopbackServerFactory}.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>maxBody</td><td>1MiB</td><td>A longer request body is refused with 413</td></tr>
 *   <tr><td>insecureAllowUnauthenticated</td><td>false</td><td>Listen elsewhere than on loopback
 *       although anybody who reaches the port may run commands</td></tr>
 *   <tr><td>allowPlaintextCredentials</td><td>false</td><td>Ask for secrets over plain HTTP also
 *       elsewhere than on loopback, where the network may read them</td></tr>
 *   <tr><td>allowedHosts</td><td>empty</td><td>Names under which clients may reach a service on
 *       loopback, beside localhost and its addresses; in lower case</td></tr>
 * </table>
 */
public abstract class ServiceConfiguration extends Configuration {
  private final int defaultPort;

  @NotNull @MinDataSize(1)
  private DataSize maxBody = DataSize.mebibytes(1);

  @NotNull private Set<String> allowedHosts = Set.of();
  private boolean insecureAllowUnauthenticated;
  private boolean allowPlaintextCredentials;

  /**
   * @param port where the API listens by default; the admin connector is 10000 above
   */
  protected ServiceConfiguration(int port) {
    this.defaultPort = port;
    setServerFactory(new LoopbackServerFactory());
  }

  @Override
  @JsonProperty("server")
  public final void setServerFactory(ServerFactory factory) {
    if (factory instanceof LoopbackServerFactory loopback) {
      loopback.useDefaultPort(defaultPort);
    }
    super.setServerFactory(factory);
  }

  /** The port of the API as far as the configuration knows; 0 when the machine chooses. */
  public final int apiPort() {
    return getServerFactory() instanceof DefaultServerFactory server
            && server.getApplicationConnectors().getFirst() instanceof HttpConnectorFactory http
        ? http.getPort()
        : defaultPort;
  }

  @JsonProperty
  public DataSize getMaxBody() {
    return maxBody;
  }

  @JsonProperty
  public void setMaxBody(DataSize maxBody) {
    this.maxBody = maxBody;
  }

  @JsonProperty
  public Set<String> getAllowedHosts() {
    return allowedHosts;
  }

  /** Sites whose pages may read from this service; most services have none. */
  @JsonIgnore
  public Set<String> allowedOrigins() {
    return Set.of();
  }

  @JsonProperty
  public void setAllowedHosts(Set<String> allowedHosts) {
    this.allowedHosts = Set.copyOf(allowedHosts);
  }

  @JsonProperty
  public boolean isInsecureAllowUnauthenticated() {
    return insecureAllowUnauthenticated;
  }

  @JsonProperty
  public void setInsecureAllowUnauthenticated(boolean allow) {
    this.insecureAllowUnauthenticated = allow;
  }

  @JsonProperty
  public boolean isAllowPlaintextCredentials() {
    return allowPlaintextCredentials;
  }

  @JsonProperty
  public void setAllowPlaintextCredentials(boolean allow) {
    this.allowPlaintextCredentials = allow;
  }

  /** How much of this service's API asks who is there. */
  protected enum Authentication {
    NONE,
    SOME,
    ALL
  }

  /** How much of this service's API asks who is there, by these settings. */
  protected Authentication authentication() {
    return Authentication.NONE;
  }

  @JsonIgnore
  @ValidationMethod(
      message =
          "a connector listens elsewhere than on loopback, where anybody may run commands;"
              + " bind it to 127.0.0.1, or, for the API of master and agent, switch on"
              + " authentication of all its endpoints, or say insecureAllowUnauthenticated: true")
  public boolean isReachableOnlyByThoseWhoMay() {
    return insecureAllowUnauthenticated
        || (getServerFactory() instanceof LoopbackServerFactory server
            && server.adminListensOnLoopbackOnly()
            && (server.apiListensOnLoopbackOnly() || authentication() == Authentication.ALL));
  }

  @JsonIgnore
  @ValidationMethod(
      message =
          "two connectors have the same port; give each of server.applicationConnectors and"
              + " server.adminConnectors one of its own")
  public boolean isEachPortUsedOnce() {
    return !(getServerFactory() instanceof LoopbackServerFactory server)
        || server.connectorsDiffer();
  }

  @JsonIgnore
  @ValidationMethod(
      message =
          "secrets would be sent over plain HTTP to a connector that is not on loopback; use"
              + " https, or say allowPlaintextCredentials: true")
  public boolean isSecretOnTheWire() {
    return allowPlaintextCredentials
        || authentication() == Authentication.NONE
        || (getServerFactory() instanceof LoopbackServerFactory server
            && server.apiIsLoopbackOrEncrypted());
  }
}

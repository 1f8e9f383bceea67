package dev.stadion.agent;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.agent.api.AgentRealms;
import dev.stadion.dropwizard.auth.Credentials;
import dev.stadion.dropwizard.auth.SecretFiles;
import dev.stadion.dropwizard.config.ServiceConfiguration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Who may ask an agent, and who the agent is to its master.
 *
 * <table>
 *   <caption>Keys beside those of every service</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>principal, secretFile</td><td></td><td>Who the agent is to a master that asks, and the
 *       file with its secret, mode 0600</td></tr>
 *   <tr><td>credentials</td><td></td><td>File of those who may ask this agent, as Mesos has it, mode
 *       0600</td></tr>
 *   <tr><td>authenticateReadonly</td><td>false</td><td>Whoever reads must say who they are</td></tr>
 *   <tr><td>authenticateReadwrite</td><td>false</td><td>Operators must</td></tr>
 * </table>
 */
public abstract class AccessConfiguration extends ServiceConfiguration {
  @NotNull private String principal = "";
  @NotNull private String secretFile = "";
  @NotNull private String credentials = "";
  private boolean authenticateReadonly;
  private boolean authenticateReadwrite;

  /**
   * @param port where the agent listens by default
   */
  protected AccessConfiguration(int port) {
    super(port);
  }

  /** Whether executors must send their tokens. */
  abstract boolean asksExecutors();

  /**
   * The header that says who the agent is.
   *
   * @throws IOException when the secret cannot be read
   */
  final Optional<String> authorization() throws IOException {
    return principal.isEmpty()
        ? Optional.empty()
        : Optional.of(Credentials.header(principal, SecretFiles.line(Path.of(secretFile))));
  }

  /** Where one must say who one is. */
  final AgentRealms toRealms() {
    return new AgentRealms(authenticateReadonly, authenticateReadwrite);
  }

  /**
   * Who may be who.
   *
   * @throws IOException when the file cannot be read or others can read it, too
   */
  final Credentials toCredentials() throws IOException {
    return credentials.isEmpty()
        ? Credentials.of(Map.of())
        : Credentials.read(Path.of(credentials));
  }

  @Override
  protected final Authentication authentication() {
    if (authenticateReadonly && authenticateReadwrite && asksExecutors()) {
      return Authentication.ALL;
    }
    return authenticateReadonly || authenticateReadwrite || asksExecutors()
        ? Authentication.SOME
        : Authentication.NONE;
  }

  @JsonIgnore
  @ValidationMethod(
      message = "authentication needs 'credentials', a file of principals and secrets")
  public boolean isAnybodyKnown() {
    return !(authenticateReadonly || authenticateReadwrite) || !credentials.isEmpty();
  }

  @JsonIgnore
  @ValidationMethod(message = "principal and secretFile need each other; no colon in a principal")
  public boolean isPrincipalWithSecret() {
    return principal.isEmpty() == secretFile.isEmpty() && !principal.contains(":");
  }

  @JsonProperty
  public String getPrincipal() {
    return principal;
  }

  @JsonProperty
  public void setPrincipal(String principal) {
    this.principal = principal;
  }

  @JsonProperty
  public String getSecretFile() {
    return secretFile;
  }

  @JsonProperty
  public void setSecretFile(String secretFile) {
    this.secretFile = secretFile;
  }

  @JsonProperty
  public String getCredentials() {
    return credentials;
  }

  @JsonProperty
  public void setCredentials(String credentials) {
    this.credentials = credentials;
  }

  @JsonProperty
  public boolean isAuthenticateReadonly() {
    return authenticateReadonly;
  }

  @JsonProperty
  public void setAuthenticateReadonly(boolean authenticateReadonly) {
    this.authenticateReadonly = authenticateReadonly;
  }

  @JsonProperty
  public boolean isAuthenticateReadwrite() {
    return authenticateReadwrite;
  }

  @JsonProperty
  public void setAuthenticateReadwrite(boolean authenticateReadwrite) {
    this.authenticateReadwrite = authenticateReadwrite;
  }
}

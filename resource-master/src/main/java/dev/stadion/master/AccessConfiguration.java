package dev.stadion.master;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.dropwizard.auth.Credentials;
import dev.stadion.dropwizard.config.LeaderServiceConfiguration;
import dev.stadion.master.api.MasterRealms;
import dev.stadion.master.heart.Acls;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Who may ask a master, and for what.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>credentials</td><td>none</td><td>File of principals and secrets, as Mesos has it, mode
 *       0600</td></tr>
 *   <tr><td>authenticateFrameworks</td><td>false</td><td>Schedulers must say who they are</td></tr>
 *   <tr><td>authenticateAgents</td><td>false</td><td>Agents must</td></tr>
 *   <tr><td>authenticateReadonly</td><td>false</td><td>Whoever reads must</td></tr>
 *   <tr><td>authenticateReadwrite</td><td>false</td><td>Operators must</td></tr>
 *   <tr><td>acls</td><td>none</td><td>Who may do what, as Mesos has it: inline, or a file of
 *       JSON</td></tr>
 * </table>
 */
public abstract class AccessConfiguration extends LeaderServiceConfiguration {
  @NotNull private String credentials = "";
  private Acls acls = Acls.NONE;
  private boolean authenticateFrameworks;
  private boolean authenticateAgents;
  private boolean authenticateReadonly;
  private boolean authenticateReadwrite;

  /**
   * @param port where the master listens by default
   */
  protected AccessConfiguration(int port) {
    super(port);
  }

  /** Where one must say who one is. */
  final MasterRealms toRealms() {
    return new MasterRealms(
        authenticateFrameworks, authenticateAgents, authenticateReadonly, authenticateReadwrite);
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

  /** Who may do what. */
  final Acls acls() {
    return acls;
  }

  /**
   * Who may do what.
   *
   * @throws IOException when they are a file that cannot be read
   * @throws IllegalArgumentException when they are not of the form
   */
  @JsonSetter
  public void setAcls(JsonNode acls) throws IOException {
    this.acls = AclReader.read(acls);
  }

  @Override
  protected final Authentication authentication() {
    List<Boolean> asked =
        List.of(
            authenticateFrameworks,
            authenticateAgents,
            authenticateReadonly,
            authenticateReadwrite);
    if (!asked.contains(true)) {
      return Authentication.NONE;
    }
    return asked.contains(false) ? Authentication.SOME : Authentication.ALL;
  }

  @JsonIgnore
  @ValidationMethod(
      message = "authentication needs 'credentials', a file of principals and secrets")
  public boolean isAnybodyKnown() {
    return authentication() == Authentication.NONE || !credentials.isEmpty();
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
  public boolean isAuthenticateFrameworks() {
    return authenticateFrameworks;
  }

  @JsonProperty
  public void setAuthenticateFrameworks(boolean authenticateFrameworks) {
    this.authenticateFrameworks = authenticateFrameworks;
  }

  @JsonProperty
  public boolean isAuthenticateAgents() {
    return authenticateAgents;
  }

  @JsonProperty
  public void setAuthenticateAgents(boolean authenticateAgents) {
    this.authenticateAgents = authenticateAgents;
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

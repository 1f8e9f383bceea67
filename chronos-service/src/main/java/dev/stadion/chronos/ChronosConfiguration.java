package dev.stadion.chronos;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.chronos.document.Defaults;
import dev.stadion.chronos.scheduler.HeartSettings;
import dev.stadion.dropwizard.auth.Credentials;
import dev.stadion.dropwizard.auth.SecretFiles;
import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.mesos.v1.FrameworkInfo;
import dev.stadion.mesos.v1.FrameworkInfo.Capability;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Configuration of the Chronos service. The keys are the flags of Chronos, with its units
 * (chronos.md §11.3).
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>master</td><td>http://127.0.0.1:5050</td><td>One URL, several, a list, or
 *       zk://host1:2181,host2:2181/mesos</td></tr>
 *   <tr><td>mesos_authentication_principal, mesos_authentication_secret_file</td><td></td><td>Who we
 *       are to a master that asks, and the file with the secret, in one line, mode 0600</td></tr>
 *   <tr><td>user</td><td>root</td><td>Who runs the tasks, unless the job says</td></tr>
 *   <tr><td>mesos_framework_name</td><td>chronos</td><td></td></tr>
 *   <tr><td>mesos_role</td><td>*</td><td></td></tr>
 *   <tr><td>mesos_checkpoint</td><td>true</td><td>Tasks survive a restart of the agent</td></tr>
 *   <tr><td>failover_timeout</td><td>604800 s</td><td>How long tasks run without us</td></tr>
 *   <tr><td>mesos_task_cpu, mesos_task_mem, mesos_task_disk</td><td>0.1, 128 MB, 256 MB</td>
 *       <td>What a job needs that does not say</td></tr>
 *   <tr><td>task_epsilon</td><td>60 s</td><td>Shown by the older API</td></tr>
 *   <tr><td>failure_retry</td><td>60000 ms</td><td>Before the next attempt</td></tr>
 *   <tr><td>retry_requires_recent_success</td><td>false</td><td>Chronos's own rule</td></tr>
 *   <tr><td>disable_after_failures</td><td>0</td><td>0 is never</td></tr>
 *   <tr><td>unreachable_deadline</td><td>1200 s</td><td>Then a cut-off attempt is lost</td></tr>
 *   <tr><td>reconciliation_interval</td><td>600 s</td><td></td></tr>
 *   <tr><td>decline_offer_duration</td><td>5000 ms</td><td></td></tr>
 *   <tr><td>min_revive_offers_interval</td><td>100 ms</td><td>Chronos had 5000, too slow for jobs
 *       that are due each second</td></tr>
 *   <tr><td>job_history_limit</td><td>5</td><td>Tasks shown by job/stat</td></tr>
 *   <tr><td>http_credentials</td><td></td><td>{@code user:password} that every request but
 *       {@code /ping} must bring; nobody is asked when empty</td></tr>
 *   <tr><td>http_realm</td><td>Mesosphere</td><td>What they are asked for</td></tr>
 *   <tr><td>cluster_name</td><td></td><td></td></tr>
 *   <tr><td>hostname</td><td>127.0.0.1</td><td>How others reach this process</td></tr>
 * </table>
 */
public final class ChronosConfiguration extends OutsideConfiguration {
  private static final int PORT = 4400;

  @NotEmpty @JsonProperty
  @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
  private List<String> master = List.of("http://127.0.0.1:5050");

  @NotNull @JsonProperty("mesos_authentication_principal")
  private String principal = "";

  @NotNull @JsonProperty("mesos_authentication_secret_file")
  private String secretFile = "";

  @NotEmpty @JsonProperty private String user = "root";

  @NotEmpty @JsonProperty("mesos_framework_name")
  private String frameworkName = "chronos";

  @NotEmpty @JsonProperty("mesos_role")
  private String role = "*";

  @JsonProperty("mesos_checkpoint")
  private boolean checkpoint = true;

  @Min(0) @JsonProperty("failover_timeout")
  private long failoverTimeoutSeconds = 604_800;

  @Positive @JsonProperty("mesos_task_cpu")
  private double taskCpus = Defaults.CHRONOS.cpus();

  @Positive @JsonProperty("mesos_task_mem")
  private double taskMem = Defaults.CHRONOS.mem();

  @Positive @JsonProperty("mesos_task_disk")
  private double taskDisk = Defaults.CHRONOS.disk();

  @Min(0) @JsonProperty("task_epsilon")
  private long taskEpsilonSeconds = Defaults.CHRONOS.epsilonSeconds();

  @Min(0) @JsonProperty("failure_retry")
  private long failureRetryMillis = HeartSettings.DEFAULTS.failureRetry().toMillis();

  @JsonProperty("retry_requires_recent_success")
  private boolean retryRequiresRecentSuccess;

  @Min(0) @JsonProperty("disable_after_failures")
  private int disableAfterFailures;

  @Min(1) @JsonProperty("unreachable_deadline")
  private long unreachableDeadlineSeconds =
      HeartSettings.DEFAULTS.unreachableDeadline().toSeconds();

  @Min(1) @JsonProperty("reconciliation_interval")
  private long reconciliationIntervalSeconds =
      HeartSettings.DEFAULTS.reconciliationInterval().toSeconds();

  @Min(0) @JsonProperty("decline_offer_duration")
  private long declineOfferMillis = HeartSettings.DEFAULTS.declineFor().toMillis();

  @Min(1) @JsonProperty("min_revive_offers_interval")
  private long minReviveMillis = HeartSettings.DEFAULTS.minReviveInterval().toMillis();

  /** How long the key of a request is remembered, in seconds (chronos.md B-34). */
  @Min(1) @JsonProperty("run_key_ttl")
  private long runKeyTtlSeconds = HeartSettings.DEFAULTS.runKeyTtl().toSeconds();

  @Min(0) @JsonProperty("job_history_limit")
  private int jobHistoryLimit = 5;

  @NotNull @JsonProperty("cluster_name")
  private String clusterName = "";

  @NotEmpty @JsonProperty private String hostname = "127.0.0.1";

  @NotNull @JsonProperty("http_credentials")
  @Pattern(regexp = "|[^:]+:.+", message = "must be user:password") private String apiCredentials = "";

  @NotNull @JsonProperty("http_realm")
  @Pattern(regexp = "[^\"\\\\\\p{Cntrl}]*", message = "must not contain quotes") private String httpRealm = "Mesosphere";

  public ChronosConfiguration() {
    super(PORT);
  }

  /** Where the masters are; whoever uses it closes it. */
  @JsonIgnore
  public MasterDetector masters() {
    return MasterDetector.parse(String.join(",", master));
  }

  @JsonIgnore
  @ValidationMethod(
      message =
          "master must be addresses such as http://host:5050, or zk://host1:2181,host2:2181/mesos")
  public boolean isMasterAnAddress() {
    try {
      return !masters().description().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @JsonIgnore
  @ValidationMethod(
      message =
          "mesos_authentication_principal and mesos_authentication_secret_file need each other;"
              + " no colon in a principal")
  public boolean isPrincipalWithSecret() {
    return principal.isEmpty() == secretFile.isEmpty() && !principal.contains(":");
  }

  /** Who we are to the master; empty when we do not say. */
  String principal() {
    return principal;
  }

  /**
   * What proves it.
   *
   * @throws IOException when the file cannot be read or others can read it, too
   */
  Optional<String> secret() throws IOException {
    return secretFile.isEmpty()
        ? Optional.empty()
        : Optional.of(SecretFiles.line(Path.of(secretFile)));
  }

  /** Who may ask us something; empty when everybody may. */
  @JsonIgnore
  public Optional<Credentials> credentials() {
    int colon = apiCredentials.indexOf(':');
    return apiCredentials.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Credentials.of(
                Map.of(apiCredentials.substring(0, colon), apiCredentials.substring(colon + 1))));
  }

  @JsonIgnore
  public String realm() {
    return httpRealm;
  }

  /** How we introduce ourselves to the master (chronos.md §11.2). */
  @JsonIgnore
  public FrameworkInfo frameworkInfo() {
    var info =
        FrameworkInfo.newBuilder()
            .setName(frameworkName)
            .setUser(user)
            .addRoles(role)
            .setCheckpoint(checkpoint)
            .setFailoverTimeout((double) failoverTimeoutSeconds)
            .setHostname(hostname);
    Stream.of(
            Capability.Type.PARTITION_AWARE,
            Capability.Type.MULTI_ROLE,
            Capability.Type.RESERVATION_REFINEMENT)
        .forEach(type -> info.addCapabilities(Capability.newBuilder().setType(type)));
    return info.build();
  }

  @JsonIgnore
  public HeartSettings heartSettings() {
    return new HeartSettings(
        Duration.ofMillis(failureRetryMillis),
        retryRequiresRecentSuccess,
        disableAfterFailures,
        Duration.ofSeconds(unreachableDeadlineSeconds),
        Duration.ofSeconds(reconciliationIntervalSeconds),
        Duration.ofMillis(minReviveMillis),
        Duration.ofMillis(declineOfferMillis),
        Duration.ofSeconds(1),
        new TreeSet<>(List.of("*", role)),
        HeartSettings.DEFAULTS.firingsPerTurn(),
        reporting(clusterName),
        Duration.ofSeconds(runKeyTtlSeconds));
  }

  @JsonIgnore
  public Defaults defaults() {
    return new Defaults(taskCpus, taskMem, taskDisk, user, taskEpsilonSeconds);
  }

  @JsonIgnore
  public int jobHistoryLimit() {
    return jobHistoryLimit;
  }

  @JsonIgnore
  public String clusterName() {
    return clusterName;
  }

  @JsonIgnore
  public String hostname() {
    return hostname;
  }

  @JsonIgnore
  public String role() {
    return role;
  }

  @JsonIgnore
  public String masterText() {
    return masters().description();
  }
}

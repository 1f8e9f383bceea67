package dev.stadion.marathon;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.dropwizard.auth.SecretFiles;
import dev.stadion.dropwizard.auth.SecretSeal;
import dev.stadion.dropwizard.config.LeaderServiceConfiguration;
import dev.stadion.dropwizard.sse.SseSettings;
import dev.stadion.marathon.app.ChosenNames;
import dev.stadion.marathon.app.RoleRules;
import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.launch.ServicePorts;
import dev.stadion.marathon.runtime.ArtifactStore;
import dev.stadion.marathon.scheduler.HeartSettings;
import dev.stadion.mesos.detect.MasterDetector;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Configuration of the Marathon service; the names are those of Marathon's flags (marathon.md §20)
 * in camel case.
 *
 * <table>
 *   <caption>Keys besides those of every leader service</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>master</td><td>http://127.0.0.1:5050</td><td>Where the masters are; a list, or one text
 *       with commas, or zk://host1:2181,host2:2181/mesos</td></tr>
 *   <tr><td>mesosAuthenticationPrincipal, mesosAuthenticationSecretFile</td><td>none</td><td>Who we are
 *       to a master that asks, and the file with the secret, in one line, mode 0600</td></tr>
 *   <tr><td>hostname</td><td>localhost</td><td>By which others find us</td></tr>
 *   <tr><td>frameworkName</td><td>marathon</td><td>Our name at the master</td></tr>
 *   <tr><td>mesosUser</td><td>the process's user</td><td>As whom tasks run that name none</td></tr>
 *   <tr><td>localPortMin, localPortMax</td><td>10000, 20000</td><td>Service ports given to apps
 *       </td></tr>
 *   <tr><td>enableFeatures</td><td>none</td><td>secrets, external_volumes, gpu_resources</td></tr>
 *   <tr><td>defaultNetworkName</td><td>none</td><td>The container network of apps and pods that name
 *       none</td></tr>
 *   <tr><td>mesosBridgeName</td><td>mesos-bridge</td><td>By which agents know the network that their
 *       own containers share</td></tr>
 *   <tr><td>envVarsPrefix</td><td>none</td><td>What the names of the variables of ports and hosts
 *       begin with</td></tr>
 *   <tr><td>mesosRole</td><td>*</td><td>The role of apps that name none</td></tr>
 *   <tr><td>newGroupEnforceRole</td><td>off</td><td>{@code top}: apps below a new top-level group
 *       must use its role</td></tr>
 *   <tr><td>acceptedResourceRolesDefaultBehavior</td><td>any</td><td>Which resources apps use that do
 *       not say: {@code any}, {@code unreserved}, {@code reserved}</td></tr>
 *   <tr><td>gpuSchedulingBehavior</td><td>restricted</td><td>{@code unrestricted}: tasks without GPUs
 *       may be placed where there are some</td></tr>
 *   <tr><td>maxInstancesPerApp</td><td>10000</td><td>More are refused</td></tr>
 *   <tr><td>maxRunningDeployments</td><td>100</td><td>One more is refused</td></tr>
 *   <tr><td>declineOfferDuration</td><td>120s</td><td>Not to be offered again for so long</td></tr>
 *   <tr><td>taskLaunchTimeout</td><td>5m</td><td>Tasks that do not come up are killed</td></tr>
 *   <tr><td>taskReservationTimeout</td><td>20s</td><td>Reservations that are not offered by then are
 *       given up</td></tr>
 *   <tr><td>killRetryTimeout</td><td>30s</td><td>Unanswered kills are repeated</td></tr>
 *   <tr><td>reconciliationInterval</td><td>60s</td><td>How often to ask what runs</td></tr>
 *   <tr><td>maxConcurrentMarathonHealthChecks</td><td>256</td><td>Looks at tasks that may be on their way
 *       at the same time</td></tr>
 *   <tr><td>maxEventStreams</td><td>500</td><td>Readers of {@code /v2/events}; one more gets 503</td></tr>
 *   <tr><td>httpMaxConcurrentRequests</td><td>0</td><td>One more than so many requests at a time gets
 *       503; 0 is no limit</td></tr>
 *   <tr><td>secretsKeyFile</td><td>none</td><td>A file of mode 0600 with 32 bytes in Base64 that seal
 *       the secrets stored at {@code /secrets/v1}; all replicas need the same</td></tr>
 *   <tr><td>artifactStore</td><td>none</td><td>A directory, or its file: URL, for what clients send to
 *       {@code /v2/artifacts}; all replicas need the same. Without it there is no such route</td></tr>
 *   <tr><td>artifactSize, artifactStoreSize</td><td>100MiB, 10GiB</td><td>Of one artifact and of all at
 *       most</td></tr>
 *   <tr><td>eventSubscriber</td><td>none</td><td>{@code http_callback}: clients may have events posted
 *       to addresses they name</td></tr>
 *   <tr><td>httpEndpoints</td><td>none</td><td>Addresses that get events without asking</td></tr>
 *   <tr><td>httpEventCallbackSlowConsumerTimeout</td><td>10s</td><td>Whoever takes an event slower
 *       than that is left alone for a while</td></tr>
 *   <tr><td>accessControlAllowOrigin</td><td>none</td><td>Sites whose pages may read from the API in a
 *       browser; {@code *} is every one</td></tr>
 *   <tr><td>massKillBrake</td><td>true</td><td>Whether many unknown tasks after a takeover are left
 *       alone until an operator says otherwise</td></tr>
 * </table>
 */
public final class MarathonConfiguration extends LeaderServiceConfiguration {
  private static final int PORT = 8080;
  private static final int FORM = 64 * 1024;
  private static final String NETWORK_NAME = "[a-z0-9]([-a-z0-9_]{0,61}[a-z0-9])?";

  @NotEmpty @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
  @JsonProperty
  private List<String> master = List.of("http://127.0.0.1:5050");

  @NotNull @JsonProperty private String mesosAuthenticationPrincipal = "";
  @NotNull @JsonProperty private String mesosAuthenticationSecretFile = "";
  @NotNull @JsonProperty private String secretsKeyFile = "";
  @NotEmpty @JsonProperty private String hostname = "localhost";
  @NotEmpty @JsonProperty private String frameworkName = "marathon";
  @NotEmpty @JsonProperty private String mesosUser = System.getProperty("user.name");

  @Min(1) @Max(65535) @JsonProperty
  private int localPortMin = 10000;

  @Min(1) @Max(65535) @JsonProperty
  private int localPortMax = 20000;

  @NotNull @JsonProperty private Set<String> enableFeatures = Set.of();

  @NotNull @Pattern(regexp = "\\*|[^\\s/*.-][^\\s*]*") @JsonProperty
  private String mesosRole = "*";

  @NotNull @Pattern(regexp = NETWORK_NAME + "|") @JsonProperty
  private String defaultNetworkName = "";

  @NotNull @Pattern(regexp = NETWORK_NAME) @JsonProperty
  private String mesosBridgeName = ChosenNames.DEFAULT.bridge();

  @NotNull @Pattern(regexp = "([A-Za-z_][A-Za-z0-9_]*)?")
  @JsonProperty
  private String envVarsPrefix = "";

  @NotNull @Pattern(regexp = "off|top") @JsonProperty
  private String newGroupEnforceRole = "off";

  @NotNull @Pattern(regexp = "any|unreserved|reserved") @JsonProperty
  private String acceptedResourceRolesDefaultBehavior = "any";

  @NotNull @Pattern(regexp = "restricted|unrestricted") @JsonProperty
  private String gpuSchedulingBehavior = "restricted";

  @Min(1) @JsonProperty
  private int maxInstancesPerApp = 10_000;

  @Min(1) @JsonProperty
  private int maxRunningDeployments = 100;

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  @JsonProperty
  private Duration declineOfferDuration = Duration.seconds(120);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  @JsonProperty
  private Duration taskLaunchTimeout = Duration.minutes(5);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  @JsonProperty
  private Duration taskReservationTimeout = Duration.seconds(20);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  @JsonProperty
  private Duration killRetryTimeout = Duration.seconds(30);

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  @JsonProperty
  private Duration reconciliationInterval = Duration.seconds(60);

  @Min(1) @JsonProperty
  private int maxConcurrentMarathonHealthChecks = 256;

  @Min(1) @JsonProperty
  private int maxEventStreams = SseSettings.DEFAULTS.maxReaders();

  @NotNull @Pattern(regexp = "|/.*|file:/.*") @JsonProperty
  private String artifactStore = "";

  @NotNull @JsonProperty private DataSize artifactSize = DataSize.mebibytes(100);
  @NotNull @JsonProperty private DataSize artifactStoreSize = DataSize.gibibytes(10);

  @Min(0) @JsonProperty
  private int httpMaxConcurrentRequests = 0;

  @NotNull @Pattern(regexp = "|http_callback") @JsonProperty
  private String eventSubscriber = "";

  @NotNull @JsonProperty private Set<String> httpEndpoints = Set.of();

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  @JsonProperty
  private Duration httpEventCallbackSlowConsumerTimeout = Duration.seconds(10);

  @NotNull @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
  @JsonProperty
  private Set<String> accessControlAllowOrigin = Set.of();

  @JsonProperty private boolean massKillBrake = true;

  public MarathonConfiguration() {
    super(PORT);
  }

  @JsonIgnore
  @ValidationMethod(message = "localPortMin must not be above localPortMax")
  public boolean isPortRangeAscending() {
    return localPortMin <= localPortMax;
  }

  /** Where the masters are; whoever uses it closes it. */
  @JsonIgnore
  MasterDetector masters() {
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
          "mesosAuthenticationPrincipal and mesosAuthenticationSecretFile need each other;"
              + " no colon in a principal")
  public boolean isPrincipalWithSecret() {
    return mesosAuthenticationPrincipal.isEmpty() == mesosAuthenticationSecretFile.isEmpty()
        && !mesosAuthenticationPrincipal.contains(":");
  }

  /** Who we are to the master; empty when we do not say. */
  @JsonIgnore
  String principal() {
    return mesosAuthenticationPrincipal;
  }

  /**
   * What proves it.
   *
   * @throws IOException when the file cannot be read or others can read it, too
   */
  @JsonIgnore
  Optional<String> secret() throws IOException {
    return mesosAuthenticationSecretFile.isEmpty()
        ? Optional.empty()
        : Optional.of(SecretFiles.line(Path.of(mesosAuthenticationSecretFile)));
  }

  @Override
  @JsonIgnore
  public Set<String> allowedOrigins() {
    return accessControlAllowOrigin;
  }

  @JsonIgnore
  SseSettings eventStreams() {
    SseSettings defaults = SseSettings.DEFAULTS;
    return new SseSettings(
        maxEventStreams, defaults.buffer(), defaults.heartbeat(), defaults.gather());
  }

  /**
   * What seals secrets; empty where none can be stored.
   *
   * @throws IOException when the key cannot be read or others can read it, too
   */
  @JsonIgnore
  Optional<SecretSeal> secretSeal() throws IOException {
    return secretsKeyFile.isEmpty()
        ? Optional.empty()
        : Optional.of(SecretSeal.ofFile(Path.of(secretsKeyFile)));
  }

  /** How many requests are answered at a time; 0 is no limit. */
  @JsonIgnore
  int requestsAtOnce() {
    return httpMaxConcurrentRequests;
  }

  /** Whether events are posted to addresses. */
  @JsonIgnore
  boolean postsEvents() {
    return !eventSubscriber.isEmpty();
  }

  /** Addresses that get events without asking. */
  @JsonIgnore
  Set<String> httpEndpoints() {
    return httpEndpoints;
  }

  @JsonIgnore
  java.time.Duration slowConsumerTimeout() {
    return httpEventCallbackSlowConsumerTimeout.toJavaDuration();
  }

  @JsonIgnore
  int probesAtOnce() {
    return maxConcurrentMarathonHealthChecks;
  }

  @JsonIgnore
  String hostname() {
    return hostname;
  }

  @JsonIgnore
  String frameworkName() {
    return frameworkName;
  }

  @JsonIgnore
  String mesosUser() {
    return mesosUser;
  }

  /** Where artifacts are kept; empty where none are. */
  @JsonIgnore
  Optional<Path> artifactDirectory() {
    if (artifactStore.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        artifactStore.startsWith("file:")
            ? Path.of(URI.create(artifactStore))
            : Path.of(artifactStore));
  }

  /** Empty where no artifacts are kept. */
  @JsonIgnore
  Optional<ArtifactStore> artifacts(InstantSource clock) {
    return artifactDirectory()
        .map(directory ->
            new ArtifactStore(
                directory, artifactSize.toBytes(), artifactStoreSize.toBytes(), clock));
  }

  @JsonIgnore
  @ValidationMethod(message = "artifactStore must be an absolute path or a file: URL")
  public boolean isArtifactStorePath() {
    try {
      return artifactDirectory().isEmpty() || artifactSize.toBytes() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** How long a request with an artifact may be; what surrounds it in the form included. */
  @JsonIgnore
  long artifactBody() {
    return artifactSize.toBytes() + FORM;
  }

  /** Names that stand for those that apps do not give. */
  @JsonIgnore
  ChosenNames names() {
    return new ChosenNames(
        Optional.of(defaultNetworkName).filter(name -> !name.isEmpty()),
        mesosBridgeName,
        envVarsPrefix);
  }

  @JsonIgnore
  HeartSettings heartSettings() {
    HeartSettings defaults = HeartSettings.DEFAULT;
    return new HeartSettings(
        killRetryTimeout.toJavaDuration(),
        taskLaunchTimeout.toJavaDuration(),
        declineOfferDuration.toJavaDuration(),
        reconciliationInterval.toJavaDuration(),
        massKillBrake ? defaults.caution() : java.time.Duration.ZERO,
        defaults.judgement(),
        maxRunningDeployments,
        defaults.maxLaunchesPerOffer(),
        new ServicePorts(localPortMin, localPortMax),
        new ValidationRules(
            enableFeatures,
            new RoleRules(
                mesosRole,
                newGroupEnforceRole.equals("top"),
                RoleRules.Accepted.valueOf(
                    acceptedResourceRolesDefaultBehavior.toUpperCase(Locale.ROOT))),
            maxInstancesPerApp,
            gpuSchedulingBehavior.equals("unrestricted")),
        new HeartSettings.Reserving(
            taskReservationTimeout.toJavaDuration(),
            Optional.of(mesosAuthenticationPrincipal).filter(name -> !name.isEmpty())));
  }
}

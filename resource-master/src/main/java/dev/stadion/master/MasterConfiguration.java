package dev.stadion.master;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import dev.stadion.master.heart.MasterSettings;
import dev.stadion.master.heart.OfferMinimum;
import dev.stadion.master.heart.OfferSettings;
import dev.stadion.master.heart.UpkeepSettings;
import dev.stadion.zookeeper.ZookeeperUrl;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDataSize;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Configuration of the resource master, beside {@link AccessConfiguration}.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>hostname</td><td>the address it listens on</td><td>How clients and other masters reach
 *       it</td></tr>
 *   <tr><td>heartbeat</td><td>15s</td><td>Between heartbeats on each stream</td></tr>
 *   <tr><td>pingEvery</td><td>15s</td><td>Agents are asked for a sign of life</td></tr>
 *   <tr><td>unansweredPings</td><td>5</td><td>So many in a row make an agent unreachable</td></tr>
 *   <tr><td>agentReregisterTimeout</td><td>10m</td><td>A disconnected agent may stay away</td></tr>
 *   <tr><td>agentRemovalPause</td><td>none</td><td>Between two agents that become
 *       unreachable</td></tr>
 *   <tr><td>recoveryAgentRemovalLimit</td><td>1.0</td><td>The share of agents that may stay away
 *       after a change of masters; above it the master ends instead of giving them up</td></tr>
 *   <tr><td>restAfterDecline</td><td>1s</td><td>Shortest pause before declined resources are
 *       offered to the same framework again</td></tr>
 *   <tr><td>minAllocatableResources</td><td>cpus:0.01|mem:32</td><td>The least that is worth an
 *       offer: alternatives apart by bars</td></tr>
 *   <tr><td>offerTimeout</td><td>none</td><td>An offer nobody answers is rescinded after
 *       this</td></tr>
 *   <tr><td>fairSharingExcludedResourceNames</td><td>[]</td><td>Count in no share, such as
 *       gpus</td></tr>
 *   <tr><td>region</td><td>none</td><td>Where this master stands: agents elsewhere are offered to
 *       REGION_AWARE frameworks only</td></tr>
 *   <tr><td>zookeeper</td><td>none</td><td>Where a master that leads announces itself as those of
 *       Mesos do: zk://host1:2181,host2:2181/mesos</td></tr>
 *   <tr><td>maxCalls</td><td>64MiB</td><td>Longest body of a call or batch of calls</td></tr>
 *   <tr><td>maxFrameworks</td><td>1000</td><td>So many may be subscribed at once; one more gets
 *       503, unless it is known and comes back</td></tr>
 *   <tr><td>maxWatchers</td><td>1000</td><td>So many operators may watch at once; for one more the
 *       oldest is dropped</td></tr>
 *   <tr><td>streamBuffer</td><td>32MiB</td><td>A reader that leaves more waiting is cut</td></tr>
 * </table>
 */
public final class MasterConfiguration extends AccessConfiguration {
  private static final int PORT = 5050;

  @NotNull private String hostname = "";

  @Valid @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration heartbeat = Duration.seconds(15);

  @Valid @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration pingEvery = Duration.seconds(15);

  @Min(1) @Max(1000) private int unansweredPings = 5;

  @Valid @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration agentReregisterTimeout = Duration.minutes(10);

  @Valid @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration agentRemovalPause;

  @DecimalMin("0.0") @DecimalMax("1.0") private double recoveryAgentRemovalLimit = 1;

  @Valid @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration restAfterDecline = Duration.seconds(1);

  @NotNull private String minAllocatableResources = "cpus:0.01|mem:32";

  @Valid @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration offerTimeout;

  @NotNull private Set<String> fairSharingExcludedResourceNames = Set.of();

  @NotNull private String region = "";

  private Optional<ZookeeperUrl> zookeeper = Optional.empty();

  @NotNull @MinDataSize(1024)
  private DataSize maxCalls = DataSize.mebibytes(64);

  @NotNull @MinDataSize(1024)
  private DataSize streamBuffer = DataSize.mebibytes(32);

  @Min(1) @Max(100_000) private int maxFrameworks = 1_000;

  @Min(1) @Max(100_000) private int maxWatchers = 1_000;

  public MasterConfiguration() {
    super(PORT);
  }

  /** What the heart decides by. */
  MasterSettings toSettings() {
    return new MasterSettings(
        pingEvery.toJavaDuration(),
        unansweredPings,
        agentReregisterTimeout.toJavaDuration(),
        restAfterDecline.toJavaDuration(),
        MasterSettings.DEFAULT.completedFrameworks(),
        MasterSettings.DEFAULT.offerIdBlock(),
        new OfferSettings(
            OfferMinimum.parse(minAllocatableResources),
            Optional.ofNullable(offerTimeout).map(Duration::toJavaDuration),
            fairSharingExcludedResourceNames,
            region.isEmpty() ? Optional.empty() : Optional.of(region)),
        toUpkeepSettings());
  }

  private UpkeepSettings toUpkeepSettings() {
    UpkeepSettings defaults = UpkeepSettings.DEFAULT;
    return new UpkeepSettings(
        defaults.agentMemory(),
        defaults.agentsRemembered(),
        defaults.forgetEvery(),
        defaults.completedTasks(),
        Optional.ofNullable(agentRemovalPause).map(Duration::toJavaDuration),
        recoveryAgentRemovalLimit);
  }

  @JsonProperty
  public String getHostname() {
    return hostname;
  }

  @JsonProperty
  public void setHostname(String hostname) {
    this.hostname = hostname;
  }

  @JsonProperty
  public Duration getHeartbeat() {
    return heartbeat;
  }

  @JsonProperty
  public void setHeartbeat(Duration heartbeat) {
    this.heartbeat = heartbeat;
  }

  @JsonProperty
  public Duration getPingEvery() {
    return pingEvery;
  }

  @JsonProperty
  public void setPingEvery(Duration pingEvery) {
    this.pingEvery = pingEvery;
  }

  @JsonProperty
  public int getUnansweredPings() {
    return unansweredPings;
  }

  @JsonProperty
  public void setUnansweredPings(int unansweredPings) {
    this.unansweredPings = unansweredPings;
  }

  @JsonProperty
  public Duration getAgentReregisterTimeout() {
    return agentReregisterTimeout;
  }

  @JsonProperty
  public void setAgentReregisterTimeout(Duration agentReregisterTimeout) {
    this.agentReregisterTimeout = agentReregisterTimeout;
  }

  @JsonProperty
  public Duration getAgentRemovalPause() {
    return agentRemovalPause;
  }

  @JsonProperty
  public void setAgentRemovalPause(Duration agentRemovalPause) {
    this.agentRemovalPause = agentRemovalPause;
  }

  @JsonProperty
  public double getRecoveryAgentRemovalLimit() {
    return recoveryAgentRemovalLimit;
  }

  @JsonProperty
  public void setRecoveryAgentRemovalLimit(double recoveryAgentRemovalLimit) {
    this.recoveryAgentRemovalLimit = recoveryAgentRemovalLimit;
  }

  @JsonProperty
  public Duration getRestAfterDecline() {
    return restAfterDecline;
  }

  @JsonProperty
  public void setRestAfterDecline(Duration restAfterDecline) {
    this.restAfterDecline = restAfterDecline;
  }

  @JsonProperty
  public String getMinAllocatableResources() {
    return minAllocatableResources;
  }

  /**
   * @throws IllegalArgumentException when it cannot be read
   */
  @JsonProperty
  public void setMinAllocatableResources(String minAllocatableResources) {
    OfferMinimum.parse(minAllocatableResources);
    this.minAllocatableResources = minAllocatableResources;
  }

  /** Null: never. */
  @JsonProperty
  public Duration getOfferTimeout() {
    return offerTimeout;
  }

  @JsonProperty
  public void setOfferTimeout(Duration offerTimeout) {
    this.offerTimeout = offerTimeout;
  }

  @JsonProperty
  public Set<String> getFairSharingExcludedResourceNames() {
    return fairSharingExcludedResourceNames;
  }

  @JsonProperty
  public void setFairSharingExcludedResourceNames(Set<String> names) {
    this.fairSharingExcludedResourceNames = Set.copyOf(names);
  }

  @JsonProperty
  public String getRegion() {
    return region;
  }

  @JsonProperty
  public void setRegion(String region) {
    this.region = region;
  }

  /** Where a leader announces itself. */
  Optional<ZookeeperUrl> zookeeper() {
    return zookeeper;
  }

  /** Empty: nowhere. */
  @JsonSetter
  public void setZookeeper(String url) {
    this.zookeeper =
        url == null || url.isBlank() ? Optional.empty() : Optional.of(ZookeeperUrl.parse(url));
  }

  @JsonProperty
  public DataSize getMaxCalls() {
    return maxCalls;
  }

  @JsonProperty
  public void setMaxCalls(DataSize maxCalls) {
    this.maxCalls = maxCalls;
  }

  @JsonProperty
  public DataSize getStreamBuffer() {
    return streamBuffer;
  }

  @JsonProperty
  public void setStreamBuffer(DataSize streamBuffer) {
    this.streamBuffer = streamBuffer;
  }

  @JsonProperty
  public int getMaxFrameworks() {
    return maxFrameworks;
  }

  @JsonProperty
  public void setMaxFrameworks(int maxFrameworks) {
    this.maxFrameworks = maxFrameworks;
  }

  @JsonProperty
  public int getMaxWatchers() {
    return maxWatchers;
  }

  @JsonProperty
  public void setMaxWatchers(int maxWatchers) {
    this.maxWatchers = maxWatchers;
  }
}

package dev.stadion.agent;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.agent.cgroup.CgroupSettings;
import dev.stadion.agent.docker.DockerSettings;
import dev.stadion.agent.fetch.Repositories;
import dev.stadion.agent.master.MasterLinkSettings;
import dev.stadion.agent.runtime.AgentSettings;
import dev.stadion.agent.runtime.AttributesText;
import dev.stadion.agent.runtime.MachineResources;
import dev.stadion.mesos.detect.MasterDetector;
import dev.stadion.scheduling.resource.ResourcesText;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Configuration of an agent.
 *
 * <table>
 *   <caption>Keys beside those of {@link AccessConfiguration}</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>master</td><td>http://127.0.0.1:5050</td><td>Addresses of masters: a list, or a text
 *       with commas. They are tried in turn; one that does not lead names the leader. Or where
 *       ZooKeeper knows it: zk://host1:2181,host2:2181/mesos</td></tr>
 *   <tr><td>workDir</td><td>.stadion/agent</td><td>Sandboxes and memory of the agent</td></tr>
 *   <tr><td>hostname</td><td>127.0.0.1</td><td>What offers say, and where tasks are reached</td></tr>
 *   <tr><td>ip</td><td>127.0.0.1</td><td>What tasks are told of this machine</td></tr>
 *   <tr><td>resources</td><td>(found)</td><td>What to offer, as in
 *       cpus:4;mem:4096;ports:[31000-32000]; what is not named is found out</td></tr>
 *   <tr><td>attributes</td><td></td><td>Facts about the machine, as in rack:r7;weight:2.5</td></tr>
 *   <tr><td>killTasksOnStop</td><td>true</td><td>Whether tasks end when the agent is stopped on
 *       purpose. When it is killed, they always go on</td></tr>
 *   <tr><td>supervisorIdle</td><td>60 s</td><td>How long the supervisor process stays without tasks
 *       and without an agent</td></tr>
 *   <tr><td>keepSandboxes</td><td>7 days</td><td>How long the files of an ended task stay; less
 *       when the disk is full</td></tr>
 *   <tr><td>containerizers</td><td>mesos,docker</td><td>Which kinds of containers tasks may ask for:
 *       mesos is process trees, docker a Docker engine on this machine</td></tr>
 *   <tr><td>docker</td><td></td><td>See {@link DockerConfiguration}</td></tr>
 *   <tr><td>switchUser</td><td>true</td><td>Whether tasks run as the user that they or their
 *       framework name, and as nobody when they name none. Only an agent that is root can; any
 *       other runs all as itself</td></tr>
 *   <tr><td>limits</td><td></td><td>See {@link LimitsConfiguration}</td></tr>
 *   <tr><td>fetcher</td><td></td><td>See {@link FetcherConfiguration}</td></tr>
 *   <tr><td>executors</td><td></td><td>See {@link ExecutorConfiguration}</td></tr>
 * </table>
 */
public final class AgentConfiguration extends AccessConfiguration {
  private static final int PORT = 5051;

  @NotEmpty private String master = "http://127.0.0.1:5050";
  @NotEmpty private String workDir = ".stadion/agent";
  @NotEmpty private String hostname = "127.0.0.1";
  @NotEmpty private String ip = "127.0.0.1";
  @NotNull private String resources = "";
  @NotNull private String attributes = "";
  private boolean killTasksOnStop = true;

  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  private Duration supervisorIdle = Duration.seconds(60);

  @NotNull private Duration keepSandboxes = Duration.days(7);
  @NotNull @Valid private LimitsConfiguration limits = new LimitsConfiguration();
  @NotNull @Valid private FetcherConfiguration fetcher = new FetcherConfiguration();
  @NotNull @Valid private ExecutorConfiguration executors = new ExecutorConfiguration();

  @NotNull @Pattern(regexp = "mesos|docker|mesos,docker|docker,mesos") private String containerizers = "mesos,docker";

  @NotNull @Valid private DockerConfiguration docker = new DockerConfiguration();
  private boolean switchUser = true;

  public AgentConfiguration() {
    super(PORT);
  }

  /**
   * The settings these keys mean.
   *
   * @throws IOException when the work directory cannot be made, or the secret not be read
   */
  AgentSettings toSettings() throws IOException {
    Path work = Files.createDirectories(Path.of(workDir).toAbsolutePath().normalize());
    return new AgentSettings(
        work,
        MasterLinkSettings.of(MasterDetector.parse(master)).as(authorization()),
        hostname,
        ip,
        MachineResources.complete(ResourcesText.parse(resources), work),
        AttributesText.parse(attributes),
        !killTasksOnStop,
        new CgroupSettings(limits.isEnabled(), limits.isCpuQuota(), limits.getMaxProcesses()),
        new DockerSettings(
            containerizers.contains("docker"),
            docker.getSocket(),
            docker.getRemoveDelay().toJavaDuration()),
        switchUser,
        supervisorIdle.toJavaDuration(),
        keepSandboxes.toJavaDuration(),
        fetcher.toSettings(
            new Repositories(System.getenv(), Path.of(System.getProperty("user.home")))),
        executors.toSettings());
  }

  @JsonIgnore
  @ValidationMethod(
      message =
          "master must be addresses such as http://host:5050, or zk://host1:2181,host2:2181/mesos")
  public boolean isMasterAnAddress() {
    return isReadable(() -> MasterDetector.parse(master));
  }

  @JsonIgnore
  @ValidationMethod(message = "resources must be as in cpus:4;mem:4096;ports:[31000-32000]")
  public boolean isResourcesReadable() {
    return isReadable(() -> ResourcesText.parse(resources));
  }

  @JsonIgnore
  @ValidationMethod(message = "attributes must be as in rack:r7;slots:[1-4];weight:2.5")
  public boolean isAttributesReadable() {
    return isReadable(() -> AttributesText.parse(attributes));
  }

  private static boolean isReadable(Runnable parse) {
    try {
      parse.run();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  @JsonProperty
  public String getMaster() {
    return master;
  }

  @JsonSetter
  public void setMaster(JsonNode addresses) {
    var all = new ArrayList<String>();
    if (addresses.isArray()) {
      addresses.forEach(address -> all.add(address.asText()));
    } else {
      all.add(addresses.asText());
    }
    master = String.join(",", all).strip();
  }

  @JsonProperty
  public String getWorkDir() {
    return workDir;
  }

  @JsonProperty
  public void setWorkDir(String workDir) {
    this.workDir = workDir;
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
  public String getIp() {
    return ip;
  }

  @JsonProperty
  public void setIp(String ip) {
    this.ip = ip;
  }

  @JsonProperty
  public String getResources() {
    return resources;
  }

  @JsonProperty
  public void setResources(String resources) {
    this.resources = resources;
  }

  @JsonProperty
  public String getAttributes() {
    return attributes;
  }

  @JsonProperty
  public void setAttributes(String attributes) {
    this.attributes = attributes;
  }

  @JsonProperty
  public boolean isKillTasksOnStop() {
    return killTasksOnStop;
  }

  @JsonProperty
  public void setKillTasksOnStop(boolean killTasksOnStop) {
    this.killTasksOnStop = killTasksOnStop;
  }

  @JsonProperty
  public Duration getSupervisorIdle() {
    return supervisorIdle;
  }

  @JsonProperty
  public void setSupervisorIdle(Duration supervisorIdle) {
    this.supervisorIdle = supervisorIdle;
  }

  @JsonProperty
  public Duration getKeepSandboxes() {
    return keepSandboxes;
  }

  @JsonProperty
  public void setKeepSandboxes(Duration keepSandboxes) {
    this.keepSandboxes = keepSandboxes;
  }

  @JsonProperty
  public ExecutorConfiguration getExecutors() {
    return executors;
  }

  @JsonProperty
  public void setExecutors(ExecutorConfiguration executors) {
    this.executors = executors;
  }

  @JsonProperty
  public LimitsConfiguration getLimits() {
    return limits;
  }

  @JsonProperty
  public void setLimits(LimitsConfiguration limits) {
    this.limits = limits;
  }

  @JsonProperty
  public FetcherConfiguration getFetcher() {
    return fetcher;
  }

  @JsonProperty
  public void setFetcher(FetcherConfiguration fetcher) {
    this.fetcher = fetcher;
  }

  @JsonProperty
  public String getContainerizers() {
    return containerizers;
  }

  @JsonProperty
  public void setContainerizers(String containerizers) {
    this.containerizers = containerizers;
  }

  @JsonProperty
  public boolean isSwitchUser() {
    return switchUser;
  }

  @JsonProperty
  public void setSwitchUser(boolean switchUser) {
    this.switchUser = switchUser;
  }

  @JsonProperty
  public DockerConfiguration getDocker() {
    return docker;
  }

  @JsonProperty
  public void setDocker(DockerConfiguration docker) {
    this.docker = docker;
  }

  @Override
  boolean asksExecutors() {
    return executors.isAuthenticate();
  }
}

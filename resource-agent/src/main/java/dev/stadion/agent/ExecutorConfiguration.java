package dev.stadion.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.agent.heart.ExecutorTimes;
import dev.stadion.agent.runtime.ExecutorSettings;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MaxDuration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * How custom executors are treated (mesos-v1.md §9.3, §16).
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>registrationTimeout</td><td>60 s</td><td>From the start of one to its first SUBSCRIBE;
 *       then it is killed and its tasks have failed</td></tr>
 *   <tr><td>reregistrationTimeout</td><td>2 s</td><td>How long executors have to come back after a
 *       start of the agent; at most 15 s</td></tr>
 *   <tr><td>shutdownGrace</td><td>5 s</td><td>Between SHUTDOWN and the end of its processes, unless
 *       its ExecutorInfo says otherwise</td></tr>
 *   <tr><td>recoveryTimeout</td><td>15 min</td><td>How long executors of checkpointing frameworks
 *       are asked to wait for an agent that is away</td></tr>
 *   <tr><td>authenticate</td><td>false</td><td>Whether executors must send the token they were
 *       started with</td></tr>
 * </table>
 */
public final class ExecutorConfiguration {
  @NotNull @MinDuration(value = 1, unit = TimeUnit.SECONDS)
  private Duration registrationTimeout = Duration.seconds(60);

  @NotNull @MinDuration(value = 0, unit = TimeUnit.SECONDS)
  @MaxDuration(value = 15, unit = TimeUnit.SECONDS)
  private Duration reregistrationTimeout = Duration.seconds(2);

  @NotNull @MinDuration(value = 0, unit = TimeUnit.SECONDS)
  private Duration shutdownGrace = Duration.seconds(5);

  @NotNull @MinDuration(value = 0, unit = TimeUnit.SECONDS)
  private Duration recoveryTimeout = Duration.minutes(15);

  private boolean authenticate;

  ExecutorSettings toSettings() {
    return new ExecutorSettings(
        new ExecutorTimes(
            registrationTimeout.toJavaDuration(), reregistrationTimeout.toJavaDuration()),
        shutdownGrace.toJavaDuration(),
        recoveryTimeout.toJavaDuration(),
        authenticate);
  }

  @JsonProperty
  public Duration getRegistrationTimeout() {
    return registrationTimeout;
  }

  @JsonProperty
  public void setRegistrationTimeout(Duration registrationTimeout) {
    this.registrationTimeout = registrationTimeout;
  }

  @JsonProperty
  public Duration getReregistrationTimeout() {
    return reregistrationTimeout;
  }

  @JsonProperty
  public void setReregistrationTimeout(Duration reregistrationTimeout) {
    this.reregistrationTimeout = reregistrationTimeout;
  }

  @JsonProperty
  public Duration getShutdownGrace() {
    return shutdownGrace;
  }

  @JsonProperty
  public void setShutdownGrace(Duration shutdownGrace) {
    this.shutdownGrace = shutdownGrace;
  }

  @JsonProperty
  public Duration getRecoveryTimeout() {
    return recoveryTimeout;
  }

  @JsonProperty
  public void setRecoveryTimeout(Duration recoveryTimeout) {
    this.recoveryTimeout = recoveryTimeout;
  }

  @JsonProperty
  public boolean isAuthenticate() {
    return authenticate;
  }

  @JsonProperty
  public void setAuthenticate(boolean authenticate) {
    this.authenticate = authenticate;
  }
}

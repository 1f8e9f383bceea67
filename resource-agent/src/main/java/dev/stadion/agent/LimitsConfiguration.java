package dev.stadion.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.Min;

/**
 * How tasks are kept within their resources, where the machine allows control groups.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>enabled</td><td>true</td><td>Whether to limit at all</td></tr>
 *   <tr><td>cpuQuota</td><td>false</td><td>Whether a task may never use more than its cpus;
 *       otherwise they are its weight when the machine is busy</td></tr>
 *   <tr><td>maxProcesses</td><td>4096</td><td>Processes and threads of one task</td></tr>
 * </table>
 */
public final class LimitsConfiguration {
  private boolean enabled = true;
  private boolean cpuQuota;

  @Min(1) private int maxProcesses = 4096;

  @JsonProperty
  public boolean isEnabled() {
    return enabled;
  }

  @JsonProperty
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  @JsonProperty
  public boolean isCpuQuota() {
    return cpuQuota;
  }

  @JsonProperty
  public void setCpuQuota(boolean cpuQuota) {
    this.cpuQuota = cpuQuota;
  }

  @JsonProperty
  public int getMaxProcesses() {
    return maxProcesses;
  }

  @JsonProperty
  public void setMaxProcesses(int maxProcesses) {
    this.maxProcesses = maxProcesses;
  }
}

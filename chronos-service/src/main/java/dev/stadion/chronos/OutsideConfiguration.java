package dev.stadion.chronos;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.dropwizard.config.LeaderServiceConfiguration;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;

/**
 * What is remembered of runs, and who is told about them.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>history_limit</td><td>1000</td><td>Runs that are over and still remembered, per job
 *       </td></tr>
 *   <tr><td>log_keep_bytes</td><td>65536</td><td>Of the end of each output, copied when its task is
 *       over; 0 copies nothing</td></tr>
 *   <tr><td>log_retention</td><td>P14D</td><td>How long copies are kept</td></tr>
 *   <tr><td>event_retention</td><td>P7D</td><td>How long events can be read again</td></tr>
 * </table>
 */
public abstract class OutsideConfiguration extends LeaderServiceConfiguration {
  @Min(1)
  @JsonProperty("history_limit")
  private int historyLimit = 1_000;

  @Min(0)
  @Max(1 << 20)
  @JsonProperty("log_keep_bytes")
  private int logKeepBytes = 64 * 1024;

  @NotNull
  @JsonProperty("log_retention")
  private Duration logRetention = Duration.ofDays(14);

  @NotNull
  @JsonProperty("event_retention")
  private Duration eventRetention = Duration.ofDays(7);

  OutsideConfiguration(int port) {
    super(port);
  }

  int historyLimit() {
    return historyLimit;
  }

  int logKeepBytes() {
    return logKeepBytes;
  }

  Duration eventRetention() {
    return eventRetention;
  }

  Duration logRetention() {
    return logRetention;
  }
}

package dev.stadion.dropwizard.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.dropwizard.loop.LoopSettings;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * The {@code loop} section: bounds of the deciding loop. The defaults are {@link
 * LoopSettings#DEFAULTS}, where each is explained.
 */
public final class LoopConfiguration {
  @Min(1) private int maxBatchEvents = LoopSettings.DEFAULTS.maxBatchEvents();

  @Min(1) private int maxBatchChanges = LoopSettings.DEFAULTS.maxBatchChanges();

  @Min(1) private int maxQueuedEvents = LoopSettings.DEFAULTS.maxQueuedEvents();

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration lookAtClockEvery = duration(LoopSettings.DEFAULTS.lookAtClockEvery());

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration reloadBackoff = duration(LoopSettings.DEFAULTS.reloadBackoff());

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration maxReloadBackoff = duration(LoopSettings.DEFAULTS.maxReloadBackoff());

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration stopWithin = duration(LoopSettings.DEFAULTS.stopWithin());

  private static Duration duration(java.time.Duration value) {
    return Duration.milliseconds(value.toMillis());
  }

  /** What the loop is built with. */
  public LoopSettings toSettings() {
    return new LoopSettings(
        maxBatchEvents,
        maxBatchChanges,
        maxQueuedEvents,
        lookAtClockEvery.toJavaDuration(),
        reloadBackoff.toJavaDuration(),
        maxReloadBackoff.toJavaDuration(),
        stopWithin.toJavaDuration());
  }

  @JsonProperty
  public int getMaxBatchEvents() {
    return maxBatchEvents;
  }

  @JsonProperty
  public void setMaxBatchEvents(int maxBatchEvents) {
    this.maxBatchEvents = maxBatchEvents;
  }

  @JsonProperty
  public int getMaxBatchChanges() {
    return maxBatchChanges;
  }

  @JsonProperty
  public void setMaxBatchChanges(int maxBatchChanges) {
    this.maxBatchChanges = maxBatchChanges;
  }

  @JsonProperty
  public int getMaxQueuedEvents() {
    return maxQueuedEvents;
  }

  @JsonProperty
  public void setMaxQueuedEvents(int maxQueuedEvents) {
    this.maxQueuedEvents = maxQueuedEvents;
  }

  @JsonProperty
  public Duration getLookAtClockEvery() {
    return lookAtClockEvery;
  }

  @JsonProperty
  public void setLookAtClockEvery(Duration lookAtClockEvery) {
    this.lookAtClockEvery = lookAtClockEvery;
  }

  @JsonProperty
  public Duration getReloadBackoff() {
    return reloadBackoff;
  }

  @JsonProperty
  public void setReloadBackoff(Duration reloadBackoff) {
    this.reloadBackoff = reloadBackoff;
  }

  @JsonProperty
  public Duration getMaxReloadBackoff() {
    return maxReloadBackoff;
  }

  @JsonProperty
  public void setMaxReloadBackoff(Duration maxReloadBackoff) {
    this.maxReloadBackoff = maxReloadBackoff;
  }

  @JsonProperty
  public Duration getStopWithin() {
    return stopWithin;
  }

  @JsonProperty
  public void setStopWithin(Duration stopWithin) {
    this.stopWithin = stopWithin;
  }
}

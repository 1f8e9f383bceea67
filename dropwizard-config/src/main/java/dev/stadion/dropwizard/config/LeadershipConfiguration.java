package dev.stadion.dropwizard.config;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.stadion.dropwizard.leader.LeadershipSettings;
import io.dropwizard.util.Duration;
import io.dropwizard.validation.MinDuration;
import io.dropwizard.validation.ValidationMethod;
import jakarta.validation.constraints.NotNull;
import java.util.concurrent.TimeUnit;

/**
 * The {@code leadership} section.
 *
 * <table>
 *   <caption>Keys</caption>
 *   <tr><th>Name</th><th>Default</th><th>Meaning</th></tr>
 *   <tr><td>beatEvery</td><td>2s</td><td>The leader shows that it is alive</td></tr>
 *   <tr><td>actWithin</td><td>7s</td><td>Without a beat for so long it stops acting</td></tr>
 *   <tr><td>takeOverAfter</td><td>10s</td><td>Without a beat for so long another takes over; a beat
 *       and a half is enough when the leader's process or its session is gone</td></tr>
 * </table>
 */
public final class LeadershipConfiguration {
  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration beatEvery = duration(LeadershipSettings.DEFAULTS.beatEvery());

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration actWithin = duration(LeadershipSettings.DEFAULTS.actWithin());

  @NotNull @MinDuration(value = 1, unit = TimeUnit.MILLISECONDS)
  private Duration takeOverAfter = duration(LeadershipSettings.DEFAULTS.takeOverAfter());

  private static Duration duration(java.time.Duration value) {
    return Duration.milliseconds(value.toMillis());
  }

  /** What the election is built with. */
  public LeadershipSettings toSettings() {
    return new LeadershipSettings(
        beatEvery.toJavaDuration(), actWithin.toJavaDuration(), takeOverAfter.toJavaDuration());
  }

  @JsonIgnore
  @ValidationMethod(message = "beatEvery < actWithin < takeOverAfter must hold")
  public boolean isInOrder() {
    return beatEvery.toNanoseconds() < actWithin.toNanoseconds()
        && actWithin.toNanoseconds() < takeOverAfter.toNanoseconds();
  }

  @JsonProperty
  public Duration getBeatEvery() {
    return beatEvery;
  }

  @JsonProperty
  public void setBeatEvery(Duration beatEvery) {
    this.beatEvery = beatEvery;
  }

  @JsonProperty
  public Duration getActWithin() {
    return actWithin;
  }

  @JsonProperty
  public void setActWithin(Duration actWithin) {
    this.actWithin = actWithin;
  }

  @JsonProperty
  public Duration getTakeOverAfter() {
    return takeOverAfter;
  }

  @JsonProperty
  public void setTakeOverAfter(Duration takeOverAfter) {
    this.takeOverAfter = takeOverAfter;
  }
}

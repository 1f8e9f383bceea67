package dev.stadion.marathon.scheduler;

import dev.stadion.marathon.app.ValidationRules;
import dev.stadion.marathon.launch.ServicePorts;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The figures of the trade (marathon.md §20).
 *
 * @param killRetry after which an unanswered kill is repeated
 * @param launchTimeout after which a task that does not come up is killed
 * @param refuse for how long the master shall not offer again what was declined
 * @param reconcileInterval between two questions what runs
 * @param caution for how long after taking over unknown tasks are not simply killed; zero switches
 *     the mass-kill brake off
 * @param judgement how long unknown tasks are collected before it is decided about them
 * @param maxLaunchesPerOffer a bound on what one agent is given at once
 * @param reserving of resources for instances that keep data
 */
public record HeartSettings(
    Duration killRetry,
    Duration launchTimeout,
    Duration refuse,
    Duration reconcileInterval,
    Duration caution,
    Duration judgement,
    int maxDeployments,
    int maxLaunchesPerOffer,
    ServicePorts servicePorts,
    ValidationRules validation,
    Reserving reserving) {

  /**
   * How resources are reserved (marathon.md §14.4).
   *
   * @param timeout after which a reservation that was not seen is given up
   * @param principal under which we reserve, where the master knows us by one
   */
  public record Reserving(Duration timeout, Optional<String> principal) {
    public static final Reserving DEFAULT = new Reserving(Duration.ofSeconds(20), Optional.empty());
  }

  /** What Marathon does unless told otherwise. */
  public static final HeartSettings DEFAULT =
      new HeartSettings(
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          Duration.ofSeconds(120),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          Duration.ofSeconds(5),
          100,
          1000,
          new ServicePorts(10000, 20000),
          new ValidationRules(Set.of(), "*", 10000),
          Reserving.DEFAULT);
}

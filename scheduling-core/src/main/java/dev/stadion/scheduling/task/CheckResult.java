package dev.stadion.scheduling.task;

/** What an agent found when it looked at a task as it was told to, without any consequence. */
public sealed interface CheckResult {

  /** A command ended so. */
  record Command(int exitCode) implements CheckResult {}

  /** A request was answered so. */
  record Http(int statusCode) implements CheckResult {}

  /** A connection could be made, or not. */
  record Tcp(boolean succeeded) implements CheckResult {}
}

package dev.stadion.agent.check;

/** What one look at a task found. */
public sealed interface ProbeResult {

  /** The command ended by itself; a signal counts as 128 and its number, as shells say it. */
  record Exited(int code) implements ProbeResult {}

  record Answered(int status) implements ProbeResult {}

  record Connected(boolean succeeded) implements ProbeResult {}

  /** Nothing was found out: too slow, refused, or no HTTP. */
  record Failed(String why) implements ProbeResult {}

  /** Whether a health check takes this for good. */
  default boolean isHealthy() {
    return switch (this) {
      case Exited(int code) -> code == 0;
      case Answered(int status) -> status >= 200 && status < 400;
      case Connected(boolean succeeded) -> succeeded;
      case Failed(_) -> false;
    };
  }

  /** For people. */
  default String inWords() {
    return switch (this) {
      case Exited(int code) -> "Command exited with status " + code;
      case Answered(int status) -> "HTTP status " + status;
      case Connected(boolean succeeded) -> succeeded ? "Connected" : "TCP connection failed";
      case Failed(String why) -> why;
    };
  }
}

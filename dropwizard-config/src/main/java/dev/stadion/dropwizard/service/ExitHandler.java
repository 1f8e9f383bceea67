package dev.stadion.dropwizard.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a service ends its process when it must not go on. Tests put a recording one in place. */
@FunctionalInterface
public interface ExitHandler {
  /** Leadership was lost: whoever supervises the process starts it again (promises.md §3). */
  int LOST_LEADERSHIP = 103;

  /** A bug: memory can no longer be trusted. */
  int BUG = 70;

  void exit(int code, String why);

  /** Ends the process: in good order if that is quick, and otherwise hard. */
  static ExitHandler process() {
    Logger log = LoggerFactory.getLogger(ExitHandler.class);
    return (code, why) -> {
      log.error("this process ends with {}: {}", code, why);
      Thread.ofPlatform()
          .name("exit")
          .start(() -> {
            HardExit.after(java.time.Duration.ofSeconds(10), code);
            Runtime.getRuntime().exit(code);
          });
    };
  }
}

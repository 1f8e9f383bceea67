package dev.stadion.agent.api;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The agent's own log, when it writes one. */
final class AgentLog {
  /** In one process with others the agent has a file of its own. */
  private static final List<String> LOGGERS =
      List.of("dev.stadion.agent", org.slf4j.Logger.ROOT_LOGGER_NAME);

  private AgentLog() {}

  static Optional<Path> file() {
    return LOGGERS.stream()
        .map(LoggerFactory::getLogger)
        .filter(Logger.class::isInstance)
        .map(logger -> file(((Logger) logger).iteratorForAppenders()))
        .flatMap(Optional::stream)
        .map(Path::toAbsolutePath)
        .findFirst();
  }

  /** Appenders to files stand behind others that write later. */
  private static Optional<Path> file(Iterator<? extends Appender<?>> appenders) {
    while (appenders.hasNext()) {
      Appender<?> appender = appenders.next();
      if (appender instanceof FileAppender<?> file && file.getFile() != null) {
        return Optional.of(Path.of(file.getFile()));
      }
      if (appender instanceof AppenderAttachable<?> attachable) {
        Optional<Path> behind = file(attachable.iteratorForAppenders());
        if (behind.isPresent()) {
          return behind;
        }
      }
    }
    return Optional.empty();
  }
}

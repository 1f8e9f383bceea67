package dev.stadion.launcher.dev;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.stadion.launcher.command.Role;
import io.dropwizard.logging.common.BootstrapLogging;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * Logs of a suite in one JVM: one file for each role, by the package that logs, and {@code
 * stadion.log} for what they share. Nothing on the terminal. Files are rolled at 20 MB, three old
 * ones are kept.
 */
final class SuiteLogging {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level [%thread] %logger{36} %mdc - %msg%n";
  private static final FileSize LARGEST = FileSize.valueOf("20MB");
  private static final int OLD_FILES = 3;

  private final LoggerContext context;
  private final Path directory;

  private SuiteLogging(LoggerContext context, Path directory) {
    this.context = context;
    this.directory = directory;
  }

  /**
   * Takes over all logging of this JVM. The applications must be configured with {@code logging:
   * {type: external}}, or each would take it away again.
   */
  static void into(Path directory) {
    // Every Dropwizard application does this once when it is made; later it would undo ours.
    BootstrapLogging.bootstrap();
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    new SuiteLogging(context, directory).configure();
  }

  private void configure() {
    context.reset();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(file("stadion"));
    context.getLogger("dev.stadion").setLevel(Level.INFO);
    for (Role role : Role.values()) {
      Logger logger = context.getLogger("dev.stadion." + role.word());
      logger.setAdditive(false);
      logger.addAppender(file(role.word()));
    }
  }

  private Appender<ILoggingEvent> file(String name) {
    String path = directory.resolve(name + ".log").toString();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();

    var appender = new RollingFileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName(name);
    appender.setFile(path);
    appender.setEncoder(encoder);

    var naming = new FixedWindowRollingPolicy();
    naming.setContext(context);
    naming.setParent(appender);
    naming.setFileNamePattern(path + ".%i");
    naming.setMinIndex(1);
    naming.setMaxIndex(OLD_FILES);
    naming.start();

    var trigger = new SizeBasedTriggeringPolicy<ILoggingEvent>();
    trigger.setContext(context);
    trigger.setMaxFileSize(LARGEST);
    trigger.start();

    appender.setRollingPolicy(naming);
    appender.setTriggeringPolicy(trigger);
    appender.start();
    return appender;
  }
}

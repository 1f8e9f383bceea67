package dev.stadion.marathon.api;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.marathon.app.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** How much this process says, for a while or until it ends (marathon.md §3.7). */
@Path("/logging")
@Produces(MediaType.APPLICATION_JSON)
public final class LoggingResource {
  private static final List<String> LEVELS =
      List.of("trace", "debug", "info", "warn", "error", "off");
  private static final long LONGEST = TimeUnit.DAYS.toSeconds(365);
  private static final int LONGEST_NAME = 255;

  private final TimedLevels levels;

  public LoggingResource() {
    this(
        new TimedLevels((task, after) ->
            CompletableFuture.delayedExecutor(after.toSeconds(), TimeUnit.SECONDS).execute(task)));
  }

  LoggingResource(TimedLevels levels) {
    this.levels = levels;
  }

  private static LoggerContext loggers() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  /** Every logger with its level. */
  @GET
  public ObjectNode levels() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    for (Logger logger : loggers().getLoggerList()) {
      body.put(
          logger.getName(),
          logger.getEffectiveLevel() + (logger.getLevel() == null ? " (inherited)" : ""));
    }
    return body;
  }

  /** {@code {"level": "debug", "logger": "dev.stadion", "durationSeconds": 60}}. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public ObjectNode change(byte[] body) {
    ObjectNode sent = JsonBodies.object(body);
    String name = text(sent, "logger");
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      throw Refusals.invalid(List.of(new Problem("/logger", "must not be empty")));
    }
    String level = text(sent, "level").toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      throw Refusals.misfit(List.of(new Problem("/level", "error.unknown.enum.literal")));
    }
    boolean forAWhile = sent.hasNonNull("durationSeconds");
    if (forAWhile && !sent.get("durationSeconds").canConvertToLong()) {
      throw Refusals.misfit(List.of(new Problem("/durationSeconds", "error.expected.jsnumber")));
    }
    long seconds = sent.path("durationSeconds").asLong();
    if (forAWhile && (seconds < 0 || seconds > LONGEST)) {
      throw Refusals.misfit(
          List.of(new Problem("/durationSeconds", seconds < 0 ? "error.min" : "error.max")));
    }
    Logger logger = loggers().getLogger(name);
    if (forAWhile) {
      levels.set(logger, Level.valueOf(level), Duration.ofSeconds(seconds));
    } else {
      levels.set(logger, Level.valueOf(level));
    }
    ObjectNode answer =
        JsonNodeFactory.instance.objectNode().put("logger", name).put("level", level);
    return forAWhile ? answer.put("durationSeconds", seconds) : answer;
  }

  private static String text(ObjectNode sent, String key) {
    if (!sent.path(key).isTextual()) {
      throw Refusals.misfit(
          List.of(
              new Problem(
                  "/" + key,
                  sent.hasNonNull(key) ? "error.expected.jsstring" : "error.path.missing")));
    }
    return sent.get(key).asText();
  }
}

package dev.stadion.chronos.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.stadion.chronos.job.Problem;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** How much this process says, as a page with a form (chronos.md §1.2). */
@Path("/logging")
public final class LoggingResource {
  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF");
  private static final int LONGEST_NAME = 255;

  @GET
  public Response loggers() {
    String levels = LEVELS.stream().map("<option>%s</option>"::formatted).collect(joining());
    String rows =
        context().getLoggerList().stream()
            .map(logger ->
                "<tr><td>%s</td><td>%s%s</td></tr>\n"
                    .formatted(
                        Html.text(logger.getName()),
                        logger.getEffectiveLevel(),
                        logger.getLevel() == null ? " (inherited)" : ""))
            .collect(joining());
    String page =
        """
        <!DOCTYPE html>
        <html><head><title>Loggers</title></head><body>
        <form method="post" action="/logging">
        <input name="logger" value="ROOT"> <select name="level">%s</select> <button>Set</button>
        </form>
        <table>
        %s</table>
        </body></html>
        """
            .formatted(levels, rows);
    return Response.ok(page, MediaType.TEXT_HTML_TYPE.withCharset("utf-8")).build();
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Response change(byte[] body) {
    Map<String, String> form;
    try {
      form = form(new String(body, UTF_8));
    } catch (IllegalArgumentException e) {
      return Answers.rejected(List.of(new Problem("", "the body is no form")));
    }
    String logger = form.get("logger");
    String level = form.get("level");
    boolean named = logger != null && logger.matches("[\\w.$-]{1," + LONGEST_NAME + "}");
    if (!named) {
      return Answers.rejected(List.of(new Problem("/logger", "logger must name a logger")));
    }
    String wanted = level == null ? "" : level.toUpperCase(Locale.ROOT);
    if (!LEVELS.contains(wanted)) {
      return Answers.rejected(
          List.of(new Problem("/level", "level must be one of " + String.join(", ", LEVELS))));
    }
    Logger found = context().getLogger(logger);
    found.setLevel(Level.valueOf(wanted));
    return loggers();
  }

  /** The last value of each field. */
  private static Map<String, String> form(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String field : text.split("&", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            URLDecoder.decode(field.substring(0, equals), UTF_8),
            URLDecoder.decode(field.substring(equals + 1), UTF_8));
      }
    }
    return fields;
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }
}

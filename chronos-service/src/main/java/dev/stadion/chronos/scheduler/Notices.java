package dev.stadion.chronos.scheduler;

import static java.util.stream.Collectors.joining;

import dev.stadion.chronos.notice.Notification;
import dev.stadion.chronos.notice.Occasion;
import dev.stadion.chronos.notice.Reporting;
import dev.stadion.chronos.run.Attempt;
import dev.stadion.chronos.run.Run;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of the notices that jobs ask for. */
final class Notices {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-zA-Z]+)}");

  private Notices() {}

  static String subject(Reporting reporting, String job, Occasion occasion) {
    String said =
        switch (occasion) {
          case FAILURE -> "failed!";
          case SUCCESS -> "succeeded";
          case RETRY -> "failed and will be retried";
          case RECOVERED -> "recovered";
          case LATE -> "is late";
          case DISABLED -> "disabled";
          case REMOVED -> "was deleted!";
          case SKIPPED -> "was skipped";
          case MISSED -> "was missed";
        };
    return "%s job '%s' %s".formatted(reporting.prefix(), job, said);
  }

  /** How a run stands, and what was said last. */
  static String outcome(Run run) {
    String message = run.attempt().map(Attempt::message).orElse("");
    String reason =
        run.reason().isEmpty() || run.reason().equals(message) ? "" : ": " + run.reason();
    return "Run %s %s%s%s"
        .formatted(run.runId(), run.state(), reason, message.isEmpty() ? "" : "\n\n" + message);
  }

  static String facts(Map<String, Object> facts) {
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + ": " + fact.getValue())
        .collect(joining("\n"));
  }

  /** Unknown placeholders stay as they are; nothing is evaluated. */
  static String fill(String template, Map<String, String> values) {
    return PLACEHOLDER
        .matcher(template)
        .replaceAll(
            found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
  }

  static Notification toOwner(Notification notification, String owner) {
    return new Notification(
        notification.on(),
        notification.channel(),
        notification.url(),
        Optional.of(owner),
        notification.headers(),
        notification.secret(),
        notification.template());
  }
}

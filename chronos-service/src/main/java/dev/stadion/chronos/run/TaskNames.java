package dev.stadion.chronos.run;

import dev.stadion.chronos.job.Job;
import dev.stadion.scheduling.id.TaskId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** What tasks are called on the wire (chronos.md §7.1). */
public final class TaskNames {
  private static final int MAX_ID = 255;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final Pattern HALF_A_CODE = Pattern.compile("%[0-9A-F]?$");

  private TaskNames() {}

  /**
   * The id of the next attempt of a run: {@code ct:<due millis>:<attempt>:<job name>:<arguments>}.
   * What an id must not contain is percent-encoded, and arguments are cut where an id must end; the
   * run keeps them whole.
   */
  public static TaskId id(Run run, Job job) {
    String head = "ct:" + run.due() + ":" + run.attempts() + ":" + run.job() + ":";
    String id = head + encode(arguments(run, job));
    return new TaskId(
        id.length() <= MAX_ID ? id : HALF_A_CODE.matcher(id.substring(0, MAX_ID)).replaceFirst(""));
  }

  /** The arguments of the trigger, else those of the job; never with a semicolon. */
  public static String arguments(Run run, Job job) {
    return run.arguments()
        .orElseGet(() -> String.join(" ", job.execution().arguments()))
        .replace(";", "");
  }

  public static String taskName(String job) {
    return "ChronosTask:" + job;
  }

  private static String encode(String arguments) {
    var encoded = new StringBuilder();
    for (byte b : arguments.getBytes(StandardCharsets.UTF_8)) {
      if (b < ' ' || b == '%' || b == '/' || b == '\\' || b == 0x7f) {
        encoded.append('%').append(HEX.toHexDigits(b));
      } else {
        encoded.append((char) b);
      }
    }
    return encoded.toString();
  }
}

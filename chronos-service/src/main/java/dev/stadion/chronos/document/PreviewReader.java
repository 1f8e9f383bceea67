package dev.stadion.chronos.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.job.Plan;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.schedule.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what a preview is asked for (chronos.md B-09): a job's schedule without the job. */
public final class PreviewReader {
  /** How many fire times are shown when nobody says. */
  public static final int COUNT = 10;

  public static final int MOST = 1_000;

  private PreviewReader() {}

  /**
   * @param name of the job, which decides how far jitter shifts; empty when none was sent
   */
  public record Request(String name, Plan.Scheduled plan, int count, Instant from) {}

  /**
   * @throws InvalidDocumentException naming every problem
   */
  public static Request read(JsonNode document, Instant now) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    if (!fields.has("schedule") && !fields.has("cron")) {
      fields.problem("schedule", "there must be a schedule or cron");
    }
    OptionalInt count = fields.whole("count", 1, MOST);
    Optional<Moment> from =
        fields.text("from").flatMap(text -> fields.parsed("from", text, Moment::parse));
    Optional<Plan> plan = ScheduleReader.read(fields, "R0//P");
    String name = fields.text("name", "");
    if (!problems.isEmpty() || plan.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    return new Request(
        name, (Plan.Scheduled) plan.get(), count.orElse(COUNT), from.map(Moment::time).orElse(now));
  }
}

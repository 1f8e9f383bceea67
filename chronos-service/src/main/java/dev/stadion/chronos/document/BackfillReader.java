package dev.stadion.chronos.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.schedule.Moment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what is to run again (chronos.md B-52). */
public final class BackfillReader {
  private static final int MOST_PARALLEL = 10_000;

  private BackfillReader() {}

  /** Which ticks of the window need a run. */
  public enum Mode {
    /** Those without a run that succeeded. */
    MISSING,
    /** Those whose last run did not succeed. */
    FAILED,
    ALL
  }

  public enum Order {
    ASC,
    DESC
  }

  public record Request(
      Instant from,
      Instant to,
      Mode mode,
      Order order,
      int maxParallel,
      boolean withChildren,
      SortedMap<String, String> parameters,
      boolean dryRun) {}

  /**
   * @throws InvalidDocumentException naming every problem
   */
  public static Request read(JsonNode document) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    Optional<Instant> from = moment(fields, "from");
    Optional<Instant> to = moment(fields, "to");
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      fields.problem("to", "to must be after from");
    }
    SortedMap<String, String> parameters = new TreeMap<>();
    fields
        .child("parameters")
        .ifPresent(child -> {
          for (Map.Entry<String, JsonNode> entry : document.get("parameters").properties()) {
            child.text(entry.getKey()).ifPresent(text -> parameters.put(entry.getKey(), text));
          }
        });
    var request =
        new Request(
            from.orElse(Instant.EPOCH),
            to.orElse(Instant.EPOCH),
            fields.choice("mode", Mode.class, Words::of).orElse(Mode.MISSING),
            fields.choice("order", Order.class, Words::of).orElse(Order.ASC),
            fields.whole("maxParallel", 1, MOST_PARALLEL).orElse(1),
            fields.flag("withChildren", false),
            parameters,
            fields.flag("dryRun", false));
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    return request;
  }

  private static Optional<Instant> moment(Fields fields, String name) {
    Optional<String> text = fields.text(name);
    if (text.isEmpty() && !fields.has(name)) {
      fields.problem(name, name + " must be there");
    }
    return text.flatMap(t -> fields.parsed(name, t, Moment::parse)).map(Moment::time);
  }
}

package dev.stadion.chronos.document;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stadion.chronos.job.Pool;
import dev.stadion.chronos.job.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads a pool from its document (chronos.md B-41). */
public final class PoolReader {
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,200}");
  private static final int MOST_SLOTS = 1_000_000;

  private PoolReader() {}

  /**
   * @param name as the path says; a document that says it as well must say the same
   * @throws InvalidDocumentException naming every problem
   */
  public static Pool read(JsonNode document, String name) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      fields.problem("name", "'%s' cannot name a pool".formatted(StrictJson.shown(name)));
    }
    if (name.equals(Pool.UNLIMITED)) {
      fields.problem("name", "the pool default has no limit");
    }
    Optional<String> said = fields.text("name");
    if (said.filter(text -> !text.equals(name)).isPresent()) {
      fields.problem("name", "the name differs from the one in the path");
    }
    OptionalInt slots = fields.whole("slots", 0, MOST_SLOTS);
    if (!fields.has("slots")) {
      fields.problem("slots", "a pool must have slots");
    }
    String description = fields.text("description", "");
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    return new Pool(name, slots.orElseThrow(), description);
  }
}

package dev.stadion.chronos.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.stadion.chronos.job.Problem;
import dev.stadion.chronos.run.RunOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what a user says when asking for a run (chronos.md §12.7). */
public final class RunOrderReader {
  private static final int LONGEST_ARGUMENTS = 16 * 1024;
  private static final int LONGEST_KEY = 200;
  private static final int LARGEST_PAYLOAD = 16 * 1024;
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

  private RunOrderReader() {}

  /**
   * @param header the key as it came in {@code Idempotency-Key}; empty when it did not
   * @throws InvalidDocumentException naming every problem
   */
  public static RunOrder read(JsonNode document, Optional<String> header, boolean force) {
    List<Problem> problems = new ArrayList<>();
    var fields = new Fields(document, "", problems);
    Optional<String> key = fields.text("runKey").or(() -> header);
    if (key.filter(k -> k.isEmpty() || k.length() > LONGEST_KEY || k.indexOf('\0') >= 0)
        .isPresent()) {
      fields.problem("runKey", "runKey must have 1 to %d characters".formatted(LONGEST_KEY));
    }
    Optional<String> arguments = arguments(fields);
    SortedMap<String, String> parameters = parameters(document, fields);
    Optional<Instant> scheduledAt = moment(fields);
    OptionalInt priority = fields.whole("priority", 0, 100);
    Optional<String> payload = payload(fields);
    Optional<String> reason = fields.text("reason");
    boolean withChildren = fields.flag("withChildren", false);
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
    List<Object> said =
        List.of(arguments, parameters, scheduledAt, priority, payload, reason, withChildren);
    return new RunOrder(
        arguments,
        parameters,
        scheduledAt,
        key,
        digest(said.toString()),
        priority,
        reason,
        payload,
        withChildren,
        force);
  }

  /** A run that is told its arguments and parameters in a query. */
  public static RunOrder of(
      Optional<String> arguments, Map<String, String> parameters, boolean force) {
    var document = JsonNodeFactory.instance.objectNode();
    arguments.ifPresent(text -> document.put("arguments", text));
    parameters.forEach(document.putObject("parameters")::put);
    return read(document, Optional.empty(), force);
  }

  private static Optional<String> arguments(Fields fields) {
    Optional<String> arguments = fields.text("arguments");
    if (arguments.filter(text -> text.length() > LONGEST_ARGUMENTS).isPresent()) {
      fields.problem(
          "arguments", "arguments must not be longer than %d".formatted(LONGEST_ARGUMENTS));
    }
    return arguments.map(text -> text.replace(";", "")).filter(text -> !text.isBlank());
  }

  private static SortedMap<String, String> parameters(JsonNode document, Fields fields) {
    SortedMap<String, String> told = new TreeMap<>();
    Optional<Fields> values = fields.child("parameters");
    if (values.isPresent()) {
      for (Map.Entry<String, JsonNode> entry : document.get("parameters").properties()) {
        values.get().text(entry.getKey()).ifPresent(text -> told.put(entry.getKey(), text));
      }
    }
    return told;
  }

  private static Optional<Instant> moment(Fields fields) {
    try {
      Optional<Instant> moment =
          fields
              .text("scheduledTime")
              .map(text -> OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS));
      if (moment.filter(at -> at.isBefore(FIRST) || at.isAfter(LAST)).isPresent()) {
        fields.problem("scheduledTime", "scheduledTime must lie between 1970 and 9999");
      }
      return moment;
    } catch (DateTimeException e) {
      fields.problem("scheduledTime", "scheduledTime must be an ISO-8601 time with an offset");
      return Optional.empty();
    }
  }

  private static Optional<String> payload(Fields fields) {
    Optional<String> payload = fields.text("payload");
    try {
      int size = payload.map(text -> Base64.getDecoder().decode(text).length).orElse(0);
      if (size > LARGEST_PAYLOAD) {
        fields.problem(
            "payload", "payload must not be larger than %d bytes".formatted(LARGEST_PAYLOAD));
      }
    } catch (IllegalArgumentException e) {
      fields.problem("payload", "payload must be base64");
    }
    return payload;
  }

  private static String digest(String said) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(said.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}

package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.job.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks Metronome's documents and writes their defaults out (dcos.md §5.2, §5.3). */
final class SpecReader {
  private static final Pattern ID =
      Pattern.compile("[a-z0-9]+(-+[a-z0-9]+)*([.][a-z0-9]+(-+[a-z0-9]+)*)*");
  private static final Pattern SCHEDULE_ID = Pattern.compile("[a-z0-9][a-z0-9-]*[a-z0-9]");
  private static final int LONGEST_ID = 200;
  private static final int LEAST_DEADLINE_SECONDS = 60;
  private static final int USUAL_DEADLINE_SECONDS = 900;

  private SpecReader() {}

  /**
   * @throws InvalidDocumentException naming every problem
   */
  static Spec job(JsonNode document) {
    List<Problem> problems = new ArrayList<>();
    ObjectNode job = job(new Sent(document, "", problems));
    check(problems);
    return new Spec(job);
  }

  /**
   * @throws InvalidDocumentException naming every problem
   */
  static ObjectNode schedule(JsonNode document) {
    List<Problem> problems = new ArrayList<>();
    ObjectNode schedule = schedule(new Sent(document, "", problems));
    check(problems);
    return schedule;
  }

  private static void check(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
  }

  private static ObjectNode job(Sent sent) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    String id = sent.text("id");
    if (!isId(id, ID)) {
      sent.problem("id", "must be names of lower case letters, digits and dashes, joined by dots");
    }
    job.put("id", id);
    sent.copyText("description", job);
    job.set("dependencies", dependencies(sent));
    job.set("labels", sent.texts("labels"));
    if (!sent.has("run")) {
      sent.problem("run", "is missing");
    }
    job.set("run", RunSpecReader.read(sent.object("run")));
    ArrayNode schedules = job.putArray("schedules");
    sent.objects("schedules").forEach(schedule -> schedules.add(schedule(schedule)));
    if (schedules.size() > 1) {
      sent.problem("schedules", "a job must not have more than one schedule");
    }
    if (!schedules.isEmpty() && !job.get("dependencies").isEmpty()) {
      sent.problem("dependencies", "a job with dependencies must not have a schedule");
    }
    return job;
  }

  private static boolean isId(String id, Pattern pattern) {
    return id.length() <= LONGEST_ID && pattern.matcher(id).matches();
  }

  private static ArrayNode dependencies(Sent sent) {
    ArrayNode dependencies = JsonNodeFactory.instance.arrayNode();
    var ids = new HashSet<String>();
    for (Sent dependency : sent.objects("dependencies")) {
      String id = dependency.text("id");
      if (!ids.add(id)) {
        sent.problem("dependencies", "dependencies must be unique");
      }
      dependencies.addObject().put("id", id);
    }
    return dependencies;
  }

  private static ObjectNode schedule(Sent sent) {
    ObjectNode schedule = JsonNodeFactory.instance.objectNode();
    String id = sent.text("id");
    if (!isId(id, SCHEDULE_ID)) {
      sent.problem("id", "must be two or more lower case letters, digits and dashes");
    }
    schedule.put("id", id);
    String cron = sent.text("cron");
    schedule.put("cron", cron);
    Optional<String> wrong = Crons.problem(cron);
    wrong.ifPresent(error -> sent.problem("cron", error));
    schedule.put("timezone", sent.text("timezone", "UTC"));
    schedule.put(
        "startingDeadlineSeconds",
        sent.whole("startingDeadlineSeconds", LEAST_DEADLINE_SECONDS, USUAL_DEADLINE_SECONDS));
    schedule.put(
        "concurrencyPolicy", sent.choice("concurrencyPolicy", Set.of("ALLOW", "FORBID"), "ALLOW"));
    schedule.put("enabled", sent.flag("enabled", true));
    return schedule;
  }
}

package dev.stadion.chronos.metronome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stadion.chronos.document.InvalidDocumentException;
import dev.stadion.chronos.job.Problem;
import java.util.ArrayList;
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

  private static final Set<String> RUN_KEYS =
      Set.of(
          "cpus",
          "mem",
          "disk",
          "gpus",
          "cmd",
          "args",
          "user",
          "env",
          "secrets",
          "artifacts",
          "docker",
          "ucr",
          "networks",
          "volumes",
          "placement",
          "maxLaunchDelay",
          "restart",
          "taskKillGracePeriodSeconds");

  private final List<Problem> problems = new ArrayList<>();

  private SpecReader() {}

  /**
   * @throws InvalidDocumentException naming every problem
   */
  static Spec job(JsonNode sent) {
    var reader = new SpecReader();
    ObjectNode job = reader.read(sent);
    reader.check();
    return new Spec(job);
  }

  /**
   * @throws InvalidDocumentException naming every problem
   */
  static ObjectNode schedule(JsonNode sent) {
    var reader = new SpecReader();
    ObjectNode schedule = reader.schedule(sent, "");
    reader.check();
    return schedule;
  }

  private void check() {
    if (!problems.isEmpty()) {
      throw new InvalidDocumentException(problems);
    }
  }

  private void problem(String path, String error) {
    problems.add(new Problem(path, error));
  }

  private ObjectNode read(JsonNode sent) {
    ObjectNode job = JsonNodeFactory.instance.objectNode();
    String id = sent.path("id").asText();
    if (!ID.matcher(id).matches() || id.length() > LONGEST_ID) {
      problem("/id", "must be names of lower case letters, digits and dashes, joined by dots");
    }
    job.put("id", id);
    if (sent.hasNonNull("description")) {
      job.put("description", sent.get("description").asText());
    }
    dependencies(sent, job);
    job.set("labels", texts(sent.path("labels"), "/labels"));
    job.set("run", run(sent.path("run")));
    var schedules = job.putArray("schedules");
    if (sent.path("schedules").size() > 1) {
      problem("/schedules", "a job must not have more than one schedule");
    }
    for (JsonNode schedule : sent.path("schedules")) {
      schedules.add(schedule(schedule, "/schedules/" + schedules.size()));
    }
    if (!schedules.isEmpty() && !job.get("dependencies").isEmpty()) {
      problem("/dependencies", "a job with dependencies must not have a schedule");
    }
    return job;
  }

  private void dependencies(JsonNode sent, ObjectNode job) {
    var dependencies = job.putArray("dependencies");
    for (JsonNode dependency : sent.path("dependencies")) {
      if (!dependency.path("id").isTextual()) {
        problem("/dependencies", "a dependency is an object with an id");
        return;
      }
      ObjectNode one = JsonNodeFactory.instance.objectNode();
      one.put("id", dependency.get("id").asText());
      for (JsonNode other : dependencies) {
        if (other.equals(one)) {
          problem("/dependencies", "dependencies must be unique");
        }
      }
      dependencies.add(one);
    }
  }

  private ObjectNode texts(JsonNode sent, String path) {
    ObjectNode texts = JsonNodeFactory.instance.objectNode();
    sent.properties()
        .forEach(entry -> {
          if (entry.getValue().isTextual()) {
            texts.set(entry.getKey(), entry.getValue());
          } else {
            problem(path + "/" + entry.getKey(), "must be a string");
          }
        });
    return texts;
  }

  // ---- run -----------------------------------------------------------------------------------

  private ObjectNode run(JsonNode sent) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    if (!sent.isObject()) {
      problem("/run", "is missing");
      return run;
    }
    sent.fieldNames()
        .forEachRemaining(name -> {
          if (!RUN_KEYS.contains(name)) {
            problem("/run/" + name, "is not known");
          }
        });
    number(sent, run, "cpus", 0.01);
    number(sent, run, "mem", 32);
    number(sent, run, "disk", 0);
    if (sent.path("gpus").asInt() > 0) {
      problem("/run/gpus", "there are no GPUs here");
    }
    command(sent, run);
    copy(sent, run, "user");
    environment(sent, run);
    run.set("placement", placement(sent.path("placement")));
    run.set("artifacts", artifacts(sent.path("artifacts")));
    run.put("maxLaunchDelay", whole(sent, "/run", "maxLaunchDelay", 1, 3600));
    containers(sent, run);
    run.set("volumes", array(sent, "volumes"));
    run.set("networks", array(sent, "networks"));
    run.set("restart", restart(sent.path("restart")));
    if (sent.hasNonNull("taskKillGracePeriodSeconds")) {
      run.put(
          "taskKillGracePeriodSeconds", whole(sent, "/run", "taskKillGracePeriodSeconds", 0, 0));
    }
    return run;
  }

  private void number(JsonNode sent, ObjectNode run, String name, double least) {
    JsonNode value = sent.path(name);
    if (!value.isNumber() || !(value.asDouble() >= least)) {
      problem("/run/" + name, "must be a number of at least " + (least < 1 ? least : (int) least));
      return;
    }
    run.set(name, value);
  }

  private long whole(JsonNode sent, String path, String name, long least, long otherwise) {
    JsonNode value = sent.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.asLong() < least) {
      problem(path + "/" + name, "must be a whole number of at least " + least);
      return otherwise;
    }
    return value.asLong();
  }

  private void command(JsonNode sent, ObjectNode run) {
    copy(sent, run, "cmd");
    if (sent.hasNonNull("args")) {
      run.set("args", array(sent, "args"));
    }
    boolean image = sent.hasNonNull("docker") || sent.hasNonNull("ucr");
    if (!run.has("cmd") && !image) {
      problem("/run", "cmd, docker or ucr must be given");
    }
    if (run.has("cmd") && run.has("args")) {
      problem("/run/args", "cmd and args exclude each other");
    }
  }

  private void environment(JsonNode sent, ObjectNode run) {
    sent.path("env")
        .properties()
        .forEach(entry -> {
          if (!entry.getValue().isTextual()) {
            problem("/run/env/" + entry.getKey(), "secrets are not kept here; it must be a string");
          }
        });
    if (!sent.path("secrets").isEmpty()) {
      problem("/run/secrets", "secrets are not kept here");
    }
    run.set(
        "env", texts(sent.path("env").isObject() ? sent.get("env") : run.objectNode(), "/run/env"));
    run.putObject("secrets");
  }

  private void containers(JsonNode sent, ObjectNode run) {
    if (sent.hasNonNull("docker") && sent.hasNonNull("ucr")) {
      problem("/run/docker", "docker and ucr exclude each other");
    }
    for (String kind : List.of("docker", "ucr")) {
      copy(sent, run, kind);
      JsonNode image = sent.path(kind).path("image");
      boolean named = kind.equals("docker") ? image.isTextual() : image.path("id").isTextual();
      if (sent.hasNonNull(kind) && !named) {
        problem("/run/" + kind + "/image", "is missing");
      }
    }
  }

  private static void copy(JsonNode sent, ObjectNode run, String name) {
    if (sent.hasNonNull(name)) {
      run.set(name, sent.get(name));
    }
  }

  private JsonNode array(JsonNode sent, String name) {
    JsonNode value = sent.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return JsonNodeFactory.instance.arrayNode();
    }
    if (!value.isArray()) {
      problem("/run/" + name, "must be an array");
    }
    return value;
  }

  private ObjectNode placement(JsonNode sent) {
    ObjectNode placement = JsonNodeFactory.instance.objectNode();
    var constraints = placement.putArray("constraints");
    for (JsonNode constraint : sent.path("constraints")) {
      String operator = constraint.path("operator").asText();
      if (!Set.of("IS", "EQ", "LIKE", "UNLIKE").contains(operator)) {
        problem("/run/placement/constraints", "an operator is IS, LIKE or UNLIKE");
        continue;
      }
      ObjectNode one = constraints.addObject();
      one.put("attribute", constraint.path("attribute").asText());
      one.put("operator", operator.equals("EQ") ? "IS" : operator);
      one.put("value", constraint.path("value").asText());
    }
    return placement;
  }

  private JsonNode artifacts(JsonNode sent) {
    var artifacts = JsonNodeFactory.instance.arrayNode();
    for (JsonNode artifact : sent) {
      if (!artifact.path("uri").isTextual()) {
        problem("/run/artifacts", "an artifact needs a uri");
        continue;
      }
      ObjectNode one = artifacts.addObject();
      one.put("uri", artifact.get("uri").asText());
      one.put("extract", artifact.path("extract").asBoolean(true));
      one.put("executable", artifact.path("executable").asBoolean(false));
      one.put("cache", artifact.path("cache").asBoolean(false));
    }
    return artifacts;
  }

  private ObjectNode restart(JsonNode sent) {
    ObjectNode restart = JsonNodeFactory.instance.objectNode();
    String policy = sent.path("policy").asText("NEVER");
    if (!Set.of("NEVER", "ON_FAILURE").contains(policy)) {
      problem("/run/restart/policy", "must be NEVER or ON_FAILURE");
    }
    restart.put("policy", policy);
    if (sent.hasNonNull("activeDeadlineSeconds")) {
      restart.put(
          "activeDeadlineSeconds", whole(sent, "/run/restart", "activeDeadlineSeconds", 1, 1));
    }
    return restart;
  }

  // ---- schedules -----------------------------------------------------------------------------

  private ObjectNode schedule(JsonNode sent, String path) {
    ObjectNode schedule = JsonNodeFactory.instance.objectNode();
    String id = sent.path("id").asText();
    if (!SCHEDULE_ID.matcher(id).matches() || id.length() > LONGEST_ID) {
      problem(path + "/id", "must be two or more lower case letters, digits and dashes");
    }
    schedule.put("id", id);
    String cron = sent.path("cron").asText();
    schedule.put("cron", cron);
    Optional<String> wrong = Crons.problem(cron);
    wrong.ifPresent(error -> problem(path + "/cron", error));
    schedule.put("timezone", sent.path("timezone").asText("UTC"));
    schedule.put("startingDeadlineSeconds", whole(sent, path, "startingDeadlineSeconds", 60, 900));
    String policy = sent.path("concurrencyPolicy").asText("ALLOW");
    if (!Set.of("ALLOW", "FORBID").contains(policy)) {
      problem(path + "/concurrencyPolicy", "must be ALLOW or FORBID");
    }
    schedule.put("concurrencyPolicy", policy);
    schedule.put("enabled", sent.path("enabled").asBoolean(true));
    return schedule;
  }
}
